"""Logit adjustment of two Gaussian classes on a line, where every error is known in closed form.

X given + is N(mu, sigma^2), X given - is N(-mu, sigma^2), and + has prior pi. The posterior is above 1/2
right of the cut ``sigma^2 / (2 mu) log((1 - pi) / pi)``. Post-hoc logit adjustment takes ``tau log prior``
from each logit, which moves the cut by the factor ``1 - tau``: tau 1 puts it at 0, the rule of least balanced
error, whatever the prior.

Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Sec. 4; the toy is this lab's.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ltcore.theory.shared.legal import as_floats, where_legal
from ltcore.theory.shared.two_gaussians import (
    LARGEST,
    SMALLEST,
    classes_are_legal,
    log_odds_against,
)
from ltcore.types import FloatArray


def undefined_because(
    *, mu: float = 1.0, sigma: float = 1.0, prior: float = 0.5, tau: float = 1.0
) -> str:
    """Return why there is no cut, empty where there is one.

    Args:
        mu: mean of the positive class; the negative one has ``-mu``.
        sigma: standard deviation of both.
        prior: of the positive class.
        tau: temperature of the adjustment.

    Example:
        >>> undefined_because(prior=0)
        'prior is 0: the logarithm of a prior is finite strictly between 0 and 1'
        >>> undefined_because(mu=2, prior=0.1)
        ''
    """
    for name, length in (("mu", mu), ("sigma", sigma)):
        if not SMALLEST <= length <= LARGEST:
            return f"{name} is {length:g}: give a length from {SMALLEST:g} to {LARGEST:g}"
    if not 0 < prior < 1:
        return f"prior is {prior:g}: the logarithm of a prior is finite strictly between 0 and 1"
    return "" if math.isfinite(tau) else f"tau is {tau:g}: give a finite temperature"


def gaussian_cut(tau: ArrayLike, mu: ArrayLike, sigma: ArrayLike, prior: ArrayLike) -> FloatArray:
    """Return the point right of which the adjusted rule says "positive".

    Args:
        tau: temperature of the adjustment, finite; 0 leaves the plain posterior.
        mu: mean of the positive class, above 0; the negative one has ``-mu``.
        sigma: standard deviation of both, above 0.
        prior: of the positive class, strictly between 0 and 1.

    Returns:
        ``(1 - tau) sigma^2 / (2 mu) log((1 - prior) / prior)``, float64, common shape of the arguments; NaN
        where ``undefined_because`` says why.

    Example:
        >>> gaussian_cut([0, 0.5, 1], 1, 1, 0.1).round(6).tolist()
        [1.098612, 0.549306, 0.0]
    """
    temperature, odds = as_floats(tau, log_odds_against(prior))
    shift = where_legal(np.isfinite(temperature), np.multiply, temperature, odds)
    return shifted_cut(shift, mu, sigma, prior)


def shifted_cut(shift: ArrayLike, mu: ArrayLike, sigma: ArrayLike, prior: ArrayLike) -> FloatArray:
    """Return the cut after the logit of the positive class has risen by ``shift`` against the other.

    Logit adjustment is the shift ``tau log((1 - prior) / prior)``; that of a loss is
    ``ltcore.theory.logit_adjustment.loss_cuts.log_ratio``.

    Args:
        shift: finite, any shape.
        mu: mean of the positive class, above 0.
        sigma: standard deviation, above 0.
        prior: of the positive class, strictly between 0 and 1.

    Example:
        >>> shifted_cut([0.0, 2.0], 1, 1, 0.1).round(6).tolist()
        [1.098612, 0.098612]
    """
    moved, mean, spread, odds = as_floats(shift, mu, sigma, log_odds_against(prior))
    legal = classes_are_legal(mean, spread) & np.isfinite(moved) & np.isfinite(odds)
    return where_legal(
        legal, lambda a, m, s, o: (o - a) * s * (s / (2 * m)), moved, mean, spread, odds
    )


def class_errors(cut: ArrayLike, mu: ArrayLike, sigma: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the share of positives left of a cut, and of negatives right of it.

    Args:
        cut: any shape, infinite ones too.
        mu: mean of the positive class, above 0.
        sigma: standard deviation, above 0.

    Returns:
        ``(missed positives, false alarms)``, float64 in [0, 1], common shape of the arguments, else NaN.

    Example:
        >>> [round(float(error), 6) for error in class_errors(0.0, 1.0, 1.0)]
        [0.158655, 0.158655]
    """
    place, mean, spread = as_floats(cut, mu, sigma)
    legal = classes_are_legal(mean, spread) & ~np.isnan(place)
    missed = where_legal(legal, lambda t, m, s: ndtr((t - m) / s), place, mean, spread)
    alarms = where_legal(legal, lambda t, m, s: ndtr(-(t + m) / s), place, mean, spread)
    return missed, alarms


