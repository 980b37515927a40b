"""Weights and margins of the general pairwise loss."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.priors import log_priors
from ltcore.types import FloatArray


def pairwise_terms(counts: ArrayLike, power: float) -> tuple[FloatArray, FloatArray]:
    """Return the weights and margins of the pairwise loss with ``delta = prior ** power``.

    Weights are delta_y / prior_y and margins log(delta_j / delta_y), which is consistent for the
    balanced error for every power: 1 is logit adjustment, 0 is weighting by one over the prior.

    Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Theorem 1.

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        power: finite.

    Returns:
        ``alpha``, float64, shape (C,), and ``margins``, float64, shape (C, C): row of the true class,
        column of its rival, diagonal 0.

    Raises:
        ValueError: where a count is below 1 or ``power`` is not finite.

    Example:
        >>> alpha, margins = pairwise_terms([80, 20], 0.5)
        >>> alpha.round(6).tolist(), margins.round(6).tolist()
        ([1.118034, 2.236068], [[0.0, -0.693147], [0.693147, 0.0]])
    """
    if not np.isfinite(power):
        raise ValueError(f"power is {power}: give a finite exponent, such as 1, 0.5 or 0")
    logs = log_priors(counts)
    alpha: FloatArray = np.exp((power - 1) * logs)
    return alpha, power * (logs[None, :] - logs[:, None])
