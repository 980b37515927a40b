"""The confusion matrix, from which all per-class numbers follow."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import IntArray


def confusion_matrix(labels: ArrayLike, predicted: ArrayLike, n_classes: int) -> IntArray:
    """Return how many examples of each true class were predicted as each class.

    Classes without an example keep their row and column, so no index shifts.

    Args:
        labels: true classes in [0, C), integers, shape (N,).
        predicted: predicted classes in [0, C), integers, shape (N,).
        n_classes: number of classes C, at least 1.

    Returns:
        Counts, int64, shape (C, C); rows are true classes, columns predicted ones.

    Raises:
        ValueError: where the shapes differ, or a value is no integer in [0, C).

    Example:
        >>> confusion_matrix([0, 0, 1], [0, 1, 1], 3).tolist()
        [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    """
    if n_classes < 1:
        raise ValueError(f"n_classes is {n_classes}: a confusion matrix needs at least 1 class")
    rows = checked_classes("labels", labels, n_classes)
    columns = checked_classes("predicted", predicted, n_classes)
    if rows.shape != columns.shape:
        raise ValueError(
            f"labels has {len(rows)} examples but predicted has {len(columns)}: give one "
            "prediction per label"
        )
    cells = np.bincount(rows * n_classes + columns, minlength=n_classes**2)
    return cells.reshape(n_classes, n_classes).astype(np.int64, copy=False)


def checked_classes(name: str, classes: ArrayLike, n_classes: int) -> IntArray:
    """Return classes as int64, shape (N,).

    Args:
        name: what they are called in a message.
        classes: integers in [0, C), shape (N,).
        n_classes: number of classes C.

    Raises:
        ValueError: they are no list of integers, or one lies outside [0, C).
    """
    array = np.asarray(classes)
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}: give one class per example, shape (N,)")
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name} has dtype {array.dtype}: classes are integers from 0")
    array = array.astype(np.int64)
    outside = np.flatnonzero((array < 0) | (array >= n_classes))
    if outside.size:
        index = int(outside[0])
        raise ValueError(
            f"{name}[{index}] is {array[index]}: with {n_classes} classes it lies from 0 to "
            f"{n_classes - 1}"
        )
    return array
