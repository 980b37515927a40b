"""The one check that all functions of class counts share."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray


def checked_counts(counts: ArrayLike) -> FloatArray:
    """Return class counts as float64 of the same shape, each at least 1 and finite.

    A class without a training example has no weight, margin or prior: 1/0 or log(0) would turn
    the numbers of all other classes into NaN, so it is refused here with its index.

    Args:
        counts: training examples per class, shape (C,) (a single number is taken as one class).

    Raises:
        ValueError: where there is no class, or a count is below 1 or not finite.

    Example:
        >>> checked_counts([5000, 0, 50])
        Traceback (most recent call last):
        ...
        ValueError: counts[1] is 0: class 1 needs at least 1 training example; drop the class ...
    """
    array = np.asarray(counts, dtype=np.float64)
    if array.size == 0:
        raise ValueError("counts is empty: give the training examples of at least one class")
    illegal = np.flatnonzero(~((array >= 1) & np.isfinite(array)))
    if illegal.size:
        index = int(illegal[0])
        raise ValueError(
            f"counts[{index}] is {array.flat[index]:g}: class {index} needs at least 1 training "
            "example; drop the class or give it examples"
        )
    return array
