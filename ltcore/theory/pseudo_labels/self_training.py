"""Honest self-training on a line: pseudo-labels from a threshold, a threshold from pseudo-labels.

Unlabelled points are a mixture of N(mu1, sigma^2), with share ``prior``, and N(mu2, sigma^2). The base
classifier calls x positive where x > t. Its sets are *truncated* mixtures: Theorem 1 assumes a point of a
set to be, given its true class, still Gaussian (``ssl_mean``). Here it is not, and the estimate goes
elsewhere than the theorem's target. With infinitely many points one step is

    G(t) = (E[X | X > t] + E[X | X <= t]) / 2

and to repeat it is 2-means on a line (Lloyd's algorithm). G rises with t, so that the thresholds of repeated
steps move in one direction, to the first fixed point on their way. With equal shares the Bayes threshold is
one. With unequal shares of overlapping classes it is not: the fixed point lies towards the larger class.

Source: this lab's own construction, the simplest that shows why unlabelled data should be balanced.
"""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import erfcx, expit, log_ndtr, logit

from ltcore.theory.pseudo_labels import ranges
from ltcore.theory.pseudo_labels.ranges import legal
from ltcore.theory.shared.legal import BoolArray, as_floats, where_legal
from ltcore.types import FloatArray

MAX_STEPS = 5000
"""Steps after which ``limit`` gives up; where classes overlap it takes fewer than a hundred."""
_PER_SIGMA = 40
"""Places per sigma where ``fixed_points`` looks for a change of direction."""
_MOST_PLACES = 20_000


def undefined_because(**settings: float) -> str:
    """Return why there is nothing to train on, empty where there is.

    Args:
        **settings: any of t, prior, mu1, mu2, sigma.

    Example:
        >>> undefined_because(t=1.0, prior=1.5)
        'prior is 1.5: a share lies between 0 and 1'
    """
    return ranges.undefined_because(**settings)


