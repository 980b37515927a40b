"""Pseudo-labels against what the examples really are, class by class; for analysis, never for training."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.pseudo_labels_in_training.moments import Moment
from ltcore.metrics import wilson
from ltcore.runs import DamagedRunError, NotKeptError, RunRecord
from ltcore.runs.pseudo_labels import read_pseudo_labels
from ltcore.runs.unlabelled import read_hidden_truth
from ltcore.types import FloatArray, GroupRule, IntArray


def examples_at(record: RunRecord, moment: Moment) -> pd.DataFrame:
    """Return every unlabelled example of a run with what it is called at a moment and what it is.

    Args:
        record: a run.
        moment: one of ``moments_of``.

    Returns:
        Columns index, label (-1 for one of no class of the task), predicted, confidence and kept (1 where
        the stage trains on it as if it were labelled), one row per example.

    Raises:
        NotKeptError: the run has kept no such predictions.
        RunError: the run is gone or damaged.
    """
    truth = read_hidden_truth(record.folder)
    table = read_pseudo_labels(record.folder, moment.stage, moment.epoch)
    if truth is None or table is None:
        raise NotKeptError(f"the run has kept no pseudo-labels of {moment}")
    joined = truth.merge(table, on="index", how="inner", validate="one_to_one")
    if len(joined) != len(truth) or len(joined) != len(table):
        raise DamagedRunError(
            f"the pseudo-labels of {moment} are about other examples than the hidden truth."
        )
    return joined


def quality(
    examples: pd.DataFrame,
    class_counts: ArrayLike | None,
    class_names: Sequence[str],
    *,
    rule: GroupRule = "thresholds",
    threshold: float = 0.0,
) -> pd.DataFrame:
    """Return how many pseudo-labels each class gets, how many of its examples, and how many are right.

    Args:
        examples: label, predicted and confidence, one row per unlabelled example, see ``examples_at``.
        class_counts: labelled examples per class, in label order, shape (C,); None where unknown.
        class_names: one name per class.
        rule: how classes are put into head, medium and tail.
        threshold: smallest confidence with which a prediction counts as a pseudo-label, in [0, 1].

    Returns:
        The class axis (see ``class_axis``) with true (unlabelled examples of the class), said (predicted as
        it at any confidence), predicted (at least as sure as the threshold), correct, foreign (of no class
        of the task), and with their Wilson intervals recall (correct of true), precision (correct of
        predicted) and share (predicted of said); NaN where they are undefined.

    Example:
        >>> examples = pd.DataFrame({"label": [0, 0, 1, -1], "predicted": [0, 0, 0, 1],
        ...                          "confidence": [0.9, 0.8, 0.6, 0.99]})
        >>> table = quality(examples, [40, 4], ("cat", "lynx"))
        >>> table[["true", "predicted", "correct", "foreign", "recall"]].values.tolist()
        [[2.0, 3.0, 2.0, 0.0, 1.0], [1.0, 1.0, 0.0, 1.0, 0.0]]
        >>> quality(examples, [40, 4], ("cat", "lynx"), threshold=0.7)["precision"].tolist()
        [1.0, 0.0]
    """
    axis = class_axis(class_counts, class_names, rule)
    label, predicted = (examples[name].to_numpy() for name in ("label", "predicted"))
    sure = examples["confidence"].to_numpy() >= threshold
    order = axis["class"].to_numpy()

    def counted(classes: IntArray) -> IntArray:
        numbers: IntArray = np.bincount(classes, minlength=len(axis))[order]
        return numbers

    true, said, chosen = (counted(each) for each in (label[label >= 0], predicted, predicted[sure]))
    correct = counted(predicted[sure & (predicted == label)])
    return axis.assign(
        true=true,
        said=said,
        predicted=chosen,
        correct=correct,
        foreign=counted(predicted[sure & (label < 0)]),
        **_share("recall", correct, true),
        **_share("precision", correct, chosen),
        **_share("share", chosen, said),
    )


def quality_at(
    record: RunRecord, moment: Moment, *, rule: GroupRule = "thresholds", threshold: float = 0.0
) -> pd.DataFrame:
    """Return ``quality`` of a run at a moment.

    Raises:
        NotKeptError: the run has kept no such predictions.
        RunError: the run is gone or damaged.
    """
    examples = examples_at(record, moment)
    if record.class_names is None:
        raise DamagedRunError("class_table.parquet is missing.")
    return quality(
        examples, record.class_counts, record.class_names, rule=rule, threshold=threshold
    )


def foreign_total(examples: pd.DataFrame) -> int:
    """Return how many unlabelled examples are of no class of the task.

    Example:
        >>> foreign_total(pd.DataFrame({"label": [0, -1, -1]}))
        2
    """
    return int((examples["label"] < 0).sum())


def _share(name: str, part: IntArray, whole: IntArray) -> dict[str, FloatArray]:
    share = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    low, high = wilson(part, whole)
    return {name: share, f"{name}_low": low, f"{name}_high": high}
