"""The bell of a normal class, as the pictures of theorems draw it."""

import numpy as np

from ltcore.types import FloatArray


def bell(x: FloatArray, mean: float, sigma: float = 1.0) -> FloatArray:
    """Return the density of a class relative to its peak, shape of ``x``.

    Args:
        x: places.
        mean: of the class.
        sigma: its standard deviation, above 0.

    Example:
        >>> bell(np.array([1.0, 2.0]), 1.0, 1.0).round(4).tolist()
        [1.0, 0.6065]
    """
    return np.asarray(np.exp(-(((x - mean) / sigma) ** 2) / 2))
