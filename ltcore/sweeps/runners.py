"""Runners of a queue: one for a root on a disk of this machine, one for each machine where it is shared."""

import hashlib
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ltcore.runs.atomic import explained, make_folder
from ltcore.runs.claims import claimed, standing_of
from ltcore.runs.disk import held
from ltcore.runs.locks import exclusive, is_held, locked
from ltcore.runs.sharing import is_shared, mark_shared

QUEUE_LOCK = "queue.lock"
RUNNERS = ".runners"
"""In a shared root: a folder of claims for each machine that has a runner."""


@contextmanager
def runner_place(root: Path, *, wait: float) -> Iterator[None]:
    """Be the runner of a root; where several machines share it, that of this machine.

    Args:
        root: folder of the runs.
        wait: seconds to wait for another runner.

    Raises:
        AlreadyRunningError: there is another runner.
        RunWriteError: the root, or the folder for temporary files, cannot be written.
    """
    what = f"the queue of {root}"
    if not is_shared(root):
        with exclusive(root / QUEUE_LOCK, what, timeout=wait):
            yield
        return
    mark_shared(root)
    place = os.path.realpath(root)
    lock = _own_folder() / f"{hashlib.sha256(os.fsencode(place)).hexdigest()[:24]}.lock"
    with locked(lock, f"{what} on this machine", timeout=wait):
        make_folder(root / RUNNERS, in_root=True)
        # With the lock of this machine it is certain that its runner before us is dead.
        with claimed(root / RUNNERS / _own_name(), root, what, replaces=True):
            yield


def has_runner(root: Path) -> bool:
    """Return whether somebody works on the queue of a root.

    Raises:
        RunWriteError: the root cannot be read.
    """
    if not is_shared(root):
        return is_held(root / QUEUE_LOCK, in_root=True)
    runners = root / RUNNERS
    try:
        with held(runners) as folder:
            machines = folder.folders()
        return any(standing_of(runners / name, root).is_alive for name in machines)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise explained(error, runners, 0) from error


def _own_folder() -> Path:
    """Return a folder on a disk of this machine that belongs to this user alone."""
    folder = Path(tempfile.gettempdir()) / f"ltlab-{os.getuid()}"
    make_folder(folder, in_root=True)
    return folder


def _own_name() -> str:
    """Return a name for this machine; two containers of one name have different folders."""
    found = _own_folder().stat()
    about = f"{socket.gethostname()} {found.st_dev} {found.st_ino}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]
