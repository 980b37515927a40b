"""How many threads a map may use."""

import os

from ltcore.config.variables import named_threads


def usable_threads() -> int:
    """Return the cores that this process may use, or fewer where OMP_NUM_THREADS says so.

    Raises:
        VariableError: OMP_NUM_THREADS cannot be meant.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, named_threads() or cores or 1))
