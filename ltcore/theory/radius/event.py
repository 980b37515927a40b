"""What the radius theorem's event is worth: its exact probability, and the worst error on it.

The event is that both training means of ``|x|^2`` are within a share delta of their expectation. The theorem
bounds its probability and the error on it; here are both exactly.

Source: this lab. The setting is that of Yang and Xu, "Rethinking the Value of Labels for Improving
Class-Imbalanced Learning", NeurIPS 2020, Theorem 3; ``selfsup_radius.undefined_because`` tells where it ends.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc

from ltcore.theory.radius.cuts import error_at_cut, midpoint_cut
from ltcore.theory.radius.exponents import gap_on_event
from ltcore.theory.shared.legal import as_floats, is_count, where_legal
from ltcore.types import FloatArray, IntArray

SEARCHED_DIMENSIONS = 100_000
"""``first_dimension_below`` looks no further."""
_SEARCH_BLOCK = 1000


def event_probability(
    delta: ArrayLike, d: ArrayLike, n_pos: ArrayLike, n_neg: ArrayLike
) -> FloatArray:
    """Return the exact probability of the event that ``selfsup_radius.guarantee`` bounds from below.

    A product of two chi-square intervals: the training means are independent.

    Args:
        delta: how far the training means of ``|x|^2`` may be off, as a share, between 0 and 1.
        d: dimensions, whole, at least 1.
        n_pos: training positives N+, whole, at least 1.
        n_neg: training negatives N-, whole, at least 1.

    Returns:
        In (0, 1], float64, all arguments broadcast; NaN outside the ranges above.

    Example:
        >>> round(float(event_probability(0.25, 10, 10, 90)), 4)
        0.9248
    """
    share, size, positives, negatives = as_floats(delta, d, n_pos, n_neg)
    legal = (share > 0) & (share < 1) & is_count(size) & is_count(positives) & is_count(negatives)
    return where_legal(
        legal,
        lambda s, dims, n, m: _within(s, dims * n) * _within(s, dims * m),
        share,
        size,
        positives,
        negatives,
    )


def worst_error(delta: ArrayLike, d: ArrayLike, beta: ArrayLike, p_pos: ArrayLike) -> FloatArray:
    """Return the largest error that the rule has on the event: what the best possible bound would say.

    The error has one valley over the cut, so the largest is at an end of the cuts of the event,
    ``d (1 + beta) (1 -+ delta) / 2``.

    Args:
        delta: within ``selfsup_radius.delta_range``.
        d: dimensions, whole, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1; 0.5 for the balanced error.

    Returns:
        The error, float64, all arguments broadcast; NaN where ``selfsup_radius.undefined_because`` says why.

    Example:
        >>> round(float(worst_error(0.125, 50, 3.0, 0.1)), 7)
        0.0864448
    """
    (share,) = as_floats(delta)
    share = np.where(gap_on_event(share, beta) > 0, share, np.nan)
    ends = (midpoint_cut(d, beta, 1 + sign * share, 1 + sign * share) for sign in (-1, 1))
    low, high = (error_at_cut(end, d, beta, p_pos) for end in ends)
    return np.maximum(low, high)


def needed_examples(
    delta: ArrayLike, d: ArrayLike, confidence: float = 0.95, *, both: bool = True
) -> FloatArray:
    """Return how many training examples the theorem's probability needs to reach ``confidence``.

    Args:
        delta: how far the training means of ``|x|^2`` may be off, as a share, between 0 and 1.
        d: dimensions, whole, at least 1.
        confidence: the probability wanted, between 0 and 1.
        both: of each class, where both are of one size; else of one, beside endless examples of the other.

    Returns:
        Whole numbers, at least 1, float64, both arguments broadcast; NaN outside the ranges above.

    Example:
        >>> needed_examples(0.25, [10, 100]).tolist()
        [57.0, 6.0]
    """
    share, size = as_floats(delta, d)
    if not 0 < confidence < 1:
        return np.full(share.shape, np.nan)
    product = 8 * math.log((4 if both else 2) / (1 - confidence))
    legal = (share > 0) & (share < 1) & is_count(size)
    return where_legal(
        legal, lambda s, dims: np.maximum(np.ceil(product / (dims * s**2)), 1), share, size
    )


def first_dimension_below(error_of: Callable[[IntArray], FloatArray], level: float) -> int | None:
    """Return the first d at which an error is below a level, None where it is not up to 100,000.

    Args:
        error_of: takes dimensions, shape (n,), returns errors of that shape; NaN is never below.
        level: an error, such as ``constant_rule_error``: below it a rule is worth its while.

    Example:
        >>> from ltcore.theory.selfsup_radius import error_exact
        >>> first_dimension_below(lambda d: error_exact(d, 3.0, 0.1), 0.1)
        25
    """
    for first in range(1, SEARCHED_DIMENSIONS, _SEARCH_BLOCK):
        dimensions = np.arange(first, first + _SEARCH_BLOCK)
        if (below := error_of(dimensions) < level).any():
            return int(dimensions[below.argmax()])
    return None


def _within(delta: FloatArray, freedom: FloatArray) -> FloatArray:
    """Return the probability that a chi-square number is within a share delta of its mean."""
    half = freedom / 2
    return np.asarray(gammainc(half, half * (1 + delta)) - gammainc(half, half * (1 - delta)))
