"""A pre-training as it ran: its loss, and what its features were worth, over its steps."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ltcore.analysis.base.collect import Collected, collect
from ltcore.analysis.pretraining.arms import STAGE
from ltcore.runs import RunRecord

KNN, RANK = "knn_balanced_accuracy", "effective_rank"
RANDOM = "random_"
"""Stands before the name of a measure of the random weights."""
OWN = ("rotation_accuracy", "alignment", "uniformity")
"""What pre-trainings measure of their own task."""
MEASURES = ("train_loss", KNN, RANK, *OWN)


def progress_frame(records: Iterable[RunRecord]) -> Collected:
    """Return what runs wrote down during their pre-training, one row per epoch that they recorded.

    Args:
        records: runs with a pre-training, in any state.

    Returns:
        The frame: run, seed, step, train_loss, knn_balanced_accuracy (of neighbours among training examples,
        on validation where the run has it), effective_rank, rotation_accuracy, alignment and uniformity (NaN
        where not measured), and random_knn_balanced_accuracy and random_effective_rank, the same of the
        random weights on every row; and the runs left out.
    """
    return collect(records, _of_run, "no epoch of its pre-training recorded")


def _of_run(record: RunRecord) -> pd.DataFrame | None:
    rows = [row for row in record.folder.read_metric_rows() if row["stage"] == STAGE]
    if not rows:
        return None
    table = pd.DataFrame(rows).reindex(columns=["step", *MEASURES])
    table = table.apply(pd.to_numeric, errors="coerce").astype("float64")
    for name in (KNN, RANK):
        known = [row[f"{RANDOM}{name}"] for row in rows if row.get(f"{RANDOM}{name}") is not None]
        table[f"{RANDOM}{name}"] = float(known[0]) if known else np.nan
    table.insert(0, "run", record.id)
    table.insert(1, "seed", record.seed)
    return table.sort_values("step", ignore_index=True)


def of_random_weights(frame: pd.DataFrame, measure: str) -> float:
    """Return the mean over the runs of a measure of their random weights, NaN where none measured it.

    Args:
        frame: of ``progress_frame``.
        measure: "knn_balanced_accuracy" or "effective_rank"; of others nothing is known.

    Example:
        >>> frame = pd.DataFrame({"run": ["a", "a", "b"], "random_effective_rank": [4.0, 4.0, 7.0]})
        >>> of_random_weights(frame, "effective_rank"), of_random_weights(frame, "train_loss")
        (5.5, nan)
    """
    name = f"{RANDOM}{measure}"
    return float(frame.groupby("run")[name].first().mean()) if name in frame else float("nan")


def ends(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the first and the last known value of a measure in each run.

    Args:
        frame: of ``progress_frame``.
        measure: one of its columns.

    Returns:
        Columns run, seed, first, last and step (of the last), runs without a value left out.

    Example:
        >>> frame = pd.DataFrame({"run": ["a", "a"], "seed": [0, 0], "step": [5.0, 10.0], "knn": [0.5, 0.8]})
        >>> ends(frame, "knn").values.tolist()
        [['a', 0, 0.5, 0.8, 10.0]]
    """
    known = frame[frame[measure].notna()].sort_values("step", kind="stable")
    runs = known.groupby("run", sort=False)
    return pd.DataFrame(
        {
            "seed": runs["seed"].first(),
            "first": runs[measure].first(),
            "last": runs[measure].last(),
            "step": runs["step"].last(),
        }
    ).reset_index()
