"""Multipliers of logits."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


def vs_multipliers(counts: ArrayLike, gamma: float) -> FloatArray:
    """Return ``(n / n_max) ** gamma`` per class, the factors of vector scaling and CDT.

    Source: Kini et al., "Label-Imbalanced and Group-Sensitive Classification under
    Overparameterization", NeurIPS 2021; as in the authors' code (orparask/VS-Loss at 7ade9c9), which
    divides by the inverse.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        gamma: at least 0; 0 multiplies by 1.

    Returns:
        Multipliers in (0, 1], the largest class's 1, float64, shape (C,).

    Raises:
        ValueError: where a count is below 1, or gamma is negative or not finite.

    Example:
        >>> vs_multipliers([10_000, 625, 16], 0.25).round(9).tolist()
        [1.0, 0.5, 0.2]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if not (np.isfinite(gamma) and gamma >= 0):
        raise ValueError(f"gamma is {gamma}: the power of the count is finite and at least 0")
    return np.asarray((counts / counts.max()) ** gamma, dtype=np.float64)
