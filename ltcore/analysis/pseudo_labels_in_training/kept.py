"""What a stage took over as labels before it began: how many of each class, and how many are right."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.pseudo_labels_in_training.moments import Moment
from ltcore.analysis.pseudo_labels_in_training.quality import examples_at
from ltcore.classwise import crest_keep_rates
from ltcore.runs import DamagedRunError, RunRecord
from ltcore.types import FloatArray, GroupRule, IntArray


class Shares(NamedTuple):
    """Imbalance of a training set before and after pseudo-labels join it: largest over smallest class."""

    before: float
    after: float


def kept(
    examples: pd.DataFrame,
    class_counts: ArrayLike,
    class_names: Sequence[str],
    *,
    alpha: float | None,
    rule: GroupRule = "thresholds",
) -> pd.DataFrame:
    """Return what a choice takes of each class's pseudo-labels.

    Args:
        examples: label, predicted and kept (1 or 0), one row per unlabelled example.
        class_counts: labelled examples per class, in label order, shape (C,), each at least 1.
        class_names: one name per class.
        alpha: power of CReST's keep rates; None where every pseudo-label is kept by another rule.
        rule: how classes are put into head, medium and tail.

    Returns:
        The class axis with said (pseudo-labels of the class), kept, right, wrong and foreign (which sum to
        kept), rate (CReST's rule, NaN without alpha) and realised (kept of said, NaN where none is said).

    Example:
        >>> examples = pd.DataFrame({"label": [0, 1, -1, 1], "predicted": [0, 0, 0, 1], "kept": [1, 1, 0, 1]})
        >>> table = kept(examples, [16, 4], ("cat", "lynx"), alpha=0.5)
        >>> table[["said", "kept", "right", "wrong", "foreign", "rate"]].values.tolist()
        [[3.0, 2.0, 1.0, 1.0, 0.0, 0.5], [1.0, 1.0, 1.0, 0.0, 0.0, 1.0]]
    """
    axis = class_axis(class_counts, class_names, rule)
    order = axis["class"].to_numpy()
    label, predicted = (examples[name].to_numpy() for name in ("label", "predicted"))
    taken = examples["kept"].to_numpy() == 1

    def counted(chosen: FloatArray | IntArray) -> IntArray:
        numbers: IntArray = np.bincount(predicted[chosen], minlength=len(axis))[order]
        return numbers

    said, chosen = counted(np.ones(len(predicted), dtype=bool)), counted(taken)
    rates = np.full(len(axis), np.nan) if alpha is None else crest_keep_rates(class_counts, alpha)
    return axis.assign(
        said=said,
        kept=chosen,
        right=counted(taken & (predicted == label)),
        wrong=counted(taken & (label >= 0) & (predicted != label)),
        foreign=counted(taken & (label < 0)),
        rate=rates[order],
        realised=np.divide(chosen, said, out=np.full(len(axis), np.nan), where=said > 0),
    )


def kept_at(record: RunRecord, moment: Moment, rule: GroupRule = "thresholds") -> pd.DataFrame:
    """Return ``kept`` of a run before a stage.

    Args:
        record: a run.
        moment: a choice.
        rule: how classes are put into head, medium and tail.

    Raises:
        NotKeptError: the run has kept no such predictions.
        RunError: the run is gone or damaged.
    """
    examples = examples_at(record, moment)
    if record.class_names is None or record.class_counts is None:
        raise DamagedRunError("class_table.parquet has no training counts.")
    generations = None if record.config is None else record.config.method.parts.generations
    return kept(
        examples,
        record.class_counts,
        record.class_names,
        alpha=None if generations is None else generations.alpha,
        rule=rule,
    )


def imbalance(table: pd.DataFrame) -> Shares:
    """Return the imbalance of the labelled set, and of it with what was kept.

    Args:
        table: frame of ``kept``.

    Example:
        >>> imbalance(pd.DataFrame({"train_count": [40, 4], "kept": [10, 6]}))
        Shares(before=10.0, after=5.0)
    """
    before, after = table["train_count"], table["train_count"] + table["kept"]
    return Shares(float(before.max() / before.min()), float(after.max() / after.min()))
