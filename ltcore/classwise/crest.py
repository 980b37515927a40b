"""CReST: which pseudo-labels of a class are kept, and the class distribution that CReST+ aligns to."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray, IntArray


def crest_keep_rates(counts: ArrayLike, alpha: float) -> FloatArray:
    """Return the share of its pseudo-labels that each class keeps: all of the rarest class, few of the head.

    The class of frequency rank l of L keeps ``(N_(L + 1 - l) / N_1) ** alpha``, where N_1 is the largest
    count. Ranks are taken from the counts, so that labels may have any order; the authors' code and the paper
    take labels that are sorted by frequency. Of equal counts the smaller label has the better rank.

    Source: Wei et al., "CReST: A Class-Rebalancing Self-Training Framework for Imbalanced Semi-Supervised
    Learning", CVPR 2021. The flag ``alpha`` of the authors' code is 1 over this one.

    Args:
        counts: labelled training examples per class, shape (C,), each at least 1.
        alpha: finite and at least 0; 0 keeps everything.

    Returns:
        Rates in (0, 1], float64, shape (C,).

    Raises:
        ValueError: where a count is below 1, or alpha is negative or not finite.

    Example:
        >>> crest_keep_rates([1000, 100, 10], 0.5).round(6).tolist()
        [0.1, 0.316228, 1.0]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if not (np.isfinite(alpha) and alpha >= 0):
        raise ValueError(f"alpha is {alpha}: give a finite power of at least 0, such as 1/3")
    order = np.argsort(-counts, kind="stable")
    rates = np.empty_like(counts)
    rates[order] = (counts[order[::-1]] / counts.max()) ** alpha
    return rates


def select_by_crest(
    confidence: ArrayLike, predicted: ArrayLike, counts: ArrayLike, alpha: float
) -> IntArray:
    """Return which unlabelled examples join the labelled ones: the surest of each predicted class.

    Of the n examples that are predicted as a class, the ``ceil(rate * n)`` with the highest confidence are
    kept, at the rate of ``crest_keep_rates``. Of equal confidences the smaller index comes first. A class
    that is never predicted keeps nothing; one that is predicted once keeps that example at any rate, where
    the authors' code rounds down.

    Source: Wei et al., CReST, CVPR 2021; google-research/crest at e270139.

    Args:
        confidence: finite, shape (N,): how sure each prediction is.
        predicted: predicted classes in [0, C), whole numbers, shape (N,).
        counts: labelled training examples per class, in any order of labels, shape (C,), each at least 1.
        alpha: finite and at least 0; 0 keeps everything.

    Returns:
        Indices into ``confidence``, sorted, int64, shape (kept,).

    Raises:
        ValueError: where the shapes differ, a confidence is not finite, a class does not exist, a count is
            below 1, or alpha is negative or not finite.

    Example:
        >>> confidence, predicted = [0.6, 0.9, 0.7, 0.8, 0.5], [0, 0, 0, 0, 1]
        >>> select_by_crest(confidence, predicted, counts=[100, 25], alpha=0.5).tolist()
        [1, 3, 4]
    """
    rates = crest_keep_rates(counts, alpha)
    sureness, classes = np.asarray(confidence, dtype=np.float64), np.asarray(predicted)
    if sureness.ndim != 1 or sureness.shape != classes.shape:
        raise ValueError(
            f"confidence has shape {sureness.shape} and predicted {classes.shape}: "
            "both have one number per unlabelled example"
        )
    if not np.isfinite(sureness).all():
        index = int(np.flatnonzero(~np.isfinite(sureness))[0])
        raise ValueError(f"confidence[{index}] is {sureness[index]}: it must be finite")
    foreign = np.flatnonzero(~np.isin(classes, np.arange(len(rates))))
    if foreign.size:
        raise ValueError(
            f"predicted[{foreign[0]}] is {classes[foreign[0]]}: "
            f"classes are the whole numbers from 0 to {len(rates) - 1}"
        )
    numbers = np.bincount(classes.astype(np.int64), minlength=len(rates))
    # 0.1 * 30 is above 3 in floating point, and keeps 3 all the same.
    allowed = np.maximum(np.ceil(rates * numbers - 1e-9), numbers > 0)
    order = np.lexsort(
        (-sureness, classes)
    )  # by class, the surest first; stable, so that ties stay in order
    place_in_class = np.arange(len(order)) - (np.cumsum(numbers) - numbers)[classes[order]]
    return np.sort(order[place_in_class < allowed[classes[order]]])


def crest_plus_power(generation: int, generations: int, t_min: float = 0.5) -> float:
    """Return the power of CReST+ in a generation: 1 in the first, ``t_min`` in the last, straight in between.

    Source: Wei et al., CReST, CVPR 2021 (progressive distribution alignment).

    Args:
        generation: from 0 to ``generations`` - 1.
        generations: at least 1. A single generation has the power 1; the formula is 0 / 0 there.
        t_min: in [0, 1].

    Raises:
        ValueError: where a number is outside its range.

    Example:
        >>> [round(crest_plus_power(g, 6), 3) for g in range(6)]
        [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]
    """
    if not 0 <= generation < generations:
        raise ValueError(
            f"generation is {generation} of {generations}: it lies from 0 to {generations - 1}, "
            "and there is at least one"
        )
    if not 0 <= t_min <= 1:
        raise ValueError(f"t_min is {t_min}: the power of the last generation lies in [0, 1]")
    return 1 - (1 - t_min) * generation / max(generations - 1, 1)


def crest_plus_target(
    prior: ArrayLike, generation: int, generations: int, t_min: float = 0.5
) -> FloatArray:
    """Return the class distribution that CReST+ aligns predictions to: ``prior ** t``, normalised.

    It is the prior in the first generation and grows flatter: ``crest_plus_power`` gives t. On unlabelled
    data with another distribution than the labelled ones, alignment to the labelled prior does harm.

    Source: Wei et al., CReST, CVPR 2021 (progressive distribution alignment).

    Args:
        prior: share of each class in the labelled data, or numbers proportional to it, shape (C,), none
            negative and not all 0. A share of 0 stays 0 at any power above 0.
        generation: from 0 to ``generations`` - 1.
        generations: at least 1.
        t_min: power of the last generation, in [0, 1].

    Returns:
        Shares, float64, sum 1, shape (C,).

    Raises:
        ValueError: where the prior is none, or a number is outside its range.

    Example:
        >>> crest_plus_target([0.8, 0.2], generation=2, generations=3).round(6).tolist()
        [0.666667, 0.333333]
    """
    power = crest_plus_power(generation, generations, t_min)
    shares = np.asarray(prior, dtype=np.float64)
    if shares.ndim != 1 or not (np.isfinite(shares) & (shares >= 0)).all() or not shares.any():
        raise ValueError(
            f"prior is {shares.tolist()}: it has one share per class, each finite and at least 0, "
            "and not all 0"
        )
    flattened = (shares / shares.max()) ** power
    return np.asarray(flattened / flattened.sum(), dtype=np.float64)
