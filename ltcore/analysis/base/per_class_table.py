"""Labels and predictions -> one row per class: recall, precision, F1 and their intervals."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.base.classes import class_axis
from ltcore.metrics import f1_interval, f1_per_class, wilson
from ltcore.types import FloatArray, GroupRule, IntArray


def per_class_table(
    labels: ArrayLike,
    predicted: ArrayLike,
    class_counts: ArrayLike | None,
    class_names: Sequence[str],
    rule: GroupRule = "thresholds",
) -> pd.DataFrame:
    """Return recall, precision and F1 per class, most frequent class first.

    Args:
        labels: true classes in [0, C), shape (N,).
        predicted: predicted classes in [0, C), shape (N,).
        class_counts: training examples per class, in label order, shape (C,); None where unknown.
        class_names: one name per class, in label order.
        rule: how classes are put into head, medium and tail.

    Returns:
        The class axis (see ``class_axis``) with support (test examples), predicted, correct, recall,
        recall_low, recall_high, precision, precision_low, precision_high, f1, f1_low and f1_high (95 %
        Wilson; of F1 by way of the share it stands for, see ``f1_interval``); all in [0, 1]. Recall is NaN
        where the class has no test example, precision where it was never predicted, F1 where both holds.

    Raises:
        ValueError: where lengths differ or a class is outside [0, C).

    Example:
        >>> per_class_table([0, 0, 1], [0, 1, 1], [5, 500], ["lynx", "cat"])["recall"].tolist()
        [1.0, 0.5]
    """
    axis = class_axis(class_counts, class_names, rule)
    true = _checked("label", labels, len(axis))
    guess = _checked("predicted", predicted, len(axis))
    if true.shape != guess.shape:
        raise ValueError(
            f"label has {len(true)} rows but predicted has {len(guess)}: give one prediction per label"
        )
    # Counted without a confusion matrix, which for ten thousand classes would take 800 MB.
    order = axis["class"].to_numpy()
    support, chosen, correct = (
        np.bincount(classes, minlength=len(axis))[order]
        for classes in (true, guess, true[true == guess])
    )
    return axis.assign(
        support=support,
        predicted=chosen,
        correct=correct,
        **_share("recall", correct, support),
        **_share("precision", correct, chosen),
        **_f1(support, chosen, correct),
    )


def _checked(column: str, classes: ArrayLike, n_classes: int) -> IntArray:
    array = np.asarray(classes, dtype=np.int64)
    outside = array[(array < 0) | (array >= n_classes)]
    if outside.size:
        raise ValueError(
            f"{column} holds {outside[0]}: with {n_classes} classes it lies from 0 to {n_classes - 1}"
        )
    return array


def _share(measure: str, part: IntArray, whole: IntArray) -> dict[str, FloatArray]:
    share = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    low, high = wilson(part, whole)
    return {measure: share, f"{measure}_low": low, f"{measure}_high": high}


def _f1(support: IntArray, predicted: IntArray, correct: IntArray) -> dict[str, FloatArray]:
    low, high = f1_interval(support, predicted, correct)
    return {"f1": f1_per_class(support, predicted, correct), "f1_low": low, "f1_high": high}
