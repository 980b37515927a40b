"""Class weights: a scheme that turns counts into weights, and a normalisation."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.classwise.effective_number import effective_number
from ltcore.classwise.normalisation import Normalise, normalised
from ltcore.registry import UnknownNameError
from ltcore.types import FloatArray

WeightScheme = Literal["none", "inverse", "inverse_sqrt", "effective"]

_RAW: dict[WeightScheme, Callable[[FloatArray, float], FloatArray]] = {
    "none": lambda counts, _: np.ones_like(counts),
    "inverse": lambda counts, _: 1 / counts,
    "inverse_sqrt": lambda counts, _: 1 / np.sqrt(counts),
    "effective": lambda counts, beta: 1 / effective_number(counts, beta),
}


def class_weights(
    counts: ArrayLike,
    scheme: WeightScheme,
    *,
    beta: float = 0.9999,
    normalise: Normalise = "classes",
) -> FloatArray:
    """Return one loss weight per class; rarer classes never weigh less.

    The normalisation is a choice of its own because it changes the effective learning rate: for
    counts (5000, 500, 50) the rarest class weighs 1 to 37 under inverse frequency.

    Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019,
    Sec. 4 (scheme "effective", weights that sum to C).

    Args:
        counts: training examples per class, shape (C,), each at least 1.
        scheme: "none" (all 1), "inverse" (1/n), "inverse_sqrt" (n ** -1/2) or "effective" (one
            over the effective number).
        beta: effective-number parameter in [0, 1]; used by scheme "effective" alone.
        normalise: "classes" (sum to C), "examples" (mean 1 over the training examples), "rarest"
            (the rarest class weighs 1) or "none".

    Returns:
        Weights, float64, shape (C,).

    Raises:
        ValueError: where a count is below 1, a name is unknown, or beta lies outside [0, 1].

    Example:
        >>> class_weights([5000, 500, 50], "inverse", normalise="examples").round(9).tolist()
        [0.37, 3.7, 37.0]
    """
    counts = np.atleast_1d(checked_counts(counts))
    if scheme not in _RAW:
        raise UnknownNameError("weight scheme", scheme, _RAW)
    return normalised(_RAW[scheme](counts, beta), counts, normalise)
