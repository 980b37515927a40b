"""Training curves: what a run wrote after each epoch."""

from collections.abc import Iterable

import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.collect import Collected, LeftOut, RunLabels, collect
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split


def curves_frame(records: Iterable[RunRecord]) -> Collected:
    """Return the metrics of every run, epoch by epoch; runs that still train included.

    Args:
        records: runs, as the store lists them.

    Returns:
        The frame: run, label, arm, method, seed, then the keys of metrics.jsonl (stage, epoch,
        train_loss, val_balanced_error, ...) and at (epochs finished since the run began, over all stages);
        and the runs left out, each with the reason.
    """
    records = list(records)
    labels = RunLabels(records)
    cut = []

    def read(record: RunRecord) -> pd.DataFrame:
        metrics = record.folder.read_metrics()
        if lines := metrics.attrs["damaged_lines"]:
            said = f"damaged lines of metrics.jsonl skipped: {len(lines)} ({lines[0]})"
            cut.append(LeftOut(record.id, said))
        return labels.onto(record, with_elapsed_epochs(metrics))

    frame, left_out = collect(records, read, "no epoch finished")
    return Collected(frame, left_out + cut)


def per_class_history(
    records: Iterable[RunRecord], split: Split, rule: GroupRule = "thresholds"
) -> Collected:
    """Return recall and precision per class after every evaluated epoch.

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".
        rule: how classes are put into head, medium and tail.

    Returns:
        The frame: run, label, arm, method, seed, stage, epoch, at, the columns of ``class_axis``, support,
        predicted, correct, recall and precision; and the runs left out, each with the reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame | None:
        parts = record.folder.read_per_class()
        if parts is None or record.class_names is None:
            return None
        parts = with_elapsed_epochs(parts, record.folder.read_metrics())
        axis = class_axis(record.class_counts, record.class_names, rule)
        shown = parts[parts["split"] == split].merge(axis, on="class", validate="many_to_one")
        return labels.onto(record, shown.sort_values(["at", "rank"], ignore_index=True))

    return collect(records, read, f"no epoch evaluated on {split}")


def with_elapsed_epochs(frame: pd.DataFrame, metrics: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add the column "at": epochs finished since the run began; stages follow one another.

    Args:
        frame: has the columns stage and epoch.
        metrics: says in which order the stages came, where ``frame`` does not: the files of the tables per
            class are sorted by name. A stage that it does not know yet is the last one.

    Example:
        >>> metrics = pd.DataFrame({"stage": ["features", "features", "classifier"], "epoch": [1, 2, 1]})
        >>> with_elapsed_epochs(metrics)["at"].tolist()
        [1, 2, 3]
    """
    if frame.empty:
        return frame
    lengths = (frame if metrics is None else metrics).groupby("stage", sort=False)["epoch"].max()
    starts = (lengths.cumsum() - lengths).to_dict()
    first = frame["stage"].map(lambda stage: starts.get(stage, lengths.sum()))
    return frame.assign(at=frame["epoch"] + first)
