"""One worker process of a queue: started, watched, stopped, and its end written down."""

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ltcore.runs import AlreadyRunningError, RunError, RunFolder, Status, run_lock
from ltcore.runs.atomic import open_log
from ltcore.runs.claims.of_runs import bury
from ltcore.runs.status import END_STATES
from ltcore.sweeps.child import UNKNOWN_END
from ltcore.sweeps.crew import Starts

ALREADY_RUNNING = 3
"""Exit code of a worker that finds its run taken."""
TAKEN_OVER = 4
"""Exit code of a worker whose run another machine has taken over while it was frozen."""
TAKEN = {
    ALREADY_RUNNING: "another process is working on it",
    TAKEN_OVER: "another machine has taken it over while this one was frozen or asleep",
}
ESCALATION = (signal.SIGTERM, signal.SIGKILL)

End = Literal["finished", "failed", "cancelled", "taken"]


class Worker:
    """A started worker.

    It leads a session of its own: closing the terminal or the server leaves it alone, and a signal
    reaches its children with it.

    Args:
        folders: the run, or the runs that are trained as one; the log of the first has what the process
            prints.
        starts: starts its process.
        grace: seconds between asking, terminating and killing.
        cores: how many the run takes.

    Raises:
        OSError: the program cannot be started, or the run's log cannot be written.
    """

    def __init__(
        self, folders: Sequence[RunFolder], starts: Starts, *, grace: float, cores: int
    ) -> None:
        self.folders = tuple(folders)
        self.grace = grace
        self.cores = cores
        self._asked: float | None = None
        self._sent = 0
        first = self.folders[0].path
        ids = [folder.id for folder in self.folders]
        with open_log(first / "log.txt") as log:
            self.process = starts([*ids, "--runs", str(first.parent.resolve())], log)
        self._code: int | None = None

    def ended(self) -> bool:
        """Return whether the process has ended; push on one that was asked to stop and does not."""
        self._code = self.process.poll()
        if self._code is not None:
            return True
        if self._asked is None and self._is_asked():
            self._asked = time.monotonic()
        if self._asked is not None:
            self._escalate(time.monotonic() - self._asked)
        return False

    def stop(self) -> None:
        """Ask the worker to stop; `ended` terminates and then kills it where it does not."""
        if self._asked is None:
            self._asked = time.monotonic()
            # In an unwritable folder the signals follow all the same.
            for folder in self.unended():
                with contextlib.suppress(OSError):
                    folder.request_cancel()

    def unended(self) -> list[RunFolder]:
        """Return its runs that have not ended: one of several may have, long before the others."""
        return [folder for folder in self.folders if not _has_ended(folder)]

    def kill(self) -> None:
        """Kill the worker and its children now."""
        self._send(signal.SIGKILL)

    def settle(self, folder: RunFolder) -> tuple[End, str]:
        """Write down how one of its runs ended, where it could not itself, and return state and message.

        Raises:
            RunError: the run folder is gone or damaged.
            OSError: the status cannot be written.
        """
        code = self._code
        if code == ALREADY_RUNNING or (code == TAKEN_OVER and not _has_ended(folder)):
            return "taken", TAKEN[code]
        status = folder.read_status()
        if status.state != "queued" and status.state != "running":
            return status.state, status.message
        asked = self._asked is not None
        message = _unsaved(status) if asked else _cause(code)
        state: Literal["cancelled", "failed"] = "cancelled" if asked else "failed"
        bury(folder.path, self.process.pid)
        try:
            with run_lock(folder.path):
                ended = replace(status, state=state, message=message, heartbeat=time.time())
                folder.write_status(ended)
        except AlreadyRunningError as error:
            return "taken", str(error)
        return state, message

    def _is_asked(self) -> bool:
        """Return whether every run that has not ended was asked to stop; one alone leaves its company."""
        asked = [folder.cancel_requested() for folder in self.folders]
        return any(asked) and all(
            is_asked or _has_ended(folder)
            for folder, is_asked in zip(self.folders, asked, strict=True)
        )

    def _escalate(self, waited: float) -> None:
        steps = 1 + waited / self.grace if self.grace > 0 else len(ESCALATION)
        # A worker that has not taken its run over yet has nothing to save and sees no request.
        due = int(steps) - (1 if self._has_begun() else 0)
        while self._sent < min(due, len(ESCALATION)):
            self._send(ESCALATION[self._sent])
            self._sent += 1

    def _has_begun(self) -> bool:
        try:
            return any(f.read_status().pid == self.process.pid for f in self.folders)
        except (RunError, OSError):
            return False

    def _send(self, number: signal.Signals) -> None:
        # The child is not reaped before its end is noted, so its number is still its own.
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def _has_ended(folder: RunFolder) -> bool:
    try:
        return folder.read_status().state in END_STATES
    except (RunError, OSError):  # deleted or damaged: there is nothing to wait for
        return True


def _unsaved(status: Status) -> str:
    """Return what is left of a run that was asked to stop and ended before it wrote how."""
    if not status.attempt:
        return "cancelled before it started"
    return "stopped before it could save; resume continues from its last checkpoint, if it has one"


def _cause(code: int | None) -> str:
    """Return why a worker that wrote no end has ended."""
    if code is None or code == UNKNOWN_END:
        return (
            "the worker and the process that had started it were killed (out of memory?); resume "
            "continues from the last checkpoint"
        )
    if code >= 0:
        return (
            f"the worker ended with code {code} without an error message; the run's "
            "log.txt may say why"
        )
    hint = " (out of memory?)" if -code == signal.SIGKILL else ""
    return f"killed by signal {-code}{hint}; resume continues from the last checkpoint"
