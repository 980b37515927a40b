"""How far ahead of all others the right class is, on the scale of LDAM's margins."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.types import FloatArray, IntArray

BLOCK_ROWS = 1024
"""Examples compared with all classes at a time: with ten thousand classes, 40 MB."""
SMALLEST_NORM = 1e-4
"""Vectors shorter than this are treated as this long, as the cosine head does."""


def cosine_margins(
    features: NDArray[np.floating[Any]], weights: NDArray[np.floating[Any]], labels: IntArray
) -> FloatArray:
    """Return each example's cosine with its class's weight less the largest with another class's.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.1, whose margin this is where weights and features have length 1.

    Args:
        features: inputs of the classifier, finite, shape (N, D).
        weights: one weight vector per class, finite, shape (C, D), C at least 2.
        labels: true classes in [0, C), shape (N,).

    Returns:
        Margins in [-2, 2], float64, shape (N,); negative where another class is nearer.

    Raises:
        ValueError: shapes do not fit, or there is a single class.

    Example:
        >>> weights = np.array([[2.0, 0.0], [0.0, 1.0]])
        >>> cosine_margins(np.array([[5.0, 0.0], [3.0, 4.0]]), weights, np.array([0, 0])).round(3).tolist()
        [1.0, -0.2]
    """
    if features.ndim != 2 or weights.ndim != 2 or features.shape[1] != weights.shape[1]:
        raise ValueError(
            f"features have shape {features.shape} and weights {weights.shape}: give (N, D) and (C, D)"
        )
    if len(weights) < 2:
        raise ValueError(f"there is {len(weights)} class: a margin needs at least 2")
    if labels.shape != (len(features),):
        raise ValueError(f"there are {len(features)} features but labels have shape {labels.shape}")
    directions = _unit(weights)
    margins = np.empty(len(features))
    for start in range(0, len(features), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        cosines = _unit(features[block]) @ directions.T
        own = (np.arange(len(cosines)), labels[block])
        right = cosines[own]
        cosines[own] = -np.inf
        margins[block] = right - cosines.max(axis=1)
    return margins


def _unit(vectors: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    exact = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(exact, axis=1, keepdims=True)
    return np.asarray(exact / np.maximum(norms, SMALLEST_NORM), dtype=np.float32)
