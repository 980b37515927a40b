"""The queue of runs below one root: whatever is queued there is carried out, oldest first."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ltcore.config import RunConfig
from ltcore.runs import (
    RunError,
    RunFolder,
    RunStore,
    Status,
    run_lock,
)
from ltcore.runs.atomic import make_root
from ltcore.runs.locks import is_locked
from ltcore.runs.sharing import is_shared
from ltcore.sweeps.cores import Share, has_room, places, share_of, threads_of_small_runs
from ltcore.sweeps.crew import Crew, Workers
from ltcore.sweeps.interrupts import interrupts_noted
from ltcore.sweeps.lost import is_elsewhere, lost_since
from ltcore.sweeps.queueing import queue_again
from ltcore.sweeps.runners import runner_place
from ltcore.sweeps.together import companies
from ltcore.sweeps.worker import Worker

POLL_SECONDS = 0.1
SCAN_SECONDS = 1.0
SHIPPED = Workers()

EventKind = Literal["started", "stopping", "finished", "failed", "cancelled", "taken"]
ASKED = "it saves a checkpoint first; a second Ctrl-C kills it at once"
KILLED = "killed at once; what it has not saved is lost"


@dataclass(frozen=True)
class QueueEvent:
    """What happened to a run of the queue.

    Attributes:
        run_id: the run.
        kind: "started", "stopping" where the queue was told to stop, or how it ended; "taken" where another
            process works on it.
        message: one sentence, may be empty.
        waiting: how many runs are still queued.
    """

    run_id: str
    kind: EventKind
    message: str
    waiting: int


def run_queue(  # noqa: PLR0913 - each is about the queue as a whole
    store: RunStore,
    *,
    on_event: Callable[[QueueEvent], None] = lambda _: None,
    workers: Workers = SHIPPED,
    jobs: int | Literal["auto"] = 1,
    grace: float = 30.0,
    wait: float = 10.0,
    stays: bool = False,
) -> dict[str, EventKind]:
    """Carry out everything that is queued, each run in a process of its own, and return how each ended.

    Runs that differ in their seeds alone share a process where their settings say so (``train.together``).

    Exactly one process works on the queue of a root. What is queued while it works is done too; a second
    runner waits for ``wait`` seconds, so that a run queued in the moment in which the first one
    finds nothing more to do is not lost, and then leaves the queue to the first. Ctrl-C and SIGTERM ask
    the workers to stop and leave the rest queued; a second one kills them.

    Where several machines share the root, one process of each works on the queue, and a run whose machine
    was switched off continues from its checkpoint wherever there is another.

    Args:
        store: the runs.
        on_event: told about every start and end.
        workers: how their processes are started.
        jobs: how many runs at a time, at least 1, each with the threads that it takes by itself; "auto" for
            as many as there are cores, of which each run gets its `share_of`, and as find a GiB of memory.
        grace: seconds between asking a worker to stop, terminating and killing it.
        wait: seconds to wait for another runner to end.
        stays: whether to stay while other machines work on runs of a shared root, and take over what they
            lose; told to stop, the runner then queues its own runs again, for others or a later one.

    Raises:
        AlreadyRunningError: another runner works on this queue.
        KeyboardInterrupt: after Ctrl-C or SIGTERM, once the workers have stopped.
        RunWriteError: the root cannot be written.
    """
    if jobs != "auto" and jobs < 1:
        raise ValueError(f'jobs is {jobs}: give at least 1, or "auto"')
    make_root(store.root)
    with runner_place(store.root, wait=wait):
        crew = Crew(workers, threads=threads_of_small_runs() if jobs == "auto" else None)
        runner = _Runner(store, on_event, crew, jobs, grace)
        runner.stays = stays
        with contextlib.closing(crew), interrupts_noted() as interrupts:
            return runner.run(interrupts)


class _Runner:
    def __init__(
        self,
        store: RunStore,
        on_event: Callable[[QueueEvent], None],
        crew: Crew,
        jobs: int | Literal["auto"],
        grace: float,
    ) -> None:
        self.store = store
        self.on_event = on_event
        self.crew = crew
        self.is_shared = jobs == "auto"
        self.cores = places() if jobs == "auto" else jobs
        self.grace = grace
        self.workers: list[Worker] = []
        self.ends: dict[str, EventKind] = {}
        self.stays = False
        self._elsewhere = False
        self._tried: set[tuple[str, float]] = set()
        self._configs: dict[tuple[str, float], RunConfig | None] = {}
        self._next_scan = 0.0
        self._is_warming = False
        self._stops_told = 0

    def run(self, interrupts: list[int]) -> dict[str, EventKind]:
        """Work until nothing is queued and nothing runs."""
        while True:
            if interrupts:
                self._stop(kill=len(interrupts) > 1)
            elif self._free() and time.monotonic() >= self._next_scan:
                self._start_waiting()
            if not self.workers and (interrupts or not (self._is_warming or self._elsewhere)):
                break
            time.sleep(POLL_SECONDS)
            self._collect()
        if interrupts:
            raise KeyboardInterrupt
        return self.ends

    def _free(self) -> int:
        """Return how many cores no run takes."""
        return self.cores - sum(worker.cores for worker in self.workers)

    def _has_room(self) -> bool:
        """Return whether a run finds its memory beside the others; the first one takes what there is."""
        running = [worker.process.pid for worker in self.workers]
        return not self.is_shared or not running or has_room(running)

    def _start_waiting(self) -> None:
        """Start queued runs, oldest first, until the next one finds no place."""
        waiting = {run_id: (run_id, queued_at) for queued_at, run_id in self._waiting()}
        self._is_warming = False
        self._next_scan = time.monotonic() + SCAN_SECONDS
        left = len(waiting)
        self._configs = {place: self._config(place) for place in waiting.values()}
        configs = {run_id: self._configs[place] for run_id, place in waiting.items()}
        for company in companies(configs, self.cores, lambda config: self._share(config).cores):
            left -= len(company)
            if not self._start(company, left):
                return
            self._tried |= {waiting[run_id] for run_id in company}

    def _share(self, config: RunConfig) -> Share:
        return share_of(config, self.cores) if self.is_shared else Share()

    def _config(self, place: tuple[str, float]) -> RunConfig | None:
        """Return the settings of a run in its place in the queue, None where they cannot be read."""
        if place in self._configs:
            return self._configs[place]
        try:
            return RunFolder(self.store.root / place[0]).read_config()
        except (OSError, RunError):
            return None

    def _start(self, company: Sequence[str], waiting: int) -> bool:
        """Start runs as one, or say why that cannot be; return False where they have to wait."""
        folders = [RunFolder(self.store.root / run_id) for run_id in company]
        try:
            free = [folder for folder in folders if not _is_taken(folder)]
            if free:
                config: RunConfig = free[0].read_config()
                share = self._share(config)
                if share.cores > self._free() or not self._has_room():
                    return False
                starts = self.crew.starts(config, share)
                if starts is None:
                    self._is_warming, self._next_scan = True, 0.0
                    return False
                self.workers.append(Worker(free, starts, grace=self.grace, cores=share.cores))
            for folder in folders:
                if folder in free:
                    self._tell(folder.id, "started", "", waiting)
                else:
                    self._tell(folder.id, "taken", "another process is working on it", waiting)
        except (OSError, RunError) as error:
            for folder in folders:
                said = _written(folder, f"could not be started: {error}")
                self._tell(folder.id, "failed", said, waiting)
        return True

    def _collect(self) -> None:
        """Note the workers that have ended; the queue is looked at again at once."""
        for worker in [worker for worker in self.workers if worker.ended()]:
            self.workers.remove(worker)
            for folder in worker.folders:
                try:
                    end, message = worker.settle(folder)
                except (OSError, RunError) as error:
                    end, message = "failed", str(error)
                if self._stops_told and self.stays and end == "cancelled":
                    message = _handed_back(folder, message)
                self._tell(folder.id, end, message, len(self._waiting()))
            self._next_scan = 0.0

    def _stop(self, *, kill: bool) -> None:
        stopping = [folder for worker in self.workers for folder in worker.unended()]
        for worker in self.workers:
            worker.stop()
            if kill:
                worker.kill()
        if self._stops_told < 1 + kill:
            self._stops_told = 1 + kill
            said = KILLED if kill else ASKED
            for folder in stopping:
                self._tell(folder.id, "stopping", said, len(self._waiting()))

    def _tell(self, run_id: str, kind: EventKind, message: str, waiting: int) -> None:
        if kind not in ("started", "stopping"):
            self.ends[run_id] = kind
        self.on_event(QueueEvent(run_id, kind, message, waiting))

    def _waiting(self) -> list[tuple[float, str]]:
        """Return when and what was queued, oldest first, without what this runner has tried already.

        First come runs that another machine has lost, each with the number of its claim.
        """
        found = []
        at_work = {folder.id for worker in self.workers for folder in worker.folders}
        running = []
        for run_id in set(self.store.ids()) - at_work:
            with contextlib.suppress(RunError):  # damaged or just deleted: listings say so
                folder = RunFolder(self.store.root / run_id)
                status = folder.read_status()
                if status.state == "queued":
                    found.append((status.heartbeat, run_id))
                elif status.state == "running":
                    running.append(folder)
        if is_shared(self.store.root):
            found += self._lost(running)
        return sorted(place for place in found if place[::-1] not in self._tried)

    def _lost(self, running: Sequence[RunFolder]) -> list[tuple[float, str]]:
        """Return the runs of other machines that were lost, and note whether others are alive."""
        found = []
        self._elsewhere = False
        for folder in running:
            with contextlib.suppress(RunError, OSError):  # who cannot be asked is left alone
                number = lost_since(folder)
                if number is not None:
                    found.append((float(number), folder.id))
                self._elsewhere |= self.stays and is_elsewhere(folder)
        return found


def _is_taken(folder: RunFolder) -> bool:
    """Return whether another process works on a run; one that queues it, or looks, lets go at once."""
    if not is_locked(folder.path):
        return False
    time.sleep(POLL_SECONDS)
    return is_locked(folder.path)


def _handed_back(folder: RunFolder, message: str) -> str:
    """Queue a run again that was stopped because its machine is needed elsewhere; return what to say."""
    with contextlib.suppress(OSError, RunError):
        if queue_again(folder):
            return "saved, and queued again: another machine may continue it"
    return message


def _written(folder: RunFolder, message: str) -> str:
    """Write down that a run failed before it began, where that is possible, and return the message."""
    # The event says it in any case; another machine may have begun it meanwhile.
    with contextlib.suppress(OSError, RunError), run_lock(folder.path, timeout=0):
        status: Status = folder.read_status()
        folder.write_status(replace(status, state="failed", message=message, heartbeat=time.time()))
    return message
