"""Log class priors."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray


def log_priors(counts: ArrayLike, tau: float = 1.0) -> FloatArray:
    """Return ``tau * log(prior)`` per class, the shift of logit adjustment.

    Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Sec. 4 and 5.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        tau: temperature of the prior, at least 0; 1 is consistent for the balanced error.

    Returns:
        Scaled log priors, float64, shape (C,), none above 0.

    Raises:
        ValueError: where a count is below 1 or tau is negative or not finite.

    Example:
        >>> np.exp(log_priors([90, 10])).round(9).tolist()
        [0.9, 0.1]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if not (np.isfinite(tau) and tau >= 0):
        raise ValueError(f"tau is {tau}: the temperature of the prior is finite and at least 0")
    log_prior: FloatArray = np.log(counts / counts.sum())
    return tau * log_prior
