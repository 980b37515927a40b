"""Work on many rows, some at a time and side by side."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")
PART_VALUES = 2**18
"""Numbers that are looked at together: they stay in a processor's cache."""


def in_parts(work: Callable[..., Result], *arrays: NDArray[Any]) -> list[Result]:
    """Return what ``work`` makes of the same rows of all arrays, part by part, in their order.

    Threads share the parts, as numpy lets go of Python's lock meanwhile. Parts are views: ``work`` may
    change them.

    Args:
        work: takes a part of each array.
        arrays: of the same length.

    Example:
        >>> sum(in_parts(lambda part: int(part.sum()), np.arange(10)))
        45
    """
    width = max(1, *(int(np.prod(array.shape[1:])) for array in arrays))
    step = max(1, PART_VALUES // width)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        parts = (
            [array[start : start + step] for array in arrays]
            for start in range(0, len(arrays[0]), step)
        )
        return list(threads.map(lambda part: work(*part), parts))
