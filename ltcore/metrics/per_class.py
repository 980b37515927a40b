"""Recall and precision per class, and the two summaries that weigh all classes alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class PerClass:
    """Recall and precision of each class, with the counts they rest on; all of shape (C,).

    Attributes:
        support: test examples of the class, int64.
        predicted: examples predicted as the class, int64.
        correct: examples of the class predicted as it, int64.
        recall: correct / support, in [0, 1], NaN where the class has no test example.
        precision: correct / predicted, in [0, 1], NaN where the class was never predicted.
    """

    support: IntArray
    predicted: IntArray
    correct: IntArray
    recall: FloatArray
    precision: FloatArray


def per_class_recall_precision(confusion: ArrayLike) -> PerClass:
    """Return recall and precision per class, NaN (and never 0) where undefined.

    Args:
        confusion: counts, shape (C, C), rows true, columns predicted.

    Raises:
        ValueError: where the matrix is not square or holds a negative count.

    Example:
        >>> scores = per_class_recall_precision([[8, 2, 0], [1, 4, 0], [0, 0, 0]])
        >>> scores.recall.tolist()
        [0.8, 0.8, nan]
    """
    counts = np.asarray(confusion, dtype=np.int64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"confusion has shape {counts.shape}: it is square, (C, C)")
    if counts.size and counts.min() < 0:
        raise ValueError(f"confusion holds {counts.min()}: its cells are counts of at least 0")
    return scores_from_counts(counts.sum(axis=1), counts.sum(axis=0), counts.diagonal().copy())


def scores_from_counts(support: IntArray, predicted: IntArray, correct: IntArray) -> PerClass:
    """Return recall and precision per class where there are too many classes for a confusion matrix.

    Args:
        support: test examples of each class, int64 (C,).
        predicted: examples predicted as each class, int64 (C,).
        correct: examples of each class predicted as it, int64 (C,).

    Example:
        >>> scores_from_counts(np.array([4, 0]), np.array([3, 1]), np.array([3, 0])).recall.tolist()
        [0.75, nan]
    """
    return PerClass(
        support=support,
        predicted=predicted,
        correct=correct,
        recall=_share(correct, support),
        precision=_share(correct, predicted),
    )


def balanced_error(confusion: ArrayLike) -> float:
    """Return the mean of 1 - recall over the classes that have test examples, in [0, 1].

    NaN where no class has any.

    Args:
        confusion: counts, shape (C, C), rows true, columns predicted.

    Raises:
        ValueError: where the matrix is not square or holds a negative count.

    Example:
        >>> round(balanced_error([[90, 8, 2], [20, 70, 10], [30, 20, 50]]), 9)
        0.3
    """
    recall = _defined_recall(confusion)
    return float(1 - recall.mean()) if recall.size else float("nan")


def g_mean(confusion: ArrayLike) -> float:
    """Return the geometric mean of the recalls of the classes that have test examples.

    In [0, 1]; 0 as soon as one such class is never recognised, NaN where no class has examples.

    Args:
        confusion: counts, shape (C, C), rows true, columns predicted.

    Raises:
        ValueError: where the matrix is not square or holds a negative count.

    Example:
        >>> round(g_mean([[90, 8, 2], [20, 70, 10], [30, 20, 50]]), 9)
        0.680409212
    """
    recall = _defined_recall(confusion)
    if recall.size == 0:
        return float("nan")
    # In logs, because the product of a thousand small recalls underflows.
    return float(np.exp(np.log(recall).mean())) if recall.min() > 0 else 0.0


def _defined_recall(confusion: ArrayLike) -> FloatArray:
    scores = per_class_recall_precision(confusion)
    return scores.recall[scores.support > 0]


def _share(part: IntArray, whole: IntArray) -> FloatArray:
    shares = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
