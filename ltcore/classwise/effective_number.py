"""Effective number of examples."""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


def effective_number(counts: ArrayLike, beta: float) -> FloatArray:
    """Return (1 - beta ** n) / (1 - beta) per class, between 1 (beta 0) and n (beta 1).

    Written with expm1, because 1 - beta ** n loses all its digits as beta nears 1.

    Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019,
    Sec. 3.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        beta: from 0 (all classes count as one example) to 1 (the limit n).

    Returns:
        Effective numbers, float64, the shape of ``counts``.

    Raises:
        ValueError: where a count is below 1 or beta lies outside [0, 1].

    Example:
        >>> effective_number([1, 10], 0.9).round(6).tolist()
        [1.0, 6.513216]
    """
    counts = checked_counts(counts)
    if not 0 <= beta <= 1:
        raise ValueError(
            f"beta is {beta}: the effective-number parameter must be from 0 (no re-weighting) to "
            "1 (inverse frequency)"
        )
    if beta == 0:
        return np.ones_like(counts)
    if beta == 1:
        return counts.copy()
    return np.asarray(-np.expm1(counts * math.log(beta)) / (1 - beta), dtype=np.float64)
