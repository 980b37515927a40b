"""What pre-training does class by class: where its own task is solved, and whom pruning moves."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.collect import Collected, collect
from ltcore.config.commands import for_runs
from ltcore.metrics import wilson
from ltcore.runs import DamagedRunError, NotKeptError, RunRecord
from ltcore.runs.pretext import read_pretext
from ltcore.runs.probes import read_pruning
from ltcore.types import GROUPS, GroupRule

NO_TASK = "its pre-training has no task that is right or wrong; rotation has one"
NO_PRUNING = "it has kept nothing about pruning; look at it with: {command}"


def pretext_frame(records: Iterable[RunRecord], rule: GroupRule = "terciles") -> Collected:
    """Return how well the task of the pre-training is solved on the images of each class.

    Args:
        records: runs with a pre-training.
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: run, seed, the class axis, support (images), accuracy (mean over images and turns, in
        [0, 1]) with accuracy_low and accuracy_high, Wilson's interval over the images; and the runs left out.
    """

    def read(record: RunRecord) -> pd.DataFrame:
        table = read_pretext(record.folder)
        if table is None:
            raise NotKeptError(NO_TASK)
        merged = _axis(record, rule).merge(table, on="class", validate="one_to_one")
        low, high = wilson(
            merged["accuracy"].fillna(0).clip(0, 1) * merged["support"], merged["support"]
        )
        return _of_run(record, merged.assign(accuracy_low=low, accuracy_high=high))

    return collect(records, read, "no accuracy by class")


def pruning_frame(records: Iterable[RunRecord], rule: GroupRule = "terciles") -> Collected:
    """Return which share of each class's test examples pruning moves, backbone by backbone.

    Args:
        records: finished runs with a pre-training.
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: run, seed, backbone, pruned_share, the class axis, support, moved (examples) and share (in
        [0, 1], NaN for a class without examples) with share_low and share_high, Wilson's interval; and the
        runs left out.
    """

    def read(record: RunRecord) -> pd.DataFrame:
        table = read_pruning(record.folder)
        if table is None:
            raise NotKeptError(
                NO_PRUNING.format(
                    command=for_runs(f"ltlab probe {record.id} --keep", record.folder.path.parent)
                )
            )
        support = table["support"].to_numpy()
        share = np.divide(
            table["moved"], support, out=np.full(len(table), np.nan), where=support > 0
        )
        low, high = wilson(table["moved"], support)
        shares = table.assign(share=share, share_low=low, share_high=high)
        merged = shares.merge(_axis(record, rule), on="class")
        return _of_run(record, merged.sort_values(["backbone", "rank"], ignore_index=True))

    return collect(records, read, "nothing about pruning")


def by_group(
    frame: pd.DataFrame, value: str, keys: Sequence[str] = ("run", "seed")
) -> pd.DataFrame:
    """Return the mean of a value over the classes of each group, run by run.

    Args:
        frame: rows with ``keys``, group and the value, one per class.
        value: a column.
        keys: columns that tell the runs apart.

    Returns:
        The keys, group, classes (with a value) and the value; groups without classes are left out.

    Example:
        >>> frame = pd.DataFrame({"run": "a", "seed": 0, "group": ["head", "tail", "tail"],
        ...                       "share": [0.1, 0.2, 0.4]})
        >>> by_group(frame, "share").round(3).values.tolist()
        [['a', 0, 'head', 1, 0.1], ['a', 0, 'tail', 2, 0.3]]
    """
    known = frame[frame[value].notna() & frame["group"].isin(GROUPS)]
    grouped = known.groupby([*keys, "group"], sort=False)[value]
    return pd.DataFrame({"classes": grouped.size(), value: grouped.mean()}).reset_index()


def _axis(record: RunRecord, rule: GroupRule) -> pd.DataFrame:
    if record.class_names is None:
        raise DamagedRunError("class_table.parquet is missing.")
    return class_axis(record.class_counts, record.class_names, rule)


def _of_run(record: RunRecord, table: pd.DataFrame) -> pd.DataFrame:
    table.insert(0, "run", record.id)
    table.insert(1, "seed", record.seed)
    return table
