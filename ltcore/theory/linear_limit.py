"""What no linear classifier can do: two Gaussian classes with the same mean and unequal variance.

X given + is N(0, sigma1^2 I_d), X given - is N(0, beta sigma1^2 I_d) with beta > 1. A linear rule
sign(<theta, x> + b) sees only <theta, x>, which has mean 0 in both classes: its errors depend on nothing but
t = b / (|theta| sigma1). The dimension d, the direction theta and the scale sigma1 cancel.

Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS 2020,
Theorem 2; the version in balanced error and both optima are this lab's, and are derived on the page.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ltcore.types import FloatArray

FLOOR = 0.25
"""No linear rule has a smaller balanced error, whatever beta, threshold and shares."""


def undefined_because(*, beta: float, p_neg: float = 0.5) -> str:
    """Return why the setting is none, empty where it is one.

    Args:
        beta: variance of the negative class over that of the positive.
        p_neg: share of the negative class.

    Example:
        >>> undefined_because(beta=0.5)
        'beta is 0.5: the negative class must have at least the variance of the positive one, beta >= 1'
        >>> undefined_because(beta=3, p_neg=0.9)
        ''
    """
    if not (math.isfinite(beta) and beta >= 1):
        return (
            f"beta is {beta:g}: the negative class must have at least the variance of the "
            "positive one, beta >= 1"
        )
    if not 0 <= p_neg <= 1:
        return f"p_neg is {p_neg:g}: a share lies between 0 and 1"
    return ""


def theorem_silent_because(*, t: float, beta: float, p_neg: float) -> str:
    """Return why Theorem 2 promises nothing of a rule, empty where it does.

    Args:
        t: the threshold, b / (|theta| sigma1).
        beta: variance of the negative class over that of the positive.
        p_neg: share of the negative class.

    Example:
        >>> theorem_silent_because(t=-1, beta=3, p_neg=0.9)
        't is -1, but Theorem 2 needs t > 0, a rule that predicts positive at the common mean'
    """
    if reason := undefined_because(beta=beta, p_neg=p_neg):
        return reason
    if beta == 1:
        return "beta is 1, so both classes are the same; Theorem 2 needs beta > 1"
    if p_neg < 0.5:
        return f"p_neg is {p_neg:g}, but Theorem 2 needs a share of at least 0.5"
    return (
        ""
        if t > 0
        else f"t is {t:g}, but Theorem 2 needs t > 0, a rule that predicts positive at the common mean"
    )


def missed_positives(t: ArrayLike) -> FloatArray:
    """Return the share of the positive class on the wrong side, Phi(-t).

    Args:
        t: thresholds, any shape.

    Example:
        >>> round(float(missed_positives(0.0)), 3)
        0.5
    """
    return np.asarray(ndtr(-np.asarray(t, dtype=np.float64)))


def missed_negatives(t: ArrayLike, beta: float) -> FloatArray:
    """Return the share of the negative class on the wrong side, Phi(t / sqrt(beta)).

    Args:
        t: thresholds, any shape.
        beta: variance of the negative class over that of the positive, at least 1; else NaN.

    Example:
        >>> round(float(missed_negatives(1.0, 4.0)), 6)
        0.691462
    """
    t = np.asarray(t, dtype=np.float64)
    if undefined_because(beta=beta):
        return np.full(t.shape, np.nan)
    return np.asarray(ndtr(t / math.sqrt(beta)))


def error(t: ArrayLike, beta: float, p_neg: float) -> FloatArray:
    """Return the error of a linear rule, ``p+ Phi(-t) + p- Phi(t / sqrt(beta))``.

    Args:
        t: thresholds, any shape.
        beta: variance of the negative class over that of the positive, at least 1.
        p_neg: share of the negative class, in [0, 1].

    Returns:
        Errors in [0, 1], shape of ``t``; NaN where ``undefined_because`` says why.

    Example:
        >>> round(float(error(1.0, 3.0, 0.9)), 10)
        0.6621992377
    """
    t = np.asarray(t, dtype=np.float64)
    if undefined_because(beta=beta, p_neg=p_neg):
        return np.full(t.shape, np.nan)
    return (1 - p_neg) * missed_positives(t) + p_neg * missed_negatives(t, beta)


def best_threshold(beta: float, p_neg: float) -> float:
    """Return the threshold above 0 with the smallest error, 0 where the error only falls towards it.

    Setting the derivative to 0: ``t^2 = 2 beta / (beta - 1) ln(p+ sqrt(beta) / p-)``.

    Args:
        beta: variance of the negative class over that of the positive, above 1; at 1 the limit is taken.
        p_neg: share of the negative class, in [0, 1].

    Returns:
        At least 0; infinity where there is no negative class; NaN where ``undefined_because`` says why.

    Example:
        >>> round(best_threshold(10.0, 0.6), 6), best_threshold(3.0, 0.9)
        (1.287398, 0.0)
    """
    if undefined_because(beta=beta, p_neg=p_neg):
        return math.nan
    if p_neg == 0:
        return math.inf
    if beta == 1:
        # ln(sqrt(beta)) / (beta - 1) tends to 1/2; unequal shares send the optimum to 0 or to infinity.
        return 1.0 if p_neg == 0.5 else (math.inf if p_neg < 0.5 else 0.0)
    odds = math.log1p(-p_neg) - math.log(p_neg) if p_neg < 1 else -math.inf
    excess = odds + math.log(beta) / 2
    return math.sqrt(2 * beta / (beta - 1) * excess) if excess > 0 else 0.0


def smallest_error(beta: float, p_neg: float) -> float:
    """Return the infimum of the error over all thresholds above 0.

    Example:
        >>> round(smallest_error(10.0, 0.6), 6), smallest_error(3.0, 0.9)
        (0.434413, 0.5)
    """
    if undefined_because(beta=beta, p_neg=p_neg):
        return math.nan
    return float(error(best_threshold(beta, p_neg), beta, p_neg))


def balanced_error_floor(beta: ArrayLike) -> FloatArray:
    """Return the smallest balanced error of any linear rule, for every share of the classes.

    With ``t^2 = beta ln(beta) / (beta - 1)`` it is ``(Phi(-t) + Phi(t / sqrt(beta))) / 2``; it falls from 1/2
    at beta = 1 towards 1/4, which no linear rule reaches.

    Args:
        beta: variance ratios, any shape, at least 1; NaN below.

    Example:
        >>> balanced_error_floor([1, 3, 100]).round(6).tolist()
        [0.5, 0.43516, 0.300446]
    """
    beta = np.asarray(beta, dtype=np.float64)
    legal = np.where(np.isfinite(beta) & (beta >= 1), beta, np.nan)
    above = np.where(legal > 1, legal - 1, 1.0)
    # ln(beta) / (beta - 1), 1 in the limit beta -> 1; log1p keeps its digits there.
    slope = np.where(legal > 1, np.log1p(above) / above, 1.0)
    t = np.sqrt(legal * slope)
    return np.asarray((ndtr(-t) + ndtr(t / np.sqrt(legal))) / 2)


def simulate(
    t: float, beta: float, p_neg: float, *, points: int, trials: int, rng: np.random.Generator
) -> FloatArray:
    """Return the shares of wrong decisions in several samples.

    The number of negatives among the points, and the wrong ones of each class, are binomial: no point is
    drawn.

    Args:
        t: the threshold, b / (|theta| sigma1).
        beta: variance of the negative class over that of the positive, at least 1.
        p_neg: share of the negative class, in [0, 1].
        points: in each sample, at least 1.
        trials: number of samples.
        rng: source of randomness.

    Returns:
        Errors in [0, 1], shape (trials,).

    Raises:
        ValueError: where ``undefined_because`` says why, or ``points`` is below 1.

    Example:
        >>> simulate(1.0, 3.0, 0.5, points=100, trials=3, rng=np.random.default_rng(0)).shape
        (3,)
    """
    if reason := undefined_because(beta=beta, p_neg=p_neg):
        raise ValueError(reason)
    if points < 1:
        raise ValueError(f"points is {points}: a sample needs at least 1 point")
    negatives = rng.binomial(points, p_neg, size=trials)
    wrong = rng.binomial(negatives, float(missed_negatives(t, beta)))
    wrong += rng.binomial(points - negatives, float(missed_positives(t)))
    return wrong / points
