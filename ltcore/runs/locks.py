"""One worker per run, one runner per queue: locks that die with their process.

Where several machines share the disk, a claim takes the place of the lock (`ltcore.runs.claims`).
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ltcore.data.mounts import on_network
from ltcore.runs.atomic import explained
from ltcore.runs.claims import claimed, standing_of
from ltcore.runs.claims.of_runs import claimed_run, standing_of_run
from ltcore.runs.disk import held, require_plain
from ltcore.runs.errors import AlreadyRunningError
from ltcore.runs.reading import require_folder
from ltcore.runs.sharing import is_shared, mark_shared

RUN_LOCK = "run.lock"


@contextmanager
def run_lock(folder: Path, *, timeout: float = 1.0) -> Iterator[None]:
    """Hold the lock of one run folder; the system frees it even where the process is killed.

    On a shared root it is a claim, which runs out a lease after the process was killed or frozen.

    Args:
        folder: the run folder.
        timeout: seconds to wait; a glance at the lock by another process takes far less than one.

    Raises:
        AlreadyRunningError: another process holds it.
        ClaimLostError: another machine has taken the run over while this process was frozen.
        RunGoneError: the folder has been deleted; a lock would bring it back, empty.
        RunWriteError: the folder cannot be written, or is a link.
    """
    require_folder(folder)
    try:
        with held(folder):
            pass
    except OSError as error:  # a link in the place of the run: its lock would be somebody else's
        raise explained(error, folder, 0) from error
    if not is_shared(folder.parent):
        with locked(folder / RUN_LOCK, f"run {folder.name}", timeout=timeout):
            yield
        return
    mark_shared(folder.parent)
    if _has_local_worker(folder):
        raise AlreadyRunningError(
            f"a process that began before this folder was shared still works on run {folder.name}. Wait "
            "until it ends, or cancel it there."
        )
    with claimed_run(folder, timeout=timeout):
        yield


@contextmanager
def exclusive(path: Path, what: str, *, timeout: float = 0.0) -> Iterator[None]:
    """Hold the lock file ``path``, or on a shared disk a claim beside it.

    Args:
        path: the lock file.
        what: how the message calls the thing that is locked.
        timeout: seconds to wait.

    Raises:
        AlreadyRunningError: another process, or another place in this one, holds it.
        RunWriteError: the lock file cannot be made, or is a link or no plain file.
    """
    if is_shared(path.parent):
        with claimed(_claims_beside(path), path.parent, what, timeout=timeout):
            yield
    else:
        with locked(path, what, timeout=timeout):
            yield


@contextmanager
def locked(path: Path, what: str, *, timeout: float = 0.0) -> Iterator[None]:
    """Hold the lock file ``path`` on a disk of this machine; the arguments are those of `exclusive`.

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

    On a shared root the server is asked for its time, in a file of its own.

    Raises:
        RunWriteError: see `is_held`.
    """
    if is_shared(folder.parent):
        return _has_local_worker(folder) or standing_of_run(folder).is_alive
    return _is_flocked(folder / RUN_LOCK)


def is_held(path: Path, *, in_root: bool = False) -> bool:
    """Return whether somebody holds the lock file ``path``; who looks as well is nobody.

    Args:
        path: the lock file.
        in_root: whether its folder is a root of runs, which may be a link.

    Raises:
        RunWriteError: its folder is a link, or it is no plain file or cannot be read.
    """
    if not is_shared(path.parent):
        return _is_flocked(path, in_root=in_root)
    try:
        return standing_of(_claims_beside(path), path.parent).is_alive
    except OSError as error:
        raise explained(error, path, 0) from error


def _is_flocked(path: Path, *, in_root: bool = False) -> bool:
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


def _has_local_worker(folder: Path) -> bool:
    """Return whether a process that does not know that the root is shared holds the run's lock."""
    return not on_network(folder.parent) and _is_flocked(folder / RUN_LOCK)


def _claims_beside(path: Path) -> Path:
    return path.parent / f".{path.name}.claims"
