"""Decisions under unequal costs of mistakes: the row-sum rule of threshold moving, and expected cost."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.posthoc.score_checks import checked_probabilities
from ltcore.types import FloatArray, IntArray


def threshold_moving(probabilities: ArrayLike, costs: ArrayLike) -> FloatArray:
    """Return the probabilities of each class times what its mistakes cost in sum, made to sum to 1 again.

    It minimises the expected cost only where a mistake costs the same whatever the example is taken for, so
    that the costs depend on the true class alone; ``minimum_expected_cost`` does so always. With row sums
    ``prior ** -tau`` it is post-hoc logit adjustment.

    Source: Zhou and Liu, "Training Cost-Sensitive Neural Networks with Methods Addressing the Class Imbalance
    Problem", TKDE 2006, as the lecture notes give it.

    Args:
        probabilities: of each class, at least 0, shape (N, C).
        costs: ``costs[true, decided]``, at least 0 and finite, diagonal 0, shape (C, C).

    Returns:
        Moved probabilities, float64, shape (N, C), rows sum to 1. A row whose classes are all without cost or
        probability has no moved one: its probabilities stay.

    Raises:
        ValueError: a cost is negative or not finite, the diagonal is not 0, or shapes differ.

    Example:
        >>> moved = threshold_moving([[0.7, 0.25, 0.05]], [[0, 1, 1], [2, 0, 2], [20, 20, 0]])
        >>> moved.round(3).tolist()
        [[0.318, 0.227, 0.455]]
    """
    shares = checked_probabilities(probabilities)
    return _moved(shares, checked_costs(costs, shares.shape[1]).sum(axis=1))


def move_by_row_sums(probabilities: ArrayLike, row_sums: ArrayLike) -> FloatArray:
    """Return what ``threshold_moving`` does with a cost matrix of which only the row sums are told.

    Args:
        probabilities: of each class, at least 0, shape (N, C).
        row_sums: cost of a class's mistakes in sum, at least 0 and finite, shape (C,).

    Raises:
        ValueError: a sum is negative or not finite, or shapes differ.

    Example:
        >>> move_by_row_sums([[0.75, 0.25]], [1, 3]).tolist()
        [[0.5, 0.5]]
    """
    shares = checked_probabilities(probabilities)
    sums = np.asarray(row_sums, dtype=np.float64)
    if sums.shape != shares.shape[1:] or not (np.isfinite(sums) & (sums >= 0)).all():
        raise ValueError(
            f"row_sums have shape {sums.shape}: give {shares.shape[1]} finite numbers of at least 0"
        )
    return _moved(shares, sums)


def minimum_expected_cost(probabilities: ArrayLike, costs: ArrayLike) -> IntArray:
    """Return the decision that costs least in expectation, for each example.

    Args:
        probabilities: of each class, at least 0, shape (N, C).
        costs: ``costs[true, decided]``, at least 0 and finite, diagonal 0, shape (C, C).

    Returns:
        Decided classes, int64, shape (N,); of equal costs the first class.

    Raises:
        ValueError: as for ``threshold_moving``.

    Example:
        >>> minimum_expected_cost([[0.7, 0.25, 0.05]], [[0, 1, 5], [1, 0, 1], [10, 10, 0]]).tolist()
        [0]
    """
    decided: IntArray = expected_costs(probabilities, costs).argmin(axis=1)
    return decided


def expected_costs(probabilities: ArrayLike, costs: ArrayLike) -> FloatArray:
    """Return what each decision costs in expectation, ``sum_k p_k costs[k, decided]``, shape (N, C).

    Args:
        probabilities: of each class, at least 0, shape (N, C).
        costs: as for ``minimum_expected_cost``.

    Example:
        >>> expected_costs([[0.7, 0.25, 0.05]], [[0, 1, 5], [1, 0, 1], [10, 10, 0]]).round(3).tolist()
        [[0.75, 1.2, 3.75]]
    """
    shares = checked_probabilities(probabilities)
    return shares @ checked_costs(costs, shares.shape[1])


def checked_costs(costs: ArrayLike, n_classes: int) -> FloatArray:
    """Return a cost matrix as float64, shape (C, C).

    Args:
        costs: ``costs[true, decided]``.
        n_classes: number of classes C.

    Raises:
        ValueError: the shape is another, a cost is negative or not finite, or being right costs something.
    """
    array = np.asarray(costs, dtype=np.float64)
    if array.shape != (n_classes, n_classes):
        raise ValueError(
            f"costs have shape {array.shape}: with {n_classes} classes give {n_classes} of each"
        )
    illegal = np.argwhere(~(np.isfinite(array) & (array >= 0)))
    if illegal.size:
        true, decided = illegal[0]
        raise ValueError(
            f"costs[{true}, {decided}] is {array[true, decided]:g}: a cost is finite and at least 0"
        )
    if array.diagonal().any():
        true = int(np.flatnonzero(array.diagonal())[0])
        raise ValueError(
            f"costs[{true}, {true}] is {array[true, true]:g}: a correct decision costs nothing, give 0"
        )
    return array


def _moved(shares: FloatArray, sums: FloatArray) -> FloatArray:
    # Divided first: the product of a small probability and a small cost could underflow.
    weights = sums / sums.max() if sums.max() > 0 else sums
    moved = shares * weights
    total = moved.sum(axis=1, keepdims=True)
    return np.where(total > 0, moved / np.where(total > 0, total, 1), shares)
