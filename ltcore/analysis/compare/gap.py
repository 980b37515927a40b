"""How much better a run knows its training examples than examples it has never seen, class by class."""

from collections.abc import Iterable

import pandas as pd

from ltcore.analysis.base.bins import rank_bins
from ltcore.analysis.base.collect import RUN_COLUMNS, Collected, RunLabels, collect
from ltcore.analysis.base.missing import missing_reason
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.compare.per_class import run_table
from ltcore.runs import NotKeptError, RunRecord
from ltcore.types import GroupRule, Split

CLASS_COLUMNS = ["class", "name", "rank", "train_count", "group", "group_rule"]


def gap_frame(
    records: Iterable[RunRecord], rule: GroupRule = "thresholds", *, split: Split = "test"
) -> Collected:
    """Return the recall of every class on training and on other examples, and their difference.

    Both are of the finished model, on unchanged examples; of the training set those that the run keeps.

    Args:
        records: runs, as the store lists them.
        rule: how classes are put into head, medium and tail.
        split: the other examples, "test" or "val"; the columns below are named after it.

    Returns:
        The frame: run, label, arm, method, seed, class, name, rank, train_count, group, group_rule,
        train_recall, test_recall (shares in [0, 1]), gap (train_recall less test_recall, in [-1, 1]),
        train_support, test_support (examples); NaN where a class has no example. And the runs left out,
        each with the reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame | None:
        others = run_table(record, split, rule)
        if others is None:
            return None
        seen = run_table(record, "train", rule)
        if seen is None:
            raise NotKeptError(missing_reason(record, "train", "predictions"))
        table = others[CLASS_COLUMNS].assign(
            **{
                "train_recall": seen["recall"],
                f"{split}_recall": others["recall"],
                "gap": seen["recall"] - others["recall"],
                "train_support": seen["support"],
                f"{split}_support": others["support"],
            }
        )
        return labels.onto(record, table)

    return collect(records, read, f"no {SPLITS[split]} predictions")


def bin_gaps(frame: pd.DataFrame, max_bins: int) -> pd.DataFrame:
    """Return a gap frame whose rows are bins of neighbouring ranks, each the mean over its classes.

    Args:
        frame: frame of ``gap_frame``.
        max_bins: see ``rank_bins``.

    Returns:
        The columns of ``gap_frame`` with class (the bin), name ("ranks 1 to 20"), rank (middle of the bin)
        and train_count (mean); recalls and gap are means over the classes that have them, supports sums.
    """
    return pd.concat(
        [_bin_one_run(run, max_bins) for _, run in frame.groupby("run", sort=False)],
        ignore_index=True,
    )


def _bin_one_run(run: pd.DataFrame, max_bins: int) -> pd.DataFrame:
    run = run.sort_values("rank")
    bins = run.assign(**{"class": rank_bins(run["group"].tolist(), max_bins)}).groupby("class")
    same = [*RUN_COLUMNS, "group", "group_rule"]
    means = ["train_count", "gap", *(name for name in run if name.endswith("_recall"))]
    sums = [name for name in run if name.endswith("_support")]
    ways = dict.fromkeys(same, "first") | dict.fromkeys(means, "mean") | dict.fromkeys(sums, "sum")
    first, last = bins["rank"].min(), bins["rank"].max()
    return (
        bins.agg(ways)
        .assign(
            name=[f"ranks {low + 1} to {high + 1}" for low, high in zip(first, last, strict=True)],
            rank=(first + last) / 2,
        )
        .reset_index()[list(run.columns)]
    )
