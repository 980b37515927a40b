"""What the examples of every class are taken for, class by class."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ltcore.analysis.base.collect import Collected, RunLabels, collect
from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.analysis.base.splits import SPLITS
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split

TRUE_CLASS = ["class", "name", "rank", "train_count", "group", "group_rule"]
"""What a row says about its true class."""
CELL = ["class", "predicted_class"]
OF_CELL = ["predicted_class", "predicted_name", "predicted_rank"]


def confusion_table(predictions: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Return how many examples of each class one run took for each class.

    Only cells that hold an example are listed, and the diagonal: thousands of classes have millions of
    cells, nearly all of them empty.

    Args:
        predictions: columns label and predicted, classes in [0, C).
        classes: columns class, name, rank, train_count, group, group_rule and support, one row per class
            (``per_class_table``).

    Returns:
        Those columns of the true class with predicted_class, predicted_name, predicted_rank, n (examples),
        share (of the true class's examples; NaN where it has none), by rank and predicted rank.

    Example:
        >>> classes = per_class_table([0, 0, 1], [0, 1, 1], [5, 500], ["lynx", "cat"])
        >>> predictions = pd.DataFrame({"label": [0, 0, 1], "predicted": [0, 1, 1]})
        >>> table = confusion_table(predictions, classes)
        >>> table[["name", "predicted_name", "n", "share"]].values.tolist()
        [['cat', 'cat', 1, 1.0], ['lynx', 'cat', 1, 0.5], ['lynx', 'lynx', 1, 0.5]]
    """
    cells = predictions.groupby(["label", "predicted"]).size().rename_axis(CELL)
    diagonal = pd.MultiIndex.from_arrays([classes["class"], classes["class"]], names=CELL)
    counts = cells.reindex(cells.index.union(diagonal), fill_value=0).rename("n").reset_index()
    guessed = classes[["class", "name", "rank"]].add_prefix("predicted_")
    table = counts.merge(classes[[*TRUE_CLASS, "support"]], on="class").merge(guessed)
    support = table["support"].where(table["support"] > 0)
    table = table.assign(share=(table["n"] / support).astype(np.float64))
    ordered = table.sort_values(["rank", "predicted_rank"], ignore_index=True)
    return ordered[[*TRUE_CLASS, "support", *OF_CELL, "n", "share"]]


def confusion_frame(
    records: Iterable[RunRecord], split: Split = "test", rule: GroupRule = "thresholds"
) -> Collected:
    """Return what the examples of every class are taken for, mean over the runs of each arm.

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: arm, method, the true class (class, name, rank, train_count, group, group_rule), support
        (its examples, mean over the runs), predicted_class, predicted_name, predicted_rank, n (examples,
        mean over the runs), share (in [0, 1], of the true class's examples, mean over the runs in which it
        has any, else NaN) and n_seeds; cells as in ``confusion_table``. And the runs left out, each with the
        reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame | None:
        predictions = record.folder.read_predictions(split)
        if predictions is None or record.class_names is None:
            return None
        classes = per_class_table(
            predictions["label"],
            predictions["predicted"],
            record.class_counts,
            record.class_names,
            rule,
        )
        return labels.onto(record, confusion_table(predictions, classes))

    collected = collect(records, read, f"no {SPLITS[split]} predictions")
    return Collected(_mean_over_runs(collected.frame), collected.left_out)


def _mean_over_runs(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of each cell over an arm's runs; a run that lacks a cell has no example in it."""
    if cells.empty:
        return cells
    of_arm = ["arm", "method"]
    # The diagonal of every run is there, with the support of every class, so that it can be counted on.
    diagonal = cells[cells["class"] == cells["predicted_class"]]
    classes = diagonal.groupby([*of_arm, "class"], sort=False).agg(
        n_seeds=("run", "nunique"), tested=("share", "count"), support=("support", "mean")
    )
    sums = cells.groupby([*of_arm, *TRUE_CLASS, *OF_CELL], sort=False)[["n", "share"]].sum()
    frame = sums.reset_index().merge(classes.reset_index(), on=[*of_arm, "class"])
    tested = frame["tested"].where(frame["tested"] > 0)
    frame = frame.assign(n=frame["n"] / frame["n_seeds"], share=frame["share"] / tested)
    columns = [*of_arm, *TRUE_CLASS, "support", *OF_CELL, "n", "share", "n_seeds"]
    arms = pd.Categorical(frame["arm"], categories=cells["arm"].unique())
    return frame.assign(place=arms.codes).sort_values(
        ["place", "rank", "predicted_rank"], ignore_index=True
    )[columns]
