"""What all corrections ask of scores."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray


def checked_scores(name: str, scores: ArrayLike) -> FloatArray:
    """Return scores as float64, shape (N, C).

    Args:
        name: what they are called in a message.
        scores: logits, probabilities or other scores of classes, finite, shape (N, C).

    Raises:
        ValueError: they are not a matrix, have no class, or hold a value that is not finite.
    """
    array = np.asarray(scores, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} have shape {array.shape}: give (N, C), at least one class")
    bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if bad.size:
        raise ValueError(f"{name}[{bad[0]}] holds a value that is not finite (NaN or infinity)")
    return array


def checked_probabilities(probabilities: ArrayLike) -> FloatArray:
    """Return class probabilities as float64, shape (N, C).

    Raises:
        ValueError: as for ``checked_scores``, or a value is negative. Rows need not sum to 1: all rules here
            are the same for rows that are multiplied by a number.
    """
    array = checked_scores("probabilities", probabilities)
    if (array < 0).any():
        raise ValueError(f"probabilities hold {array.min():g}: they are at least 0")
    return array


def one_per_class(name: str, values: FloatArray, scores: FloatArray) -> FloatArray:
    """Return ``values`` where there is one for each class of ``scores``, else raise ValueError."""
    if values.shape != scores.shape[1:]:
        raise ValueError(
            f"{name} have shape {values.shape} but there are {scores.shape[1]} classes: give one per class"
        )
    return values
