"""What class weights sum to."""

from typing import Literal, get_args

from ltcore.registry import UnknownNameError
from ltcore.types import FloatArray

Normalise = Literal["classes", "examples", "rarest", "none"]


def normalised(weights: FloatArray, counts: FloatArray, normalise: Normalise) -> FloatArray:
    """Return the weights over what the normalisation divides them by.

    Args:
        weights: one weight per class, shape (C,).
        counts: training examples per class, shape (C,).
        normalise: "classes" (sum to C), "examples" (mean 1 over the training examples), "rarest" (the
            rarest class weighs 1) or "none".

    Returns:
        Weights, float64, shape (C,).

    Raises:
        ValueError: for an unknown name.

    Example:
        >>> import numpy as np
        >>> normalised(np.array([1.0, 3.0]), np.array([90.0, 10.0]), "classes").tolist()
        [0.5, 1.5]
    """
    divisor: float
    match normalise:
        case "classes":
            divisor = weights.sum() / len(weights)
        case "examples":
            divisor = (counts @ weights) / counts.sum()
        case "rarest":
            divisor = weights[counts.argmin()]
        case "none":
            divisor = 1.0
        case _:
            raise UnknownNameError("normalisation", normalise, get_args(Normalise))
    return weights / divisor
