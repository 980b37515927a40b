"""Logit adjustment of K Gaussian classes on a line, where every recall is known in closed form.

Class k of K is N(k spacing, sigma^2); the frequencies have any order along the line. The adjusted rule takes
the class whose line ``mu_k x / sigma^2 - mu_k^2 / (2 sigma^2) + (1 - tau) log prior_k`` is highest. The
highest of straight lines is convex in x, so that each class is taken between two points, and recalls are
differences of the normal distribution function. A class whose line is nowhere highest is never taken: its
recall is 0.

The construction is this lab's; the rule is that of Menon et al., "Long-Tail Learning via Logit Adjustment",
ICLR 2021, Sec. 4.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from ltcore.theory.shared.two_gaussians import LARGEST, SMALLEST
from ltcore.types import FloatArray, IntArray


def undefined_because(*, priors: ArrayLike, spacing: float = 1.0, sigma: float = 1.0) -> str:
    """Return why there is no rule, empty where there is one.

    Args:
        priors: of the classes along the line, shape (K,); only their ratios matter.
        spacing: from mean to mean.
        sigma: standard deviation of each class.

    Example:
        >>> undefined_because(priors=[0.9, 0.1, 0.0])
        'priors[2] is 0: a class needs a finite prior above 0'
        >>> undefined_because(priors=[0.9, 0.1])
        ''
    """
    shares = np.asarray(priors, dtype=np.float64)
    if shares.ndim != 1 or shares.size == 0:
        return f"priors have shape {shares.shape}: give one per class, at least one"
    illegal = np.flatnonzero(~(np.isfinite(shares) & (shares > 0)))
    if illegal.size:
        return (
            f"priors[{illegal[0]}] is {shares[illegal[0]]:g}: a class needs a finite prior above 0"
        )
    for name, length in (("spacing", spacing), ("sigma", sigma)):
        if not SMALLEST <= length <= LARGEST:
            return f"{name} is {length:g}: give a length from {SMALLEST:g} to {LARGEST:g}"
    return ""


def exponential_priors(n_classes: int, ratio: float) -> FloatArray:
    """Return priors that fall by the same factor from class to class, the first ``ratio`` times the last.

    Args:
        n_classes: at least 1.
        ratio: imbalance ratio, above 0.

    Returns:
        Float64, shape (n_classes,), sum 1. Not rounded to counts.

    Raises:
        ValueError: there is no class, or the ratio is not above 0.

    Example:
        >>> exponential_priors(3, 100).round(6).tolist()
        [0.900901, 0.09009, 0.009009]
    """
    if not (n_classes >= 1 and math.isfinite(ratio) and ratio > 0):
        raise ValueError(
            f"{n_classes} classes, ratio {ratio:g}: give at least 1 class, a finite ratio above 0"
        )
    priors = float(ratio) ** (-np.arange(n_classes) / max(n_classes - 1, 1))
    return np.asarray(priors / priors.sum(), dtype=np.float64)


def class_bounds(
    tau: ArrayLike, priors: ArrayLike, spacing: float = 1.0, sigma: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Return from where to where each class is taken.

    Args:
        tau: temperatures of the adjustment, finite, any shape.
        priors: of the classes along the line, each above 0, shape (K,).
        spacing: from mean to mean, above 0.
        sigma: standard deviation of each class, above 0.

    Returns:
        ``(lower, upper)``, float64, shape ``tau.shape + (K,)``. Where lower is not below upper the class is
        never taken. NaN where ``undefined_because`` says why, or tau is not finite.

    Example:
        >>> lower, upper = class_bounds([0.0, 1.0], [0.9, 0.1])
        >>> upper.round(6).tolist()
        [[2.697225, inf], [0.5, inf]]
    """
    temperatures = np.asarray(tau, dtype=np.float64)
    if undefined_because(priors=priors, spacing=spacing, sigma=sigma):
        nothing = np.full((*temperatures.shape, np.size(priors)), np.nan)
        return nothing, nothing.copy()
    places = np.arange(np.size(priors))
    middles = spacing * (places + places[:, None]) / 2
    left, keep = _left_of(len(places)), 1 - temperatures[..., None, None]
    keep = np.where(np.isfinite(keep), keep, np.nan)
    crossings = middles + keep * _shift_of_crossings(priors, spacing, sigma)  # (..., K, K)
    lower = np.where(left, crossings, -np.inf).max(axis=-1)
    upper = np.where(left.T, crossings, np.inf).min(axis=-1)
    return lower + 0 * keep[..., 0], upper + 0 * keep[..., 0]


