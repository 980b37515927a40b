"""Laying one map over another: moved, turned, mirrored and scaled as a whole, never bent."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def unit(coordinates: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return a map with its centre at 0 and a root mean square distance of 1 from it.

    Args:
        coordinates: floating, shape (N, 2), finite.

    Returns:
        float64, shape (N, 2); all 0 where every point is the same.

    Raises:
        ValueError: the shape is not (N, 2).

    Example:
        >>> import numpy as np
        >>> unit(np.array([[3.0, 0.0], [7.0, 0.0]])).tolist()
        [[-1.0, 0.0], [1.0, 0.0]]
    """
    if coordinates.ndim != 2 or coordinates.shape[1] != 2:
        raise ValueError(f"a map has shape {coordinates.shape}: give two columns, (N, 2)")
    points = coordinates.astype(np.float64)
    if not len(points):
        return points
    points -= points[0]  # one point, many times, becomes 0 exactly
    points -= points.mean(axis=0)
    size = np.sqrt(np.mean(np.sum(points**2, axis=1)))
    if size == 0:
        return points
    scaled: NDArray[np.float64] = points / size
    return scaled


def procrustes(
    moving: NDArray[np.floating[Any]], fixed: NDArray[np.floating[Any]]
) -> NDArray[np.float64]:
    """Return ``moving`` turned or mirrored as a whole so that it lies best on ``fixed``.

    Both are brought to `unit` first, so draw the fixed one as ``unit(fixed)``. The distances inside a map
    keep their proportions: nothing is bent to make two maps look alike.

    Args:
        moving: shape (N, 2).
        fixed: shape (N, 2), the same examples in the same order.

    Returns:
        float64, shape (N, 2), of `unit` size.

    Raises:
        ValueError: the shapes differ or are not (N, 2).

    Source:
        Schönemann, A generalized solution of the orthogonal Procrustes problem, Psychometrika 31, 1966.

    Example:
        >>> import numpy as np
        >>> corner = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
        >>> turned = corner @ np.array([[0.0, 1.0], [-1.0, 0.0]]) * 5 + 100
        >>> bool(np.allclose(procrustes(turned, corner), unit(corner)))
        True
    """
    if moving.shape != fixed.shape:
        raise ValueError(
            f"the maps have shapes {moving.shape} and {fixed.shape}: give the same examples in both"
        )
    ours, theirs = unit(moving), unit(fixed)
    left, _, right = np.linalg.svd(ours.T @ theirs)
    turned: NDArray[np.float64] = ours @ (left @ right)
    return turned
