"""Recall, precision and F1 of one run, class by class, with Wilson intervals."""

from collections.abc import Iterable

import pandas as pd

from ltcore.analysis.base.collect import Collected, RunLabels, collect
from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.analysis.base.splits import SPLITS
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split


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
