"""The two clocks of claims: the file server's, and one of this machine that also counts while it sleeps.

The time of day of a machine is never asked: it may be an hour off, and be corrected at any moment.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from ltcore.config.variables import lease_seconds
from ltcore.runs.claims.numbered import give_stamp
from ltcore.runs.disk import held, temporary_name

_OFFSETS: dict[str, tuple[float, float]] = {}
"""Root -> how far the server's clock is ahead of `running`, and when that was measured."""


def running() -> float:
    """Return the seconds since this machine began to run, with those in which it was asleep.

    Example:
        >>> first = running()
        >>> running() >= first
        True
    """
    # Linux stops the monotonic clock while it sleeps, other systems do not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def server_age(root: Path, stamp: float) -> float:
    """Return how many seconds ago a file was changed, by the clock of the server that stamped it.

    Args:
        root: a folder on the same server, in which a file is written to learn the time; at most about
            once in a quarter of a lease.
        stamp: when the file was changed, seconds since 1970.
    """
    key = os.path.abspath(root)  # noqa: PTH100 (no system call)
    known = _OFFSETS.get(key)
    if known is None or running() - known[1] > lease_seconds() / 4:
        known = (_offset(root), running())
        _OFFSETS[key] = known
    return running() + known[0] - stamp


def _offset(root: Path) -> float:
    name = temporary_name("clock")
    with suppress(OSError), held(root, follow=True) as folder:
        try:
            with folder.create(name) as file:
                # Written, not only made: the stamp of a new file may be the client's.
                give_stamp(file.fileno(), b"?")
                stamp = os.fstat(file.fileno()).st_mtime
                return (
                    stamp - running()
                )  # taken last: a slow disk makes others look younger, not dead
        finally:
            folder.discard(name)
    return time.time() - running()  # who may not write can take nothing over, only look
