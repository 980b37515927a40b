"""What CReST keeps: how rates by frequency rank change the balance of pseudo-labels, and CReST+'s targets.

The class of rank l of L keeps ``mu_l = (N_(L + 1 - l) / N_1) ** alpha`` of its pseudo-labels. If
pseudo-labels were as frequent as the labels, the kept set of an exponential tail with ratio gamma would have
the ratio ``gamma ** (1 - alpha)``: alpha 0 copies the tail, alpha 1 balances it. CReST+ bends pseudo-labels
towards the label distribution to the power ``t_g``, which falls from 1 to ``t_min`` over the generations.

Source: Wei et al., "CReST: A Class-Rebalancing Self-Training Framework for Imbalanced Semi-Supervised
Learning", CVPR 2021; the ratio of the kept set is derived here.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise import crest_keep_rates, sampling_probabilities
from ltcore.types import FloatArray


def undefined_because(
    *, counts: ArrayLike, alpha: float = 1 / 3, generations: int = 1, t_min: float = 0.5
) -> str:
    """Return why there are no curves, empty where there are.

    Args:
        counts: labelled examples per class, shape (C,).
        alpha: power of the rates.
        generations: G.
        t_min: power of the last generation's target.

    Example:
        >>> undefined_because(counts=[100, 10], generations=0)
        'generations is 0: self-training has at least 1'
        >>> undefined_because(counts=[100, 10])
        ''
    """
    sizes = np.asarray(counts, dtype=np.float64)
    if sizes.ndim != 1 or sizes.size == 0:
        return f"counts have shape {sizes.shape}: give one per class, at least one"
    if not (math.isfinite(alpha) and alpha >= 0):
        return f"alpha is {alpha:g}: give a finite power of at least 0"
    illegal = np.flatnonzero(~(np.isfinite(sizes) & (sizes >= 1)))
    if illegal.size:
        return f"counts[{illegal[0]}] is {sizes[illegal[0]]:g}: a class needs at least 1 labelled example"
    return _schedule_undefined_because(generations, t_min)


def keep_rates(counts: ArrayLike, alpha: ArrayLike) -> FloatArray:
    """Return the share of its pseudo-labels that each class keeps.

    Args:
        counts: labelled examples per class, in any order, each at least 1, shape (C,).
        alpha: powers, finite and at least 0, any shape.

    Returns:
        Rates in [0, 1], float64, shape ``alpha.shape + (C,)``; NaN where ``undefined_because`` says why.

    Example:
        >>> keep_rates([1000, 100, 10], [0.0, 0.5, 1.0]).round(4).tolist()
        [[1.0, 1.0, 1.0], [0.1, 0.3162, 1.0], [0.01, 0.1, 1.0]]
    """
    powers = np.asarray(alpha, dtype=np.float64)[..., None]
    if undefined_because(counts=counts):
        return np.full((*powers.shape[:-1], np.size(counts)), np.nan)
    legal = np.isfinite(powers) & (powers >= 0)
    rates = crest_keep_rates(counts, 1.0) ** np.where(legal, powers, 0.0)
    return np.where(legal, rates, np.nan)


def kept(counts: ArrayLike, alpha: ArrayLike) -> FloatArray:
    """Return the expected number of kept pseudo-labels, as if each labelled example had one.

    Args:
        counts: labelled examples per class, each at least 1, shape (C,).
        alpha: powers, finite and at least 0, any shape.

    Returns:
        Float64, shape ``alpha.shape + (C,)``; not rounded. NaN where ``undefined_because`` says why.

    Example:
        >>> kept([1000, 100, 10], 1.0).round(6).tolist()
        [10.0, 10.0, 10.0]
    """
    return keep_rates(counts, alpha) * np.asarray(counts, dtype=np.float64).ravel()


def kept_share(counts: ArrayLike, alpha: ArrayLike) -> FloatArray:
    """Return which share of all pseudo-labels is kept, shape of alpha.

    Example:
        >>> kept_share([1000, 100, 10], [0.0, 1.0]).round(6).tolist()
        [1.0, 0.027027]
    """
    return np.asarray(kept(counts, alpha).sum(axis=-1) / np.sum(counts), dtype=np.float64)


def kept_ratio(counts: ArrayLike, alpha: ArrayLike) -> FloatArray:
    """Return the kept pseudo-labels of the most frequent class over those of the rarest, shape of alpha.

    It is ``gamma ** (1 - alpha)`` for any counts: the head keeps ``gamma ** -alpha``, the rarest class all.
    Below 1, for alpha above 1, the head has become the smaller. Classes between lie between on exponential
    tails; on others they can keep more than both.

    Example:
        >>> kept_ratio([1000, 700, 10], [0.0, 0.5, 1.0, 1.5]).round(6).tolist()
        [100.0, 10.0, 1.0, 0.1]
    """
    numbers = kept(counts, alpha)
    order = np.argsort(-np.asarray(counts, dtype=np.float64).ravel(), kind="stable")
    return np.asarray(numbers[..., order[0]] / numbers[..., order[-1]], dtype=np.float64)


def target_powers(generations: int, t_min: float = 0.5) -> FloatArray:
    """Return CReST+'s power of every generation, ``t_g = 1 - (1 - t_min) g / (G - 1)``.

    Args:
        generations: G, at least 1. With one generation the formula divides by zero; its power is 1.
        t_min: of the last, in [0, 1].

    Returns:
        Float64, shape (G,), not rising; NaN once where ``undefined_because`` says why.

    Example:
        >>> target_powers(6).round(9).tolist(), target_powers(1).tolist()
        ([1.0, 0.9, 0.8, 0.7, 0.6, 0.5], [1.0])
    """
    if _schedule_undefined_because(generations, t_min):
        return np.array([math.nan])
    return np.linspace(1.0, t_min, generations) if generations > 1 else np.ones(1)


def targets(counts: ArrayLike, generations: int, t_min: float = 0.5) -> FloatArray:
    """Return the class distribution that CReST+ bends pseudo-labels towards, for every generation.

    Args:
        counts: labelled examples per class, each at least 1, shape (C,).
        generations: G, at least 1.
        t_min: power of the last generation, in [0, 1].

    Returns:
        Float64, shape (G, C), rows sum to 1; NaN in one row where ``undefined_because`` says why.

    Example:
        >>> targets([900, 100], 2).round(6).tolist()
        [[0.9, 0.1], [0.75, 0.25]]
    """
    if undefined_because(counts=counts, generations=generations, t_min=t_min):
        return np.full((1, np.size(counts)), np.nan)
    return np.array([sampling_probabilities(counts, t) for t in target_powers(generations, t_min)])


def target_ratios(ratio: ArrayLike, generations: int, t_min: float = 0.5) -> FloatArray:
    """Return the imbalance ratio of every generation's target, ``ratio ** t_g``.

    Args:
        ratio: of the labelled set, at least 1, any shape.
        generations: G, at least 1.
        t_min: power of the last generation, in [0, 1].

    Returns:
        Float64, shape ``ratio.shape + (G,)``; NaN where a ratio is below 1 or not finite.

    Example:
        >>> target_ratios(100, 6).round(2).tolist()
        [100.0, 63.1, 39.81, 25.12, 15.85, 10.0]
    """
    ratios = np.asarray(ratio, dtype=np.float64)[..., None]
    legal = np.isfinite(ratios) & (ratios >= 1)
    return np.where(legal, ratios, np.nan) ** target_powers(generations, t_min)


def _schedule_undefined_because(generations: int, t_min: float) -> str:
    if generations < 1:
        return f"generations is {generations}: self-training has at least 1"
    return "" if 0 <= t_min <= 1 else f"t_min is {t_min:g}: give a power from 0 to 1"
