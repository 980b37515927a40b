"""Class sampling probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
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
