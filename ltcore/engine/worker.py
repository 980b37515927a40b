"""Carries out one run folder from beginning to end, and writes down how it ended."""

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Literal

import torch

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.engine.checkpoint import CheckpointError
from ltcore.engine.hardware import HardwareError, detect
from ltcore.engine.nonfinite import NonFiniteError
from ltcore.engine.probe_record import probe_at_end
from ltcore.engine.reporter import Progress, Reporter
from ltcore.engine.resuming import ResumePoint, resume_point
from ltcore.engine.trainer import Trainer
from ltcore.engine.unlabelled_record import record_unlabelled
from ltcore.runs import RunFolder, RunRecord, Status, run_lock
from ltcore.runs.checksums import forget_checksums, write_checksums
from ltcore.runs.reserve import reserved_space
from ltcore.steps import build_stages
from ltcore.sweeps.together import alone_because

EndState = Literal["finished", "failed", "cancelled"]
NOBODY_ELSE = "no run that differs in its seed alone began at the same time and step"
"""Why a run has no company that might have some."""

EXPECTED = (
    datasets.DataError,
    HardwareError,
    CheckpointError,
    NonFiniteError,
    OSError,
    ValueError,
)
"""Ends that a person can do something about; their message says what. Others are our bugs."""


def work(
    folder: RunFolder,
    *,
    store: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> EndState:
    """Train the run of a folder, from its last checkpoint where there is one.

    A finished run is left as it is; one with a pending request to stop ends as cancelled. SIGTERM and
    Ctrl-C end the run as cancelled, after a checkpoint.

    Args:
        folder: the run folder, with its config.
        store: root of the prepared data; None takes the default.
        on_progress: told about every heartbeat and epoch.
        on_warning: told before the first step what differs from the attempt before, a sentence each.

    Returns:
        "finished", "failed" (the reason is in the status) or "cancelled".

    Raises:
        AlreadyRunningError: another worker holds the run.
        OSError: not even the status can be written.
    """
    with run_lock(folder.path):
        claimed = claim(folder)
        if not isinstance(claimed, Status):
            return claimed
        return carry_out(folder, claimed, store, on_progress, on_warning)


def claim(folder: RunFolder) -> Status | EndState:
    """Take over a run whose lock is held; return its status then, or how it has ended already.

    Args:
        folder: the run folder.

    Raises:
        OSError: the status cannot be written.
    """
    before = folder.read_status()
    if before.state == "finished":
        return "finished"
    if folder.cancel_requested():  # asked to stop before it began
        return cancelled_before(folder, before)
    folder.remove_leftovers()
    forget_checksums(folder.path)
    status = before.claimed()
    folder.write_status(status)
    return status


def carry_out(
    folder: RunFolder,
    status: Status,
    store: Path | None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> EndState:
    """Train a run that was claimed, and write down how it ended; see `work`."""
    try:
        with reserved_space(folder.path):
            return _attempt(folder, status, store, on_progress, on_warning)
    except EXPECTED as error:
        return note_failure(folder, str(error))
    except Exception as error:
        note_failure(folder, unexpected(error))
        raise


def unexpected(error: Exception) -> str:
    """Return what the status says of an error that is a bug of ours."""
    return f"{type(error).__name__}: {error} (the run's log.txt has the details)"


def cancelled_before(folder: RunFolder, status: Status) -> EndState:
    """Write down that a run was stopped before its first step."""
    folder.write_status(status.ended("cancelled", "stopped before it started; resume starts it"))
    folder.clear_cancel()
    return "cancelled"


def note_failure(folder: RunFolder, message: str) -> EndState:
    """Write down why the run ended; call while its error is handled."""
    folder.write_status(folder.read_status().ended("failed", message))
    folder.log(traceback.format_exc())
    return "failed"


class StoppedError(BaseException):
    """Breaks off the preparation of data, through every handler of errors."""


def _attempt(
    folder: RunFolder,
    status: Status,
    store: Path | None,
    on_progress: Callable[[Progress], None],
    on_warning: Callable[[str], None],
) -> EndState:
    config: RunConfig = folder.read_config()
    hardware = detect(config.train)
    with torch_threads(hardware.threads), stop_signals() as signalled, torch.random.fork_rng():

        def should_stop() -> bool:
            return signalled.is_set() or folder.cancel_requested()

        try:
            tell = preparing(folder, status, should_stop)
            data = datasets.build(config.data, store=store, progress=tell)
        except StoppedError:
            return cancelled_before(folder, status)
        reporter = Reporter(
            folder,
            data,
            hardware=hardware,
            status=status,
            on_progress=on_progress,
            slim=config.train.record == "slim",
        )
        start = resume_point(folder, config, reporter.environment)
        reporter.begin(start)
        if config.train.together:
            folder.log(f"trained alone: {alone_because(config) or NOBODY_ELSE}")
        record_unlabelled(folder, config.data, data, store=store)
        passed_over = start.checkpoint.skipped if start.checkpoint else ()
        for warning in (*passed_over, *start.warnings):
            on_warning(warning)
        trainer = Trainer(
            config,
            data,
            build_stages(config, data),
            hardware=hardware,
            reporter=reporter,
            should_stop=should_stop,
        )
        outcome = trainer.fit(start.checkpoint)
        if outcome == "finished":
            _probe(folder, data, reporter, store)
        return conclude(reporter, start, outcome)


def conclude(
    reporter: Reporter, start: ResumePoint, outcome: Literal["finished", "cancelled"]
) -> EndState:
    """Write down how a run ended that has done what it was asked to."""
    folder, message = reporter.folder, "resume continues from here"
    if outcome == "finished":
        write_checksums(folder.path)
        message = "; ".join(start.warnings)
    folder.write_status(reporter.status.ended(outcome, message))
    folder.clear_cancel()
    return outcome


def _probe(
    folder: RunFolder, data: datasets.LongTailData, reporter: Reporter, store: Path | None
) -> None:
    """Probe the features of a run with a pre-training while it still counts as running."""

    def alive() -> None:
        reporter.update(message="probing the features")

    config: RunConfig = folder.read_config()
    record = RunRecord(
        folder=folder, config=config, status=reporter.status, shown_state=reporter.status.state
    )
    if note := probe_at_end(record, data, store=store, alive=alive):
        folder.log(note)


def preparing(
    folder: RunFolder, status: Status, should_stop: Callable[[], bool]
) -> Callable[[float, str], None]:
    """Return what, about once a second, writes how far the data are prepared, or breaks off."""
    due = 0.0

    def tell(share: float, message: str) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + 1
            if should_stop():
                raise StoppedError
            text = f"{message} ({share:.0%})"
            folder.write_status(
                replace(status, stage="preparing data", message=text, heartbeat=time.time())
            )

    return tell


@contextmanager
def torch_threads(number: int) -> Iterator[None]:
    """Give torch so many threads of the processor inside the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Turn SIGTERM and SIGINT into a wish to stop, and a second one into an end at once.

    Signals reach the main thread only.
    """
    wish = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return

    def note(_signal: int, _frame: FrameType | None) -> None:
        if wish.is_set():
            raise KeyboardInterrupt
        wish.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
