"""One worker per run, one runner per queue: locks that die with their process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ltcore.runs.atomic import explained
from ltcore.runs.disk import held, require_plain
from ltcore.runs.errors import AlreadyRunningError
from ltcore.runs.reading import require_folder

RUN_LOCK = "run.lock"


@contextmanager
def run_lock(folder: Path, *, timeout: float = 1.0) -> Iterator[None]:
    """Hold the lock of one run folder; the system frees it even where the process is killed.

    Args:
        folder: the run folder.
        timeout: seconds to wait; a glance at the lock by another process takes far less than one.

    Raises:
        AlreadyRunningError: another process holds it.
        RunGoneError: the folder has been deleted; a lock would bring it back, empty.
        RunWriteError: the folder cannot be written, or is a link.
    """
    require_folder(folder)
    try:
        with held(folder):
            pass
    except OSError as error:  # a link in the place of the run: its lock would be somebody else's
        raise explained(error, folder, 0) from error
    with exclusive(folder / RUN_LOCK, f"run {folder.name}", timeout=timeout):
        yield


@contextmanager
def exclusive(path: Path, what: str, *, timeout: float = 0.0) -> Iterator[None]:
    """Hold the lock file ``path``; ``what`` is how the message calls the thing that is locked.

    Raises:
        AlreadyRunningError: another process, or another place in this one, holds it.
        RunWriteError: the lock file cannot be made, or is a link or no plain file.
    """
    lock = FileLock(path, timeout=timeout)
    try:
        require_plain(path)
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunningError(
            f"another process is already working on {what}. Watch it, wait until it ends, or cancel it."
        ) from error
    except OSError as error:
        raise explained(error, path, 0) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(folder: Path) -> bool:
    """Return whether another process works on the run in ``folder``; nothing is written to look.

    Raises:
        RunWriteError: see `is_held`.
    """
    return is_held(folder / RUN_LOCK)


def is_held(path: Path, *, in_root: bool = False) -> bool:
    """Return whether somebody holds the lock file ``path``; who looks as well is nobody.

    Args:
        path: the lock file.
        in_root: whether its folder is a root of runs, which may be a link.

    Raises:
        RunWriteError: its folder is a link, or it is no plain file or cannot be read.
    """
    try:
        with held(path.parent, follow=in_root) as folder, folder.open(path.name) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # free again once the file is closed
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise explained(error, path, 0) from error
    return False
