"""Principal components: the map that is linear, exact and there at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 2


@dataclass(frozen=True)
class Pca:
    """Features seen along their two directions of largest variance.

    Attributes:
        coordinates: float32, shape (N, 2), centred; the first column has the larger variance.
        explained: share of the total variance along each direction, float64, shape (2,), in [0, 1];
            0 where the features do not vary at all.
    """

    coordinates: NDArray[np.float32]
    explained: NDArray[np.float64]


def pca(features: NDArray[np.floating[Any]]) -> Pca:
    """Return the first two principal components of ``features``.

    A direction's sign is free; here the largest of its loadings by magnitude is positive, so that the same
    features always give the same map. With fewer than three examples or one feature a direction may be
    missing: its coordinates are 0.

    Args:
        features: any floating type, shape (N, D), finite.

    Raises:
        ValueError: the features are not a floating matrix, or a value is not finite.

    Example:
        >>> import numpy as np
        >>> line = pca(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
        >>> (line.coordinates[:, 0].round(3) + 0.0).tolist(), line.explained.round(3).tolist()
        ([-5.0, 0.0, 5.0], [1.0, 0.0])
    """
    matrix = checked_features(features).astype(np.float64)
    n, width = matrix.shape
    coordinates = np.zeros((n, DIMENSIONS), dtype=np.float32)
    explained = np.zeros(DIMENSIONS)
    if n == 0 or width == 0:
        return Pca(coordinates, explained)
    matrix -= matrix[0]  # a constant becomes 0 exactly, where its mean would leave rounding
    centred = matrix - matrix.mean(axis=0)
    # The triangle has the directions and the spread of the whole matrix, and is small.
    _, spread, directions = np.linalg.svd(np.linalg.qr(centred, mode="r"), full_matrices=False)
    total = float(np.sum(spread**2))
    if total == 0:
        return Pca(coordinates, explained)
    kept = min(DIMENSIONS, len(spread))
    axes = directions[:kept]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    coordinates[:, :kept] = centred @ (axes * np.sign(largest)).T
    explained[:kept] = spread[:kept] ** 2 / total
    return Pca(coordinates, explained)


def checked_features(features: NDArray[Any]) -> NDArray[np.floating[Any]]:
    """Return ``features`` where they are a floating matrix (N, D) of finite values.

    Raises:
        ValueError: they are not; the message names the shape, the type or the first row at fault.

    Example:
        >>> import numpy as np
        >>> checked_features(np.array([[1.0], [np.nan]]))
        Traceback (most recent call last):
        ...
        ValueError: features[1] holds a value that is not finite (NaN or infinity); a map needs finite ones
    """
    array = np.asarray(features)
    if array.ndim != 2:
        raise ValueError(f"features have shape {array.shape}: give one row per example, (N, D)")
    if not np.issubdtype(array.dtype, np.floating):
        raise ValueError(f"features have dtype {array.dtype}: give floating-point numbers")
    bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if bad.size:
        raise ValueError(
            f"features[{bad[0]}] holds a value that is not finite (NaN or infinity); a map needs finite ones"
        )
    return array
