"""Asking a worker to stop, and stopping one that does not listen."""

import os
import signal
import time
from pathlib import Path

import psutil

from ltcore.runs.atomic import atomic_write_bytes, make_folder, remove_file
from ltcore.runs.fences import require_owned
from ltcore.runs.status import Status, worker_process

STOP = Path("control", "stop")


def request_cancel(folder: Path) -> None:
    """Ask the worker of the run in ``folder`` to stop after its current step.

    Raises:
        RunWriteError: the folder cannot be written.
    """
    make_folder((folder / STOP).parent)
    atomic_write_bytes(folder / STOP, b"")


def cancel_requested(folder: Path) -> bool:
    """Return whether somebody has asked this run to stop; cheap enough for every step.

    Raises:
        LostError: the run was taken over: its worker stops here, and not only when it next writes.
    """
    require_owned(folder)
    return os.path.exists(folder / STOP)  # noqa: PTH110 (one system call, no Path arithmetic)


def clear_cancel(folder: Path) -> None:
    """Forget the request to stop, before the run is started again."""
    remove_file(folder / STOP)


def kill_worker(folder: Path, status: Status, *, grace: float = 10.0) -> bool:
    """Stop the worker that wrote ``status``: ask, then terminate after ``grace`` seconds, then kill.

    Only a process whose number and start time both match is ever signalled, with its children where
    it leads its own process group.

    Returns:
        Whether the worker is gone; True at once where there is none on this machine.
    """
    process = worker_process(status)
    if process is None:
        return True
    request_cancel(folder)
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            signal_group(process, number)
        if ended(process, grace):
            return True
    return False


def signal_group(process: psutil.Process, number: signal.Signals) -> None:
    """Send a signal to ``process``, and to its group where it leads one that is not ours."""
    try:
        group = os.getpgid(process.pid)
        if group == process.pid and group != os.getpgid(0):
            os.killpg(group, number)
        else:
            process.send_signal(number)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return


def ended(process: psutil.Process, seconds: float) -> bool:
    """Wait up to ``seconds`` for ``process`` to end; a zombie that nobody reaps has ended.

    Looks without reaping, so that a parent that waits for its child still gets the exit code.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
