"""What a container, or a job of a cluster, grants of this machine: the limits of its control groups.

The limits stand in the folders of the groups that this process is in, from its own to the outermost that
can be seen; the smallest holds. The names are those of version 2 and, below a folder for each
controller, of version 1 (the kernel's cgroup-v2.rst and cgroup-v1/memory.rst).
"""

from collections.abc import Iterator
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
"""Lines of number:controllers:path, the controllers empty in version 2."""
NO_CORES = 2**16
NO_BYTES = 2**62
MEMORY = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
"""Files of the limit and of what is used, and the line of memory.stat that can be taken back at once."""


def granted_cores() -> int:
    """Return the whole cores that a container grants, at least 1; `NO_CORES` where nothing limits them."""
    found = [NO_CORES]
    for folder in _folders("cpu"):
        for names in (("cpu.max",), ("cpu.cfs_quota_us", "cpu.cfs_period_us")):
            said = " ".join(_text(folder / name) for name in names).split()
            if len(said) == 2 and all(map(str.isdecimal, said)) and int(said[1]):
                found.append(max(1, int(said[0]) // int(said[1])))
    return min(found)


def granted_bytes() -> int:
    """Return the memory that a container still grants; `NO_BYTES` where nothing limits it."""
    found = [NO_BYTES]
    for folder in _folders("memory"):
        for limit, used, cached in MEMORY:
            bound = _text(folder / limit).strip()
            if bound.isdecimal():
                held = _number(_text(folder / used)) - _number(_stated(folder, cached))
                found.append(max(0, int(bound) - max(0, held)))
    return min(found)


def _folders(controller: str) -> Iterator[Path]:
    """Yield the folders of the groups of this process, for both versions; some may not exist."""
    yield from (CGROUP, CGROUP / controller)
    for line in _text(OWN).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        base = CGROUP / controller if controllers else CGROUP
        group = base / path.strip("/")
        while group != base and ".." not in group.parts:
            yield group
            group = group.parent


def _stated(folder: Path, name: str) -> str:
    lines = (line.split() for line in _text(folder / "memory.stat").splitlines())
    return next((words[1] for words in lines if len(words) == 2 and words[0] == name), "")


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # no such group or controller here
        return ""