def recalls(
    tau: ArrayLike, priors: ArrayLike, spacing: float = 1.0, sigma: float = 1.0
) -> FloatArray:
    """Return the exact recall of every class.

    Args:
        tau: temperatures of the adjustment, finite, any shape.
        priors: of the classes along the line, each above 0, shape (K,).
        spacing: from mean to mean, above 0.
        sigma: standard deviation of each class, above 0.

    Returns:
        Recalls in [0, 1], float64, shape ``tau.shape + (K,)``; NaN where ``undefined_because`` says why.

    Example:
        >>> recalls([0.0, 1.0], [0.9, 0.1], spacing=2).round(6).tolist()
        [[0.982074, 0.460723], [0.841345, 0.841345]]
    """
    lower, upper = class_bounds(tau, priors, spacing, sigma)
    if undefined_because(priors=priors, spacing=spacing, sigma=sigma):
        return lower
    means = spacing * np.arange(lower.shape[-1])
    inside = ndtr((upper - means) / sigma) - ndtr((lower - means) / sigma)
    return np.asarray(np.maximum(inside, 0.0), dtype=np.float64)


def accuracy_and_balanced_error(
    recall: ArrayLike, priors: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return what recalls come to on examples as frequent as the priors say, and on a balanced test.

    Args:
        recall: of every class, shape (..., K).
        priors: of the classes, shape (K,); divided by their sum.

    Returns:
        ``(accuracy, balanced error)``, float64, each of shape (...); NaN where a prior is not above 0.

    Example:
        >>> [round(float(number), 6) for number in accuracy_and_balanced_error([0.9, 0.5], [3, 1])]
        [0.8, 0.3]
    """
    correct = np.asarray(recall, dtype=np.float64)
    if undefined_because(priors=priors):
        nothing = np.full(correct.shape[:-1], np.nan)
        return nothing, nothing.copy()
    shares = np.asarray(priors, dtype=np.float64)
    return np.asarray(correct @ (shares / shares.sum())), 1 - correct.mean(axis=-1)


def simulate(
    recall: ArrayLike, n_per_class: int, *, trials: int, rng: np.random.Generator
) -> FloatArray:
    """Draw balanced test sets and return the recalls that each of them shows.

    Which examples of a class are taken for it is a binomial number; no example is drawn.

    Args:
        recall: true recalls, in [0, 1], any shape.
        n_per_class: test examples of every class, at least 1.
        trials: how many test sets.
        rng: source of randomness.

    Returns:
        Recalls, float64, shape ``(trials,) + recall.shape``.

    Raises:
        ValueError: a recall is outside [0, 1], or ``n_per_class`` is below 1.

    Example:
        >>> simulate([1.0, 0.0], 50, trials=2, rng=np.random.default_rng(0)).tolist()
        [[1.0, 0.0], [1.0, 0.0]]
    """
    shares = np.asarray(recall, dtype=np.float64)
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("recall holds a number outside [0, 1]: give shares, none of them NaN")
    if n_per_class < 1:
        raise ValueError(
            f"n_per_class is {n_per_class}: a test set has at least 1 example per class"
        )
    correct: IntArray = rng.binomial(n_per_class, shares, size=(trials, *shares.shape))
    return np.asarray(correct / n_per_class, dtype=np.float64)


def _left_of(n_classes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return for row k and column j whether class j is left of class k."""
    return np.tri(n_classes, k=-1, dtype=bool)


def _shift_of_crossings(priors: ArrayLike, spacing: float, sigma: float) -> FloatArray:
    """Return how far the priors move the point where two classes' lines cross, at tau 0, shape (K, K)."""
    logs = np.log(np.asarray(priors, dtype=np.float64))
    places = np.arange(logs.size)
    apart = spacing * (places - places[:, None] + np.eye(logs.size))
    return np.asarray(sigma * (sigma / apart) * (logs[:, None] - logs), dtype=np.float64)
