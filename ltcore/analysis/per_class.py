"""Recall, precision and F1 of one run, class by class, with Wilson intervals."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.classes import class_axis
from ltcore.analysis.collect import Collected, RunLabels, collect
from ltcore.analysis.splits import SPLITS
from ltcore.metrics import f1_interval, f1_per_class, wilson
from ltcore.runs import RunRecord
from ltcore.types import FloatArray, GroupRule, IntArray, Split


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


def per_class_frame(
    records: Iterable[RunRecord], split: Split = "test", rule: GroupRule = "thresholds"
) -> Collected:
    """Return recall, precision and F1 per class of every run that has predictions for a split.

    Args:
        records: runs, as the store lists them.
        split: "test", "val" or "train".
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: run, label, arm, method, seed and the columns of ``per_class_table``; and the runs left
        out, each with the reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame | None:
        table = run_table(record, split, rule)
        return None if table is None else labels.onto(record, table)

    return collect(records, read, f"no {SPLITS[split]} predictions")


def run_table(record: RunRecord, split: Split, rule: GroupRule) -> pd.DataFrame | None:
    """Return ``per_class_table`` of one run, None where it has no predictions for the split.

    Args:
        record: the run.
        split: examples that its predictions are of.
        rule: how classes are put into head, medium and tail.
    """
    predictions = record.folder.read_predictions(split)
    if predictions is None or record.class_names is None:
        return None
    return per_class_table(
        predictions["label"],
        predictions["predicted"],
        record.class_counts,
        record.class_names,
        rule,
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
