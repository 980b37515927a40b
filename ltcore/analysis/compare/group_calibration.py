"""Calibration of head, medium and tail: how sure a run is of the examples of each group, and how often right.

An example belongs to the group of its true class, so that a run may be calibrated over all examples and yet
be surer than it is right in the tail: what it wrongly predicts for tail examples counts there.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import UNKNOWN, class_axis
from ltcore.analysis.base.collect import Collected, RunLabels, collect
from ltcore.analysis.base.groups import EMPTY, UNKNOWN_COUNTS, UNTESTED
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.compare.scores import (
    Scores,
    read_scores,
    reliability_table,
    score_note,
    score_numbers,
)
from ltcore.metrics import wilson
from ltcore.runs import RunRecord
from ltcore.types import GROUPS, GroupRule, Split

OF_EXAMPLES = ("top5_error", "ece", "confidence", "overconfidence")
"""Numbers of ``score_numbers`` that examples of a few classes have as well as all."""


def group_calibration_frame(
    records: Iterable[RunRecord], split: Split = "test", rule: GroupRule = "thresholds"
) -> Collected:
    """Return the calibration of head, medium and tail of every run that has kept its logits.

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".
        rule: how classes are put into head, medium and tail.

    Returns:
        Three rows per run: run, label, arm, method, seed, group_rule, group, classes (how many), n
        (examples), top5_error, ece, confidence, overconfidence (as in ``scores_frame``, over the group's
        examples, all alike), accuracy with accuracy_low and accuracy_high (95 % Wilson), and note. A group
        without examples has NaN, and a note that says why. And the runs left out, each with the reason.
    """

    def table(record: RunRecord, scores: Scores, axis: pd.DataFrame) -> pd.DataFrame:
        rows = [_numbers(_of_group(scores, axis, group)) for group in GROUPS]
        sizes = [int((axis["group"] == group).sum()) for group in GROUPS]
        frame = pd.DataFrame(rows).assign(classes=sizes, group=GROUPS, group_rule=rule)
        return frame.assign(note=_notes(frame, record, axis))

    return _collect(records, split, rule, table)


def group_reliability_frame(
    records: Iterable[RunRecord], split: Split = "test", rule: GroupRule = "thresholds"
) -> Collected:
    """Return confidence and accuracy bin by bin, of the examples of head, medium and tail each.

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".
        rule: how classes are put into head, medium and tail.

    Returns:
        15 rows per run and group: the columns of ``reliability_frame`` and group; none of a group without
        examples. And the runs left out, each with the reason.
    """

    def table(_record: RunRecord, scores: Scores, axis: pd.DataFrame) -> pd.DataFrame:
        parts = {group: _of_group(scores, axis, group) for group in GROUPS}
        tables = [
            reliability_table(part).assign(group=group)
            for group, part in parts.items()
            if len(part.labels)
        ]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    return _collect(records, split, rule, table)


Table = Callable[[RunRecord, Scores, pd.DataFrame], pd.DataFrame]
"""Run, its scores and its class axis -> the rows of the run."""


def _collect(
    records: Iterable[RunRecord], split: Split, rule: GroupRule, table: Table
) -> Collected:
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame:
        scores = read_scores(record, split)
        rows = table(
            record, scores, class_axis(record.class_counts, record.class_names or (), rule)
        )
        return labels.onto(record, rows)

    return collect(records, read, f"no {SPLITS[split]} logits")


def _of_group(scores: Scores, axis: pd.DataFrame, group: str) -> Scores:
    """Return the scores of the examples whose true class is in a group."""
    rows = np.isin(scores.labels, axis.loc[axis["group"] == group, "class"])
    return replace(
        scores,
        logits=scores.logits[rows],
        labels=scores.labels[rows],
        predicted=scores.predicted[rows],
        confidence=scores.confidence[rows],
    )


def _numbers(scores: Scores) -> dict[str, float]:
    every = score_numbers(scores)
    n, right = len(scores.labels), int(scores.correct.sum())
    low, high = wilson([right], [n])
    return {
        "n": n,
        **{name: every[name] for name in OF_EXAMPLES},
        "accuracy": right / n if n else np.nan,
        "accuracy_low": low[0],
        "accuracy_high": high[0],
    }


def _notes(frame: pd.DataFrame, record: RunRecord, axis: pd.DataFrame) -> list[str]:
    if (axis["group"] == UNKNOWN).all():
        return [UNKNOWN_COUNTS] * len(frame)
    said = score_note(record)
    return [
        EMPTY if row.classes == 0 else UNTESTED if row.n == 0 else said
        for row in frame.itertuples()
    ]
