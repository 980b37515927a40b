"""How fast the errors of the radius rule fall with each dimension: theorem, Chernoff, and the best rule.

All of them have the form ``p_pos exp(-d e_pos) + p_neg exp(-d e_neg)``. On the theorem's event the cut is at
least ``d A / 2`` away from the mean radius of either class (in units of sigma1^2), and the theorem bounds the
tails of a chi-square law beyond that; Chernoff's bound of the same tails has the largest exponents that a
bound of this form can have.

Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS 2020,
Theorem 3, for its exponents; the others are this lab's.
"""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.theory.shared.legal import as_floats, is_count, where_legal
from ltcore.types import FloatArray


def gap_on_event(delta: ArrayLike, beta: ArrayLike) -> FloatArray:
    """Return ``A = beta - 1 - (1 + beta) delta``: what the training error leaves of the classes' gap.

    In units of ``sigma1^2 d``, the worst cut of the event is A / 2 away from the mean of either class.

    Args:
        delta: within ``selfsup_radius.delta_range``.
        beta: variance of the negatives over that of the positives, above 1.

    Returns:
        Above 0, float64, both arguments broadcast; NaN outside the range.

    Example:
        >>> gap_on_event([0.25, 0.5], 3.0).tolist()
        [1.0, nan]
    """
    share, ratio = as_floats(delta, beta)
    with np.errstate(divide="ignore", invalid="ignore"):
        spare = (ratio - 1) / (ratio + 1) - share
    legal = np.isfinite(ratio) & (ratio > 1) & (share > 0) & (spare > 0)
    # As a product, so that it is above 0 just where delta is below its largest value, without rounding.
    return where_legal(legal, lambda b, left: (b + 1) * left, ratio, spare)


def bound_exponents(delta: ArrayLike, beta: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return how fast the bound's two parts fall with each dimension.

    With ``A = beta - 1 - (1 + beta) delta``: ``A^2 / 32`` for a positive where ``A <= 2``, else
    ``A / 16``, and ``(A / beta)^2 / 32`` for a negative. Both forms of the first agree
    at ``A = 2``, the branch switch.

    Args:
        delta: within ``selfsup_radius.delta_range``.
        beta: variance of the negatives over that of the positives, above 1.

    Returns:
        Exponents of lost positives and of lost negatives, float64, above 0; NaN outside the range.

    Example:
        >>> [round(float(exponent), 12) for exponent in bound_exponents(1 / 3, 5.0)]
        [0.125, 0.005]
    """
    share, ratio = as_floats(delta, beta)
    gap = gap_on_event(share, ratio)
    positive = where_legal(gap > 0, lambda a: np.where(a <= 2, a**2 / 32, a / 16), gap)
    return positive, where_legal(gap > 0, lambda a, b: (a / b) ** 2 / 32, gap, ratio)


def chernoff_exponents(delta: ArrayLike, beta: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the largest exponents that a bound on the theorem's event can have, by Chernoff.

    With ``e = A / 2``: ``(e - ln(1 + e)) / 2`` for a positive, and with ``e = A / (2 beta)``:
    ``(-e - ln(1 - e)) / 2`` for a negative.

    Args:
        delta: within ``selfsup_radius.delta_range``.
        beta: variance of the negatives over that of the positives, above 1.

    Returns:
        Exponents of lost positives and of lost negatives, float64, above 0; NaN outside the range.

    Example:
        >>> [round(float(exponent), 6) for exponent in chernoff_exponents(0.25, 3.0)]
        [0.047267, 0.007827]
    """
    share, ratio = as_floats(delta, beta)
    gap = gap_on_event(share, ratio)
    positive = where_legal(gap > 0, lambda a: (a / 2 - np.log1p(a / 2)) / 2, gap)
    return positive, where_legal(
        gap > 0, lambda a, b: -(a / (2 * b) + np.log1p(-a / (2 * b))) / 2, gap, ratio
    )


def weighted_decay(
    exponents: tuple[FloatArray, FloatArray], d: ArrayLike, p_pos: ArrayLike
) -> FloatArray:
    """Return ``p_pos exp(-d e_pos) + p_neg exp(-d e_neg)``, the form that all bounds of this error have.

    Args:
        exponents: of lost positives and lost negatives per dimension.
        d: dimensions, whole, at least 1.
        p_pos: share of the positives, between 0 and 1.

    Example:
        >>> round(float(weighted_decay((np.array(0.1), np.array(0.2)), 10, 0.5)), 6)
        0.251607
    """
    positive, negative, size, share = as_floats(*exponents, d, p_pos)
    legal = is_count(size) & (share > 0) & (share < 1)
    return where_legal(
        legal,
        lambda a, b, s, p: p * np.exp(-s * a) + (1 - p) * np.exp(-s * b),
        positive,
        negative,
        size,
        share,
    )
