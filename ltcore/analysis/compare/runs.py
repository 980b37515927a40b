"""One row per run: what it was, how far it is, and its balanced numbers."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ltcore.analysis.base.collect import Collected, RunLabels
from ltcore.analysis.base.groups import group_frame
from ltcore.analysis.compare.per_class import per_class_frame
from ltcore.analysis.compare.scores import SCORE_NUMBERS, scores_frame
from ltcore.runs import RunRecord
from ltcore.types import GROUPS, GroupRule, Split

NUMBERS = ("error", "balanced_error", "macro_f1", *(f"{group}_recall" for group in GROUPS))


def runs_frame(
    records: Iterable[RunRecord],
    split: Split = "test",
    rule: GroupRule = "thresholds",
    *,
    scores: bool = True,
) -> Collected:
    """Return one row per readable run; damaged runs and runs without numbers are named beside it.

    Args:
        records: runs, as the store lists them.
        split: the split whose predictions the numbers come from, "test" or "val".
        rule: how classes are put into head, medium and tail.
        scores: whether the logits are read as well, which are by far the largest files.

    Returns:
        The frame: run, label, arm, method, seed, name, data, profile, ratio, recipe, epochs, state, and
        from the predictions after the last epoch error, balanced_error, macro_f1, head_recall,
        medium_recall and tail_recall (NaN where there are none yet), and from the logits ``SCORE_NUMBERS``
        (NaN where none are kept) and note (why, else what they cannot say); and the runs that are damaged or
        lack predictions.
    """
    records = list(records)
    labels = RunLabels(records)
    per_class, left_out = per_class_frame(records, split, rule)
    numbers = run_numbers(per_class)
    readable = [record for record in records if not record.damaged]
    rows = [labels.onto(record, _setting_columns(record)) for record in readable]
    if not rows:
        return Collected(pd.DataFrame(), left_out)
    frame = pd.concat(rows, ignore_index=True).join(numbers, on="run")
    return Collected(_with_scores(frame, readable, split) if scores else frame, left_out)


def run_numbers(per_class: pd.DataFrame) -> pd.DataFrame:
    """Return error, balanced error, macro F1 and group recalls of each run in a per-class frame.

    Returns:
        Index run; columns error, balanced_error (over the classes that have test examples), macro_f1 (over
        those that have or were predicted), head_recall, medium_recall, tail_recall; all in [0, 1], NaN
        where undefined.

    Example:
        >>> from ltcore.analysis.compare.per_class import per_class_table
        >>> table = per_class_table([0, 1, 1, 1], [0, 1, 1, 0], [50, 500], ["lynx", "cat"])
        >>> run = table.assign(run="a", label="ERM, seed 0", arm="ERM", method="erm", seed=0)
        >>> run_numbers(run).round(3).loc["a", ["error", "balanced_error"]].tolist()
        [0.25, 0.167]
    """
    if per_class.empty:
        return pd.DataFrame(columns=list(NUMBERS), index=pd.Index([], name="run"), dtype=np.float64)
    by_run = per_class.groupby("run", sort=False)
    totals = by_run[["correct", "support"]].sum()
    recalls = group_frame(per_class).pivot_table(
        index="run", columns="group", values="recall", dropna=False, observed=False
    )
    return pd.DataFrame(
        {
            "error": 1 - totals["correct"] / totals["support"],
            "balanced_error": 1 - by_run["recall"].mean(),
            "macro_f1": by_run["f1"].mean(),
            **{f"{group}_recall": recalls[group] for group in GROUPS},
        }
    )


def _with_scores(frame: pd.DataFrame, records: Iterable[RunRecord], split: Split) -> pd.DataFrame:
    known, without = scores_frame(records, split)
    columns = [*SCORE_NUMBERS, "note"]
    numbers = known.set_index("run")[columns] if len(known) else pd.DataFrame(columns=columns)
    joined = frame.join(numbers.astype(dict.fromkeys(SCORE_NUMBERS, np.float64)), on="run")
    return joined.assign(note=joined["note"].fillna(joined["run"].map(dict(without))))


def _setting_columns(record: RunRecord) -> pd.DataFrame:
    config = record.config
    return pd.DataFrame(
        {
            "name": [record.name],
            "data": [record.data],
            "profile": [config.data.profile if config else ""],
            "ratio": [np.nan if record.ratio is None else record.ratio],
            "recipe": [config.recipe if config else ""],
            "epochs": [config.train.epochs if config else 0],
            "state": [record.shown_state],
        }
    )
