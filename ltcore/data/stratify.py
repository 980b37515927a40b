"""Which examples stand for a set that is too large to show or to keep whole."""

import numpy as np

from ltcore.types import IntArray


def stratified_positions(labels: IntArray, most: int) -> IntArray:
    """Return positions of the first examples of each class, all classes up to one common quota.

    The quota is the largest with which the classes together give at most ``most`` examples, so a class
    that is no larger is taken whole: the tail is never thinned to make room for the head. Where there
    are more classes than ``most``, each gives one example all the same.

    Args:
        labels: class of each example, shape (N,).
        most: examples wanted at most, at least 1.

    Returns:
        Positions in ``labels``, int64, sorted.

    Raises:
        ValueError: ``most`` is less than 1.

    Example:
        >>> stratified_positions(np.array([0, 0, 0, 0, 0, 1, 1, 2]), 6).tolist()
        [0, 1, 2, 5, 6, 7]
    """
    if most < 1:
        raise ValueError(f"most is {most}: ask for at least 1 example")
    return first_positions(labels, _common_quota(np.unique(labels, return_counts=True)[1], most))


def first_positions(labels: IntArray, quota: int) -> IntArray:
    """Return positions of the first ``quota`` examples of each class, all of a smaller one.

    Args:
        labels: class of each example, shape (N,).
        quota: examples of a class at most.

    Returns:
        Positions in ``labels``, int64, sorted.

    Example:
        >>> first_positions(np.array([1, 0, 1, 1]), 2).tolist()
        [0, 1, 2]
    """
    _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    rank_in_class = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.sort(order[rank_in_class < quota]).astype(np.int64)


def _common_quota(counts: IntArray, most: int) -> int:
    """Return the largest quota, at least 1, with which classes of these sizes give at most ``most``."""
    low, high = 1, int(counts.max(initial=1))
    while low < high:
        middle = (low + high + 1) // 2
        if np.minimum(counts, middle).sum() <= most:
            low = middle
        else:
            high = middle - 1
    return low
