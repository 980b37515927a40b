"""Whose neighbours the examples of each class have in the full space of features.

A map of the features to the plane distorts distances; these numbers do not look at the map.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.types import FloatArray, IntArray

BLOCK_BYTES = 2**22
"""Memory for the distances that are held at one time."""


@dataclass(frozen=True)
class NeighbourPurity:
    """Whose neighbours the examples of each class have.

    Attributes:
        per_class: mean share of neighbours of the same class, in [0, 1], shape (C,); NaN for a class
            with fewer than two examples, which has no neighbour of its own to find.
        chance: the share that neighbours drawn at random would have, shape (C,): (n_c - 1) / (N - 1).
            Read ``per_class`` against it where the classes are of unequal size.
    """

    per_class: FloatArray
    chance: FloatArray


def neighbour_purity(
    features: NDArray[np.floating[Any]], labels: ArrayLike, n_classes: int, k: int = 10
) -> NeighbourPurity:
    """Return which share of its nearest neighbours, itself left out, an example shares its class with.

    Distances are Euclidean. A class of n_c examples is asked for its min(k, n_c - 1) nearest neighbours,
    so that every class can reach 1. Neighbours at the same distance share the last places equally.

    Args:
        features: floating, shape (N, D), finite.
        labels: classes in [0, C), integers, shape (N,).
        n_classes: number of classes C.
        k: neighbours to look at, at least 1.

    Raises:
        ValueError: the shapes do not go together, a label is outside [0, C), a value is not finite, or k
            is less than 1.

    Example:
        >>> line = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [1.5]])
        >>> found = neighbour_purity(line, [0, 0, 0, 1, 1, 1], n_classes=3, k=2)
        >>> found.per_class.round(3).tolist(), found.chance.tolist()
        ([0.5, 0.333, nan], [0.4, 0.4, 0.0])
    """
    if k < 1:
        raise ValueError(f"k is {k}: look at 1 neighbour at least")
    points, classes, counts = _checked(features, labels, n_classes)
    shares = np.zeros(len(points))
    wanted = np.minimum(k, counts - 1)
    # Rows in the order of their number of neighbours: one partition serves a whole block.
    for neighbours in np.unique(wanted[classes]):
        if neighbours >= 1:
            rows = np.flatnonzero(wanted[classes] == neighbours)
            shares[rows] = _shares(points, classes, rows, int(neighbours))
    sums = np.bincount(classes, shares, minlength=n_classes)
    per_class = np.where(counts > 1, sums / np.maximum(counts, 1), np.nan)
    chance = np.maximum(counts - 1, 0) / max(len(points) - 1, 1)
    return NeighbourPurity(per_class, chance)


def _shares(points: FloatArray, classes: IntArray, rows: IntArray, k: int) -> FloatArray:
    """Return, for the examples in ``rows``, the share of their k nearest others of the same class."""
    # Single precision halves the time; it can only swap neighbours that are equally far to six digits.
    single = points.astype(np.float32)
    squares, names = np.sum(single**2, axis=1), classes.astype(np.int32)
    height = max(1, BLOCK_BYTES // (single.itemsize * len(single)))
    found = np.empty(len(rows))
    for first in range(0, len(rows), height):
        block = rows[first : first + height]
        # Squared distances without the part that is the same along a row.
        distances = squares - (2 * single[block]) @ single.T
        distances[np.arange(len(block)), block] = np.inf
        farthest = np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
        within, own = distances <= farthest, names == names[block][:, None]
        shares = np.count_nonzero(within & own, axis=1) / k
        ties = np.flatnonzero(np.count_nonzero(within, axis=1) > k)
        if ties.size:
            tied = distances[ties] == farthest[ties]
            nearer = within[ties] & ~tied
            places = k - np.count_nonzero(nearer, axis=1)  # left for those tied at the border
            of_tied = np.count_nonzero(tied & own[ties], axis=1) / np.count_nonzero(tied, axis=1)
            shares[ties] = (np.count_nonzero(nearer & own[ties], axis=1) + places * of_tied) / k
        found[first : first + height] = shares
    return found


def _checked(
    features: NDArray[np.floating[Any]], labels: ArrayLike, n_classes: int
) -> tuple[FloatArray, IntArray, IntArray]:
    """Return centred features, labels and the number of examples per class, or raise ValueError."""
    points, classes = np.asarray(features), np.asarray(labels)
    if points.ndim != 2 or classes.shape != points.shape[:1]:
        raise ValueError(
            f"features have shape {points.shape} and labels {classes.shape}: give (N, D) and (N,)"
        )
    if classes.size and not np.issubdtype(classes.dtype, np.integer):
        raise ValueError(f"labels have dtype {classes.dtype}: classes are integers from 0")
    outside = np.flatnonzero((classes < 0) | (classes >= n_classes))
    if outside.size:
        raise ValueError(
            f"labels[{outside[0]}] is {classes[outside[0]]}: with {n_classes} classes it lies from 0 to "
            f"{n_classes - 1}"
        )
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if bad.size:
        raise ValueError(f"features[{bad[0]}] holds a value that is not finite (NaN or infinity)")
    classes = classes.astype(np.int64)
    centred = points.astype(np.float64)
    if len(centred):
        centred -= centred.mean(axis=0)  # distances far from 0 would lose their digits
    return centred, classes, np.bincount(classes, minlength=n_classes)
