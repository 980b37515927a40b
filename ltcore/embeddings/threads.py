"""How many threads a map may use."""

import os


def usable_threads() -> int:
    """Return the cores that this process may use, or fewer where OMP_NUM_THREADS says so."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    limit = os.environ.get("OMP_NUM_THREADS", "")
    allowed = int(limit) if limit.isdecimal() and int(limit) > 0 else None
    return max(1, min(cores or 1, allowed or cores or 1))
