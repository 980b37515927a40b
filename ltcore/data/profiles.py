"""Long-tail profiles: how many training examples each class keeps, most frequent class first."""

import math

import numpy as np

from ltcore.config.advice import AdvisedError, largest_up_to
from ltcore.config.flat import find
from ltcore.types import FloatArray, IntArray

FLOOR_SLACK = 1e-9
"""Added before rounding down: an exact 40 may be computed as 39.99999999999999."""


def exponential_counts(n_max: int, n_classes: int, ratio: float) -> IntArray:
    """Return counts that fall geometrically from ``n_max`` to ``n_max / ratio``.

    Rounding down can make the realised ratio larger than asked: 500 / 2.5 keeps 2 examples.

    Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019,
    Sec. 5.1.

    Args:
        n_max: examples of the most frequent class, at least 1.
        n_classes: number of classes C, at least 2.
        ratio: largest count over smallest, at least 1.

    Returns:
        Counts, int64, shape (C,), non-increasing, each at least 1.

    Raises:
        ValueError: where a number is outside its range.

    Example:
        >>> exponential_counts(5000, 10, 100).tolist()
        [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]
    """
    _check_size(n_max, n_classes)
    _check_ratio(ratio)
    position = np.arange(n_classes) / (n_classes - 1)
    return _floored(n_max * (1 / ratio) ** position)


def step_counts(n_max: int, n_classes: int, ratio: float, minority_share: float = 0.5) -> IntArray:
    """Return counts of two sizes: first the majority with ``n_max``, then the minority.

    Where the share does not divide the classes, the minority takes the odd class: with half of an
    odd C the majority gets floor(C / 2) classes.

    Source: Buda et al., "A systematic study of the class imbalance problem in convolutional neural
    networks", Neural Networks 2018, Sec. 3.1.

    Args:
        n_max: examples of each majority class, at least 1.
        n_classes: number of classes C, at least 2.
        ratio: majority count over minority count, at least 1.
        minority_share: share of the classes that are rare, above 0, at most (C - 1) / C.

    Returns:
        Counts, int64, shape (C,), non-increasing, each at least 1.

    Raises:
        ValueError: where a number is outside its range.

    Example:
        >>> step_counts(100, 5, 10).tolist()
        [100, 100, 10, 10, 10]
    """
    _check_size(n_max, n_classes)
    _check_ratio(ratio)
    largest = (n_classes - 1) / n_classes
    if not 0 < minority_share <= largest + FLOOR_SLACK:
        most = largest_up_to(find("minority_share"), largest)
        raise AdvisedError(
            f"minority_share is {minority_share}: with {n_classes} classes give a share above 0 "
            f"and at most {most}, so that both sizes have a class",
            {"minority_share": most},
        )
    n_majority = min(math.floor(n_classes * (1 - minority_share) + FLOOR_SLACK), n_classes - 1)
    sizes = np.where(np.arange(n_classes) < n_majority, n_max, n_max / ratio)
    return _floored(sizes)


def pareto_counts(n_max: int, n_classes: int, exponent: float) -> IntArray:
    """Return counts ``n_max * rank ** -exponent`` (Zipf's law), ranks from 1.

    Args:
        n_max: examples of the most frequent class, at least 1.
        n_classes: number of classes C, at least 2.
        exponent: how fast the counts fall, at least 0 (0 keeps all classes equal).

    Returns:
        Counts, int64, shape (C,), non-increasing, each at least 1.

    Raises:
        ValueError: where a number is outside its range.

    Example:
        >>> pareto_counts(60, 4, 1).tolist()
        [60, 30, 20, 15]
    """
    _check_size(n_max, n_classes)
    if not (math.isfinite(exponent) and exponent >= 0):
        raise ValueError(f"exponent is {exponent}: give a finite number of at least 0")
    return _floored(n_max * np.arange(1, n_classes + 1, dtype=np.float64) ** -exponent)


def _floored(sizes: FloatArray) -> IntArray:
    return np.maximum(np.floor(sizes + FLOOR_SLACK), 1).astype(np.int64)


def _check_size(n_max: int, n_classes: int) -> None:
    if not (n_max >= 1 and math.isfinite(n_max)):
        raise ValueError(
            f"n_max is {n_max}: the most frequent class needs at least 1 training example"
        )
    if n_classes < 2:
        raise ValueError(f"n_classes is {n_classes}: a profile needs at least 2 classes")


def _check_ratio(ratio: float) -> None:
    if not (math.isfinite(ratio) and ratio >= 1):
        raise ValueError(
            f"ratio is {ratio}: the largest class count over the smallest must be finite and at "
            "least 1 (1 is balanced; if the smallest class has 1 % of the largest, give 100, not "
            "0.01)"
        )
