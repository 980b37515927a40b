"""The class weights of ADRW, aligned deferred re-weighting."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.classwise.normalisation import Normalise, normalised
from ltcore.types import FloatArray


def adrw_weights(counts: ArrayLike, nu: float, *, normalise: Normalise = "classes") -> FloatArray:
    """Return one loss weight per class, proportional to ``prior ** -nu``.

    Beside logit adjustment with temperature tau they are consistent for the balanced error where
    tau + nu is 1; with tau and nu both 1 the prior is corrected for twice.

    Source: Wang et al., "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for
    Imbalanced Learning", NeurIPS 2023 (weights that sum to C, as in the authors' code).

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        nu: at least 0; 0 weighs all alike, 1/2 is inverse square root, 1 inverse frequency.
        normalise: "classes" (sum to C), "examples" (mean 1 over the training examples), "rarest"
            (the rarest class weighs 1) or "none".

    Returns:
        Weights, float64, shape (C,).

    Raises:
        ValueError: where a count is below 1, nu is negative or not finite, or a name is unknown.

    Example:
        >>> adrw_weights([10_000, 625, 16], 0.25, normalise="rarest").round(9).tolist()
        [0.2, 0.4, 1.0]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if not (np.isfinite(nu) and nu >= 0):
        raise ValueError(f"nu is {nu}: the power of the inverse prior is finite and at least 0")
    if normalise == "none":
        return np.asarray((counts / counts.sum()) ** -nu, dtype=np.float64)
    # Relative to the rarest class, no power can overflow.
    return normalised((counts.min() / counts) ** nu, counts, normalise)
