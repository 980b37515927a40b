"""The simulations of two theorems the long way round: every point is drawn, nothing is summed up beforehand.

What ``ssl_mean.simulate`` and ``selfsup_radius.simulate`` are checked and measured against. Written as
fast as numpy allows: whole chunks at once that stay in the processor's cache, without a copy too many.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from ltcore.theory.selfsup_radius import error_exact
from ltcore.types import FloatArray

VALUES_AT_ONCE = 2**18
"""Numbers of a chunk, 2 MB."""


def mean_estimates(  # noqa: PLR0913 - the arguments of ssl_mean.simulate
    n_pos: int,
    n_neg: int,
    p: float,
    q: float,
    mu1: float,
    mu2: float,
    sigma: float,
    *,
    trials: int,
    rng: Generator,
) -> FloatArray:
    """Return the mean of the two means of both pseudo-label sets, in each of several trials.

    Args:
        n_pos: points of the positive set, at least 1.
        n_neg: points of the negative set, at least 1.
        p: chance that a point of the positive set is truly positive.
        q: chance that a point of the negative set is truly negative.
        mu1: mean of the true positives.
        mu2: mean of the true negatives.
        sigma: standard deviation of both.
        trials: how many.
        rng: source of randomness.

    Returns:
        Estimates, float64, shape (trials,).

    Example:
        >>> rng = np.random.default_rng(0)
        >>> mean_estimates(500, 500, 0.9, 0.7, 1.0, -1.0, 1.0, trials=100, rng=rng).mean().round(1)
        np.float64(0.2)
    """

    def set_means(size: int, n: int, share: float, own: float, other: float) -> FloatArray:
        points = rng.standard_normal((size, n))
        points *= sigma
        points += np.where(rng.random((size, n)) < share, own, other)
        return np.asarray(points.mean(axis=1))

    def estimates(size: int) -> FloatArray:
        positive = set_means(size, n_pos, p, mu1, mu2)
        return (positive + set_means(size, n_neg, q, mu2, mu1)) / 2

    return _in_chunks(estimates, trials, n_pos + n_neg)


def radius_errors(  # noqa: PLR0913 - the arguments of selfsup_radius.simulate
    d: int, beta: float, p_pos: float, n_pos: int, n_neg: int, *, trials: int, rng: Generator
) -> FloatArray:
    """Return the exact error of the rule that each of several trainings gives, from training points.

    Args:
        d: dimensions, at least 1.
        beta: variance of the negatives over that of the positives, above 1.
        p_pos: share of the positives, between 0 and 1.
        n_pos: training positives, at least 1.
        n_neg: training negatives, at least 1.
        trials: how many trainings.
        rng: source of randomness.

    Returns:
        Errors in [0, 1], float64, shape (trials,).

    Example:
        >>> rng = np.random.default_rng(0)
        >>> radius_errors(50, 3.0, 0.1, 10, 90, trials=100, rng=rng).mean().round(2)
        np.float64(0.03)
    """

    def mean_squares(size: int, n: int, variance: float) -> FloatArray:
        points = rng.standard_normal((size, n * d))
        points *= np.sqrt(variance)
        return np.asarray(np.vecdot(points, points) / n)

    def errors(size: int) -> FloatArray:
        positive, negative = mean_squares(size, n_pos, 1.0), mean_squares(size, n_neg, beta)
        return error_exact(d, beta, p_pos, positive / d, negative / (beta * d))

    return _in_chunks(errors, trials, (n_pos + n_neg) * d)


def _in_chunks(draw: Callable[[int], FloatArray], trials: int, values: int) -> FloatArray:
    """Return the draws of all trials, a few at once: each takes ``values`` random numbers."""
    at_once = max(1, VALUES_AT_ONCE // values)
    sizes = [min(at_once, trials - first) for first in range(0, trials, at_once)]
    return np.concatenate([draw(size) for size in sizes])