def gaussian_errors(
    tau: ArrayLike, mu: ArrayLike, sigma: ArrayLike, prior: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the error and the balanced error of the adjusted rule.

    Args:
        tau: temperature of the adjustment, finite.
        mu: mean of the positive class, above 0.
        sigma: standard deviation, above 0.
        prior: of the positive class, strictly between 0 and 1.

    Returns:
        ``(error, balanced_error)``, float64 in [0, 1], common shape of the arguments; NaN where
        ``undefined_because`` says why. The error is least at tau 0, the balanced error at tau 1, about
        which it is symmetric.

    Example:
        >>> error, balanced = gaussian_errors([0, 1], 1, 1, 0.1)
        >>> error.round(6).tolist(), balanced.round(6).tolist()
        ([0.070061, 0.158655], [0.278601, 0.158655])
    """
    missed, alarms = class_errors(gaussian_cut(tau, mu, sigma, prior), mu, sigma)
    return mixed_errors(missed, alarms, prior)


def mixed_errors(
    missed: ArrayLike, alarms: ArrayLike, prior: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the error and the balanced error of a rule of which the errors per class are known.

    Args:
        missed: share of the positives that it misses, any shape.
        alarms: share of the negatives that it takes for positive.
        prior: of the positive class.

    Example:
        >>> [round(float(error), 6) for error in mixed_errors(0.5, 0.1, 0.25)]
        [0.2, 0.3]
    """
    first, second, share = as_floats(missed, alarms, prior)
    return share * first + (1 - share) * second, (first + second) / 2


def floor(mu: ArrayLike, sigma: ArrayLike) -> FloatArray:
    """Return the balanced error that no rule is below, ``Phi(-mu / sigma)``; it has the cut 0.

    Example:
        >>> round(float(floor(1.0, 1.0)), 6)
        0.158655
    """
    return class_errors(0.0, mu, sigma)[0]


def simulate(
    missed: ArrayLike, alarms: ArrayLike, prior: float, *, n: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Draw test sets of n points and return the error and the balanced error that each of them shows.

    What a test set shows depends on three numbers only, which are drawn: how many of its points are positive,
    how many of those are missed, and how many of the others are false alarms (three binomials).

    Args:
        missed: share of the positives that the rule misses, in [0, 1]; any shape, one test set per entry.
        alarms: share of the negatives that it takes for positive, in [0, 1], of the same shape.
        prior: of the positive class, in [0, 1].
        n: points of a test set, at least 1.
        rng: source of randomness.

    Returns:
        ``(error, balanced_error)``, float64, common shape of ``missed`` and ``alarms``. The balanced error is
        NaN for a test set that lacks a class.

    Raises:
        ValueError: a share is outside [0, 1], or n is below 1.

    Example:
        >>> error, _ = simulate(np.full(3, 0.5), 0.1, 0.25, n=10_000, rng=np.random.default_rng(0))
        >>> error.round(2).tolist()
        [0.2, 0.2, 0.2]
    """
    first, second, share = as_floats(missed, alarms, prior)
    for name, shares in (("missed", first), ("alarms", second), ("prior", share)):
        if not ((shares >= 0) & (shares <= 1)).all():
            raise ValueError(f"{name} holds a number outside [0, 1]: give shares, none of them NaN")
    if n < 1:
        raise ValueError(f"n is {n}: a test set has at least 1 point")
    positives = rng.binomial(n, share)
    missed_points = rng.binomial(positives, first)
    alarm_points = rng.binomial(n - positives, second)
    both = np.asarray((positives > 0) & (positives < n))
    balanced = where_legal(
        both,
        lambda m, p, a: (m / p + a / (n - p)) / 2,
        *as_floats(missed_points, positives, alarm_points),
    )
    return np.asarray((missed_points + alarm_points) / n, dtype=np.float64), balanced
