"""Who may still change a folder: what a process holds by a claim is asked before every change in it.

A claim can be lost while its holder is frozen, or its machine asleep. It notices as it wakes up, at the
latest before its next change of the folder: `LostError` then breaks off whatever it was about to do.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class LostError(BaseException):
    """Another process has taken the folder over; passes every handler of errors, which would write."""


CLAIMS = "claims"
"""In a guarded folder, where its claims lie: they say who owns it, and are not asked about themselves."""
_GUARDS: dict[str, Callable[[], None]] = {}
os.register_at_fork(after_in_child=_GUARDS.clear)  # a claim is its process's, never a child's


@contextmanager
def guarded(folder: Path, require: Callable[[], None]) -> Iterator[None]:
    """Ask ``require`` before every change that this process makes in a folder and one level below.

    Args:
        folder: the folder.
        require: raises `LostError` where it is not ours any more.
    """
    place = os.path.abspath(folder)  # noqa: PTH100 (as below)
    _GUARDS[place] = require
    try:
        yield
    finally:
        _GUARDS.pop(place, None)


def require_owned(folder: Path) -> None:
    """Return where this process may change a folder: always, unless it is guarded and was lost.

    Raises:
        LostError: another process has taken it over.
        OSError: nobody can tell, because the disk does not answer.
    """
    if not _GUARDS:
        return
    place = os.path.abspath(folder)  # noqa: PTH100 (no system call, where resolve makes one per part)
    above, name = os.path.split(place)
    if name == CLAIMS:
        return
    for each in (place, above):
        if (require := _GUARDS.get(each)) is not None:
            require()
