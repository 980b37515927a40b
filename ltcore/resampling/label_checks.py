"""What every resampler asks of its labels and of the counts that are wanted."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import IntArray


def checked_labels(labels: ArrayLike, n_classes: int) -> IntArray:
    """Return labels as int64 (N,), each from 0 to ``n_classes`` - 1.

    Raises:
        ValueError: they are not a column of whole numbers, or one lies outside.

    Example:
        >>> checked_labels([0, 2], 2)
        Traceback (most recent call last):
        ...
        ValueError: labels[1] is 2: with 2 classes labels lie from 0 to 1
    """
    array = np.asarray(labels)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(
            f"labels have shape {array.shape} and dtype {array.dtype}: give integers, shape (N,)"
        )
    array = array.astype(np.int64)
    outside = np.flatnonzero((array < 0) | (array >= n_classes))
    if outside.size:
        index = int(outside[0])
        raise ValueError(
            f"labels[{index}] is {array[index]}: with {n_classes} classes labels lie from 0 to "
            f"{n_classes - 1}"
        )
    return array


def checked_targets(target_counts: ArrayLike) -> IntArray:
    """Return wanted examples per class as int64 (C,), each at least 0.

    Raises:
        ValueError: there is no class, or a target is negative or not whole.

    Example:
        >>> checked_targets([5, -1])
        Traceback (most recent call last):
        ...
        ValueError: target_counts[1] is -1: give a whole number of examples, 0 or more
    """
    array = np.asarray(target_counts)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"target_counts have shape {array.shape}: give one number per class, (C,)")
    illegal = np.flatnonzero(~((array >= 0) & np.isfinite(array) & (array == np.floor(array))))
    if illegal.size:
        index = int(illegal[0])
        raise ValueError(
            f"target_counts[{index}] is {array[index]:g}: give a whole number of examples, 0 or more"
        )
    return array.astype(np.int64)


def refuse_nothing_to_copy(counts: IntArray, targets: IntArray) -> None:
    """Raise ValueError where a class of no example is to have some.

    Example:
        >>> refuse_nothing_to_copy(np.array([3, 0]), np.array([3, 3]))
        Traceback (most recent call last):
        ...
        ValueError: class 1 has no example and a target of 3: there is nothing to copy or ...
    """
    bare = np.flatnonzero((counts == 0) & (targets > 0))
    if bare.size:
        index = int(bare[0])
        raise ValueError(
            f"class {index} has no example and a target of {targets[index]}: there is nothing to copy "
            "or to interpolate; give it an example or a target of 0"
        )


def one_seed(rng: np.random.Generator) -> int:
    """Return the next seed for a library that takes a whole number below 2 ** 32."""
    return int(rng.integers(2**32))
