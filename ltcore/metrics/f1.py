"""F1: the harmonic mean of recall and precision, per class and averaged over the classes."""

import numpy as np
from numpy.typing import ArrayLike

from ltcore.metrics.intervals import wilson
from ltcore.metrics.per_class import per_class_recall_precision
from ltcore.types import FloatArray, IntArray


def f1_per_class(support: ArrayLike, predicted: ArrayLike, correct: ArrayLike) -> FloatArray:
    """Return F1 of each class, ``2 correct / (support + predicted)``.

    A class that has examples and is never predicted, or is predicted and has none, has F1 0: all of that is
    wrong. A class with neither has no F1 (NaN), for nothing was right or wrong about it.

    Args:
        support: test examples of each class, integers, shape (C,).
        predicted: examples predicted as each class, integers, shape (C,).
        correct: examples of each class predicted as it, integers, shape (C,), at most the smaller of both.

    Returns:
        F1 in [0, 1], float64, shape (C,).

    Raises:
        ValueError: where the shapes differ, or ``correct`` is below 0 or above one of the others.

    Example:
        >>> f1_per_class([10, 5, 5, 0], [8, 7, 0, 0], [8, 3, 0, 0]).round(3).tolist()
        [0.889, 0.5, 0.0, nan]
    """
    right, either = _checked_cells(support, predicted, correct)
    # 2 c / (n + p), where n + p = (n + p - c) + c.
    both = either + right
    scores = np.full(right.shape, np.nan)
    np.divide(2 * right, both, out=scores, where=both > 0)
    return scores


def f1_interval(
    support: ArrayLike, predicted: ArrayLike, correct: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return an interval of the F1 of each class in one run.

    F1 is no share of examples, but ``J = F1 / (2 - F1)`` is: of the examples that have the class or were
    predicted as it, the share that is right. Its Wilson bounds, taken back by ``F1 = 2 J / (1 + J)``, are the
    "Wilson indirect" interval of Lam, Gopal and Qian, "Confidence Intervals for the F1 Score: A Comparison of
    Four Methods", 2023, https://arxiv.org/abs/2309.14621.

    Args:
        support: test examples of each class, integers, shape (C,).
        predicted: examples predicted as each class, integers, shape (C,).
        correct: examples of each class predicted as it, integers, shape (C,).
        level: confidence level, above 0 and below 1.

    Returns:
        Lower and upper bounds in [0, 1], each float64, shape (C,), NaN where F1 is.

    Raises:
        ValueError: as ``f1_per_class``, or where the level is outside (0, 1).

    Example:
        >>> low, high = f1_interval([10], [8], [8])
        >>> low.round(3).tolist(), high.round(3).tolist()
        ([0.658], [0.971])
    """
    low, high = wilson(*_checked_cells(support, predicted, correct), level)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def macro_f1(confusion: ArrayLike) -> float:
    """Return the mean F1 over the classes that have one, every class counting alike; NaN where none has.

    It is the mean of the classes' F1, not the F1 of mean recall and mean precision; scikit-learn's
    ``f1_score(..., average="macro")`` is the same number.

    Args:
        confusion: counts, shape (C, C), rows true, columns predicted.

    Raises:
        ValueError: where the matrix is not square or holds a negative count.

    Example:
        >>> round(macro_f1([[8, 2, 0], [1, 4, 0], [0, 0, 0]]), 4)
        0.7847
    """
    scores = per_class_recall_precision(confusion)
    each = f1_per_class(scores.support, scores.predicted, scores.correct)
    defined = each[~np.isnan(each)]
    return float(defined.mean()) if defined.size else float("nan")


def _checked_cells(
    support: ArrayLike, predicted: ArrayLike, correct: ArrayLike
) -> tuple[IntArray, IntArray]:
    """Return how many are right, and how many have the class or were predicted as it, each (C,)."""
    true, guess, right = (
        np.asarray(counts, dtype=np.int64) for counts in (support, predicted, correct)
    )
    if not true.shape == guess.shape == right.shape:
        raise ValueError(
            f"support, predicted and correct have shapes {true.shape}, {guess.shape} and {right.shape}: "
            "give one number per class in each"
        )
    wrong = np.flatnonzero((right < 0) | (right > np.minimum(true, guess)))
    if wrong.size:
        index = int(wrong[0])
        raise ValueError(
            f"correct[{index}] is {right[index]}: with support {true[index]} and predicted {guess[index]} "
            f"it lies from 0 to {min(true[index], guess[index])}"
        )
    return right, true + guess - right