def precisions(
    t: ArrayLike, prior: ArrayLike, mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the precisions of the positive and of the negative set of a threshold.

    Args:
        t: threshold, finite; arrays broadcast.
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        ``(p, q)``: P(positive | x > t) and P(negative | x <= t); NaN where ``undefined_because`` says why.

    Example:
        >>> [round(float(share), 4) for share in precisions(1.0, 0.5, 1, -1, 1)]
        [0.9565, 0.6615]
    """
    settings = as_floats(t, prior, mu1, mu2, sigma)
    fine = _legal(*settings)
    return where_legal(fine, _p, *settings), where_legal(fine, _q, *settings)


def one_step(
    t: ArrayLike, prior: ArrayLike, mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike
) -> FloatArray:
    """Return G(t), the threshold after one step on infinitely many unlabelled points.

    Args:
        t: threshold before, finite; arrays broadcast.
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        Thresholds; NaN where ``undefined_because`` says why.

    Example:
        >>> one_step(1.0, [0.5, 0.1], 1, -1, 1).round(4).tolist()
        [0.5749, 0.3434]
    """
    settings = as_floats(t, prior, mu1, mu2, sigma)
    return where_legal(_legal(*settings), _step, *settings)


def path(
    t: ArrayLike,
    prior: ArrayLike,
    mu1: ArrayLike,
    mu2: ArrayLike,
    sigma: ArrayLike,
    *,
    steps: int,
) -> FloatArray:
    """Return the thresholds of repeated steps, the start first.

    Args:
        t: threshold to start from; this and the rest as in ``one_step``, arrays broadcast.
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.
        steps: how many, at least 0.

    Returns:
        Shape (steps + 1, ...).

    Raises:
        ValueError: for steps below 0.

    Example:
        >>> path(1.0, 0.1, 1, -1, 1, steps=2).round(4).tolist()
        [1.0, 0.3434, -0.0215]
    """
    if steps < 0:
        raise ValueError(f"steps is {steps}: give a whole number of at least 0")
    now, prior, mu1, mu2, sigma = as_floats(t, prior, mu1, mu2, sigma)
    thresholds = [now]
    for _ in range(steps):
        now = one_step(now, prior, mu1, mu2, sigma)
        thresholds.append(now)
    return np.stack(thresholds)


def limit(
    t: ArrayLike, prior: ArrayLike, mu1: ArrayLike, mu2: ArrayLike, sigma: ArrayLike
) -> FloatArray:
    """Return where repeated steps end: the first fixed point of G on their way.

    Args:
        t: threshold to start from; arrays broadcast.
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        Thresholds, to about 1e-11 sigma; NaN where ``undefined_because`` says why, and where
        ``MAX_STEPS`` do not get there.

    Example:
        >>> (limit(1.0, [0.5, 0.3, 0.1, 0.02], 1, -1, 1).round(4) + 0.0).tolist()
        [0.0, -0.2169, -0.6641, -0.9316]
    """
    now, prior, mu1, mu2, sigma = as_floats(t, prior, mu1, mu2, sigma)
    moving = np.ones(now.shape, dtype=bool)
    for _ in range(MAX_STEPS):
        after = one_step(now, prior, mu1, mu2, sigma)
        moving = np.abs(after - now) > 1e-12 * np.maximum(sigma, np.abs(after))
        now = after
        if not moving.any():
            return now
    return np.where(moving, np.nan, now)


def fixed_points(prior: float, mu1: float, mu2: float, sigma: float) -> list[tuple[float, bool]]:
    """Return every threshold that one step leaves where it is.

    All of them lie within a sigma of the means: beyond, G leads back. Two that lie within sigma / 40 of each
    other, about to meet and vanish, are missed.

    Args:
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.

    Returns:
        ``(threshold, attracts)``, from left to right; steps end at those that attract and leave the others.
        Empty where ``undefined_because`` says why.

    Example:
        >>> [(round(t, 4), attracts) for t, attracts in fixed_points(0.1, 1, -1, 1)]
        [(-0.6641, True)]
    """
    if undefined_because(prior=prior, mu1=mu1, mu2=mu2, sigma=sigma):
        return []

    def drift(t: float) -> float:
        return float(one_step(t, prior, mu1, mu2, sigma)) - t

    places = min(_MOST_PLACES, 2 * math.ceil(_PER_SIGMA / 2 * ((mu1 - mu2) / sigma + 2)))
    grid = np.linspace(mu2 - sigma, mu1 + sigma, places)
    upwards = one_step(grid, prior, mu1, mu2, sigma) > grid
    turns = np.flatnonzero(upwards[1:] != upwards[:-1])
    return [
        (float(brentq(drift, grid[k], grid[k + 1], xtol=1e-13 * sigma)), bool(upwards[k]))
        for k in turns
    ]


def simulate(  # noqa: PLR0913 - one_step, and of how many points
    t: float,
    prior: float,
    mu1: float,
    mu2: float,
    sigma: float,
    *,
    points: int,
    trials: int,
    rng: Generator,
) -> FloatArray:
    """Return the thresholds after one step on finitely many points, which are drawn.

    Args:
        t: threshold before.
        prior: share of the positive class among the unlabelled points, in [0, 1].
        mu1: mean of the positive class.
        mu2: mean of the negative class, at most ``mu1``.
        sigma: standard deviation of both classes, above 0.
        points: unlabelled points of a trial, at least 1; ``trials * points`` numbers are held at once.
        trials: how many.
        rng: the generator.

    Returns:
        Thresholds, float64 (trials,); NaN in a trial where all points are on one side of ``t``.

    Raises:
        ValueError: where ``undefined_because`` says why, and for points below 1.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> round(float(simulate(1.0, 0.1, 1, -1, 1, points=500, trials=1000, rng=rng).mean()), 2)
        0.34
    """
    if reason := undefined_because(t=t, prior=prior, mu1=mu1, mu2=mu2, sigma=sigma):
        raise ValueError(reason)
    if points < 1:
        raise ValueError(f"points is {points}: give a whole number of at least 1")
    shape = (trials, points)
    x = np.where(rng.random(shape) < prior, mu1, mu2) + rng.normal(0, sigma, shape)
    above = x > t
    n_above = above.sum(axis=1)
    both = (n_above > 0) & (n_above < points)
    high = (x * above).sum(axis=1) / np.maximum(n_above, 1)
    low = (x * ~above).sum(axis=1) / np.maximum(points - n_above, 1)
    return np.where(both, (high + low) / 2, np.nan)


def _legal(*settings: FloatArray) -> BoolArray:
    return legal(**dict(zip(("t", "prior", "mu1", "mu2", "sigma"), settings, strict=True)))


def _p(
    t: FloatArray, prior: FloatArray, mu1: FloatArray, mu2: FloatArray, sigma: FloatArray
) -> FloatArray:
    """P(positive | x > t), from logarithms of tails: no tail is too thin."""
    with np.errstate(over="ignore", invalid="ignore"):  # 1e154 sigma away: NaN, and no warning
        odds = log_ndtr((mu1 - t) / sigma) - log_ndtr((mu2 - t) / sigma)
        return np.asarray(expit(logit(prior) + odds))


def _q(
    t: FloatArray, prior: FloatArray, mu1: FloatArray, mu2: FloatArray, sigma: FloatArray
) -> FloatArray:
    """P(negative | x <= t): the mirror image."""
    return _p(-t, 1 - prior, -mu2, -mu1, sigma)


def _step(
    t: FloatArray, prior: FloatArray, mu1: FloatArray, mu2: FloatArray, sigma: FloatArray
) -> FloatArray:
    above = _mean_above(t, prior, mu1, mu2, sigma)
    below = -_mean_above(-t, 1 - prior, -mu2, -mu1, sigma)
    return (above + below) / 2


def _mean_above(
    t: FloatArray, prior: FloatArray, mu1: FloatArray, mu2: FloatArray, sigma: FloatArray
) -> FloatArray:
    p = _p(t, prior, mu1, mu2, sigma)
    with np.errstate(over="ignore", invalid="ignore"):
        first = mu1 + sigma * _mills((t - mu1) / sigma)
        second = mu2 + sigma * _mills((t - mu2) / sigma)
        return np.asarray(p * first + (1 - p) * second)


def _mills(a: FloatArray) -> FloatArray:
    """E[Z | Z > a] of a standard normal: density over tail, without the underflow of either."""
    return np.asarray(math.sqrt(2 / math.pi) / erfcx(a / math.sqrt(2)))
