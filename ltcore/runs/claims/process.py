"""A process as the owner of a claim names it, so that the same machine sees at once that it was killed."""

import os
import socket
from contextlib import suppress
from pathlib import Path

MOST = 2**22
"""The highest number of a process that a system gives."""


def boot_id() -> str:
    """Return what tells this start of this machine from any other, "" where the system does not say."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return ""


def own_process() -> dict[str, object]:
    """Return what an owner writes about its process.

    Example:
        >>> has_ended(own_process())
        False
    """
    return {**_place(), "pid": os.getpid(), "started": _started(os.getpid())}


def is_of_here(owner: dict[str, object]) -> bool:
    """Return whether the number of an owner's process is one of those that this process sees.

    Never where the system does not say so: then another machine may have the same number.
    """
    place = _place()
    return all(place.values()) and {name: owner.get(name) for name in place} == place


def has_ended(owner: dict[str, object]) -> bool:
    """Return whether an owner's process was one of this machine, and is certainly gone.

    One that nobody has reaped is not: it may still be about to write to a disk that does not answer.

    Args:
        owner: what it wrote about itself, as `own_process` returns it.
    """
    pid = owner.get("pid")
    if not is_of_here(owner) or not isinstance(pid, int) or not 0 < pid <= MOST:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # of another user, whose /proc may be hidden
        pass
    started = _started(pid)
    return started is not None and started != owner.get("started")


def _place() -> dict[str, object]:
    """Return the machine, its start, and the container that numbers the processes."""
    namespace = 0
    with suppress(OSError):
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    return {"boot": boot_id(), "host": socket.gethostname(), "namespace": namespace}


def _started(pid: int) -> int | None:
    """Return when a process was started, in ticks since boot; None where nobody says so."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    return int(stat.rpartition(b")")[2].split()[19])  # the program's name may hold anything
