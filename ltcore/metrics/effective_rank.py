"""In how many directions features spread: a measure of collapse that needs no labels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def effective_rank(features: NDArray[np.floating[Any]]) -> float:
    """Return exp of the entropy of the shares of the singular values of centred features.

    It is D where features spread evenly in all D directions, and 1 where they lie on a line. Where all are
    the same, it is 0.

    Source: Roy and Vetterli, "The Effective Rank: A Measure of Effective Dimensionality", EUSIPCO 2007.

    Args:
        features: finite, shape (N, D).

    Example:
        >>> square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
        >>> round(effective_rank(square), 6), effective_rank(np.ones((3, 2)))
        (2.0, 0.0)
    """
    exact = np.asarray(features, dtype=np.float64)
    values = np.linalg.svd(exact - exact.mean(axis=0), compute_uv=False)
    # What rounding leaves of features that are all the same is no direction.
    noise = np.finfo(np.float32).eps * max(float(np.abs(exact).max(initial=0.0)), 1e-300)
    values = values[values > noise * np.sqrt(exact.size)]
    if not len(values):
        return 0.0
    shares = values / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
