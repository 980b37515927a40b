"""Class sampling probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.classwise.effective_number import effective_number
from ltcore.types import FloatArray


def sampling_probabilities(counts: ArrayLike, power: float) -> FloatArray:
    """Return the probability of drawing each class, proportional to ``n ** power``.

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition",
    ICLR 2020, Sec. 4.1.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        power: 1 instance-balanced, 1/2 square-root, 0 class-balanced, -1 reversed.

    Returns:
        Probabilities, float64, shape (C,), sum 1.

    Raises:
        ValueError: where a count is below 1 or ``power`` is not finite.

    Example:
        >>> sampling_probabilities([90, 10], 0.5).round(9).tolist()
        [0.75, 0.25]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if not np.isfinite(power):
        raise ValueError(f"power is {power}: give a finite exponent, such as 1, 0.5 or 0")
    # Relative to the class that weighs most, no power can overflow.
    reference = counts.max() if power >= 0 else counts.min()
    shares = (counts / reference) ** power
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def effective_sampling_probabilities(counts: ArrayLike, beta: float) -> FloatArray:
    """Return the probability of each class where every example is drawn with its class-balanced weight.

    Proportional to n over the effective number, so that it lies between instance-balanced (beta 0) and
    class-balanced sampling (beta 1). It is what "Resample" of the LDAM-DRW code sets up, and never uses.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, authors' code (kaidic/LDAM-DRW at 2536330, ``utils.py``).

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        beta: effective-number parameter in [0, 1].

    Returns:
        Probabilities, float64, shape (C,), sum 1.

    Raises:
        ValueError: where a count is below 1 or beta lies outside [0, 1].

    Example:
        >>> effective_sampling_probabilities([90, 10], 0.0).tolist()
        [0.9, 0.1]
    """
    counts = np.atleast_1d(checked_counts(counts))
    shares = counts / effective_number(counts, beta)
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def progressive_probabilities(counts: ArrayLike, share: float) -> FloatArray:
    """Return class probabilities part of the way from instance-balanced to class-balanced.

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition",
    ICLR 2020, Sec. 4.1.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        share: from 0 (instance-balanced) to 1 (class-balanced).

    Returns:
        Probabilities, float64, shape (C,), sum 1.

    Raises:
        ValueError: where a count is below 1 or ``share`` lies outside [0, 1].

    Example:
        >>> progressive_probabilities([90, 10], 0.5).round(9).tolist()
        [0.7, 0.3]
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}: it must be from 0 (as drawn) to 1 (class-balanced)")
    return (1 - share) * sampling_probabilities(counts, 1) + share * sampling_probabilities(
        counts, 0
    )
