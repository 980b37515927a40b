"""tau-normalisation: make the vectors of a finished linear classifier more alike in length."""

import math

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray


def tau_normalise(
    weight: ArrayLike, bias: ArrayLike | None, tau: float
) -> tuple[FloatArray, FloatArray | None]:
    """Return the classifier with each class vector divided by its length to the power of ``tau``.

    Frequent classes get long vectors from training; ``tau`` 0 leaves them, 1 makes all of them 1 long. The
    bias is kept. The reference, facebookresearch/classifier-balancing, drops it, and BagofTricks-LT keeps
    it: without a bias a linear head that was trained with one is another classifier at ``tau`` 0 already.

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR 2020.

    Args:
        weight: class vectors, finite, shape (C, D).
        bias: shape (C,), or None where there is none.
        tau: power of the length, finite and at least 0.

    Returns:
        (weight, bias), float64; a vector of length zero stays zero.

    Raises:
        ValueError: tau is negative or not finite, or shapes differ.

    Example:
        >>> weight, bias = tau_normalise([[3, 4], [1, 0]], [0.5, 0.0], tau=1.0)
        >>> weight.round(3).tolist(), bias.tolist()
        ([[0.6, 0.8], [1.0, 0.0]], [0.5, 0.0])
    """
    vectors = np.asarray(weight, dtype=np.float64)
    if vectors.ndim != 2:
        raise ValueError(f"weight has shape {vectors.shape}: give one vector per class, (C, D)")
    shifts = None if bias is None else np.asarray(bias, dtype=np.float64)
    if shifts is not None and shifts.shape != vectors.shape[:1]:
        raise ValueError(
            f"bias has shape {shifts.shape}: give one for each of {len(vectors)} classes"
        )
    return vectors * norm_factors(vectors, tau)[:, None], shifts


def norm_factors(weight: ArrayLike, tau: float) -> FloatArray:
    """Return ``length ** -tau`` of each class vector, 1 for a vector of length zero, shape (C,).

    Args:
        weight: class vectors, finite, shape (C, D).
        tau: power of the length, finite and at least 0.

    Raises:
        ValueError: tau is negative or not finite.

    Example:
        >>> norm_factors([[3, 4], [0, 0]], tau=2.0).round(6).tolist()
        [0.04, 1.0]
    """
    if not (math.isfinite(tau) and tau >= 0):
        raise ValueError(f"tau is {tau}: the power of the length is finite and at least 0")
    lengths = np.linalg.norm(np.asarray(weight, dtype=np.float64), axis=1)
    return np.where(lengths > 0, lengths, 1.0) ** -tau


def classifier_logits(
    features: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None
) -> FloatArray:
    """Return ``features @ weight.T + bias``, float64, shape (N, C).

    Args:
        features: shape (N, D).
        weight: class vectors, shape (C, D).
        bias: shape (C,), or None for none.

    Raises:
        ValueError: features and vectors have different numbers of dimensions.

    Example:
        >>> classifier_logits([[1.0, 0.5]], [[3, 4], [1, 0]]).tolist()
        [[5.0, 1.0]]
    """
    values, vectors = (np.asarray(array, dtype=np.float64) for array in (features, weight))
    if values.ndim != 2 or vectors.ndim != 2 or values.shape[1] != vectors.shape[1]:
        raise ValueError(
            f"features have shape {values.shape} and the classifier {vectors.shape}: give (N, D) and (C, D)"
        )
    logits: FloatArray = values @ vectors.T
    return logits if bias is None else logits + np.asarray(bias, dtype=np.float64)
