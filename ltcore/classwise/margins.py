"""Margins: label-distribution-aware, or the same for every class."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


def ldam_margins(counts: ArrayLike, max_margin: float = 0.5) -> FloatArray:
    """Return one margin per class, proportional to ``n ** -1/4``; the rarest gets ``max_margin``.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.2.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        max_margin: margin of the rarest class, in cosine units, at least 0.

    Returns:
        Margins, float64, shape (C,).

    Raises:
        ValueError: where a count is below 1 or ``max_margin`` is negative or not finite.

    Example:
        >>> ldam_margins([10_000, 625, 16]).round(9).tolist()
        [0.1, 0.2, 0.5]
    """
    counts = np.atleast_1d(checked_counts(counts))
    _check("max_margin", max_margin)
    margins: FloatArray = max_margin * (counts / counts.min()) ** -0.25
    return margins


def uniform_margins(counts: ArrayLike, margin: float) -> FloatArray:
    """Return the same margin for every class, as M-DRW and HG-DRS have it.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, the rows of its tables without label-dependent margins.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        margin: margin in cosine units, at least 0.

    Returns:
        Margins, float64, shape (C,).

    Raises:
        ValueError: where a count is below 1 or ``margin`` is negative or not finite.

    Example:
        >>> uniform_margins([5000, 500, 50], 0.5).tolist()
        [0.5, 0.5, 0.5]
    """
    counts = np.atleast_1d(checked_counts(counts))
    _check("margin", margin)
    return np.full_like(counts, margin)


def _check(name: str, margin: float) -> None:
    if not (np.isfinite(margin) and margin >= 0):
        raise ValueError(f"{name} is {margin}: give a finite margin of at least 0, in cosine units")
