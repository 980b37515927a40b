"""Which share of the pseudo-labels of a class CReST keeps."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


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
