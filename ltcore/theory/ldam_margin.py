"""LDAM's trade-off: how to share a total margin between classes so that the bound is smallest.

Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss", NeurIPS 2019,
Sec. 3.1. The bound hides constants and the complexity C(F) of the model: its values here are
in units of sqrt(C(F)), so that only its shape and the ratio of two values mean something.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


def undefined_because(*, n1: float, n2: float, total: float = 1.0) -> str:
    """Return why there is no trade-off between two classes, empty where there is one.

    Args:
        n1: training examples of class 1.
        n2: training examples of class 2.
        total: sum of both margins.

    Example:
        >>> undefined_because(n1=5000, n2=0)
        'n2 is 0: each class needs at least 1 training example'
        >>> undefined_because(n1=5000, n2=50)
        ''
    """
    for name, number in (("n1", n1), ("n2", n2)):
        if not (math.isfinite(number) and number >= 1):
            return f"{name} is {number:g}: each class needs at least 1 training example"
    if not (math.isfinite(total) and total > 0):
        return f"total is {total:g}: the margins to share must have a sum above 0"
    return ""


def two_class_bound(gamma1: ArrayLike, n1: float, n2: float, total: float = 1.0) -> FloatArray:
    """Return ``1 / (gamma1 sqrt(n1)) + 1 / (gamma2 sqrt(n2))`` with ``gamma2 = total - gamma1``.

    Args:
        gamma1: margin of class 1, any shape; the bound exists strictly between 0 and ``total``.
        n1: training examples of class 1, at least 1.
        n2: training examples of class 2, at least 1.
        total: sum of both margins, above 0.

    Returns:
        The bound, float64, shape of ``gamma1``; NaN where a margin is not positive: the examples are then
        not separated, and the theorem says nothing.

    Example:
        >>> two_class_bound([0.5, 1.0], 5000, 50).round(8).tolist()
        [0.31112698, nan]
    """
    first = np.asarray(gamma1, dtype=np.float64)
    bound = np.full(first.shape, np.nan)
    inside = (first > 0) & (first < total)
    if not undefined_because(n1=n1, n2=n2, total=total):
        share = first[inside]
        bound[inside] = 1 / (share * math.sqrt(n1)) + 1 / ((total - share) * math.sqrt(n2))
    return bound


def two_class_optimum(n1: float, n2: float, total: float = 1.0) -> tuple[float, float, float]:
    """Return the two margins that make the bound smallest, and its value there.

    Args:
        n1: training examples of class 1, at least 1.
        n2: training examples of class 2, at least 1.
        total: sum of both margins, above 0.

    Returns:
        ``(gamma1, gamma2, value)`` with ``gamma1 / gamma2 = (n2 / n1) ** (1/4)``; NaN three times where
        ``undefined_because`` says why.

    Example:
        >>> [round(number, 6) for number in two_class_optimum(5000, 50)]
        [0.240253, 0.759747, 0.245006]
    """
    if undefined_because(n1=n1, n2=n2, total=total):
        return math.nan, math.nan, math.nan
    first, second = n1**-0.25, n2**-0.25
    both = first + second
    return total * first / both, total * second / both, both**2 / total


def bound_ratio(counts: ArrayLike) -> float:
    """Return the bound with LDAM's margins over the bound with equal margins of the same total.

    By Cauchy and Schwarz ``(sum n ** -1/4) ** 2 / (C sum n ** -1/2)``. For two classes it lies in (1/2, 1]:
    the best shares can at most halve the bound, however rare the second class is.

    Args:
        counts: training examples per class, shape (C,), each at least 1.

    Returns:
        A ratio in (1/C, 1], 1 where all counts are equal.

    Raises:
        ValueError: where there is no class or a count is below 1.

    Example:
        >>> round(bound_ratio([5000, 50]), 6)
        0.78748
    """
    counts = np.atleast_1d(checked_counts(counts))
    return float((counts**-0.25).sum() ** 2 / (counts.size * (counts**-0.5).sum()))


def margin_free_term(counts: ArrayLike) -> float:
    """Return the part of the bound that no margin changes: the mean of ``log n / sqrt(n_j)``.

    Args:
        counts: training examples per class, shape (C,), each at least 1; n is their sum.

    Returns:
        The term, at least 0. Above 1 it alone exceeds every possible error: the bound is then vacuous.

    Raises:
        ValueError: where there is no class or a count is below 1.

    Example:
        >>> round(margin_free_term([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]), 3)
        0.545
    """
    counts = np.atleast_1d(checked_counts(counts))
    return float(np.mean(math.log(counts.sum()) / np.sqrt(counts)))
