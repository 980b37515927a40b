"""What became of one run: its balanced error, how long it trained, and how much room it takes."""

from dataclasses import dataclass
from math import nan

import numpy as np

from ltcore.metrics.per_class import scores_from_counts
from ltcore.runs import RunError, RunRecord
from ltcore.runs.disk import held
from ltcore.runs.record import DAMAGED


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run came to; nan where it has no such number.

    Attributes:
        balanced_error: on the test examples, after the last epoch, in [0, 1].
        seconds: that its epochs took, all stages together.
        size: bytes of all its files.
        fault: which file cannot be read and why, in a sentence; empty where all can.
    """

    balanced_error: float = nan
    seconds: float = nan
    size: float = nan
    fault: str = ""


def run_outcome(record: RunRecord) -> Outcome:
    """Return what became of a run; a file that cannot be read costs no more than its own number."""
    size = _size(record)
    if record.damaged:
        return Outcome(size=size, fault=record.fault_sentence)
    numbers, faults = [], []
    for read in (_balanced_error, _seconds):
        try:
            numbers.append(read(record))
        except RunError as error:
            numbers.append(nan)
            faults.append(f"{DAMAGED}: {error}")
    error_share, seconds = numbers
    return Outcome(balanced_error=error_share, seconds=seconds, size=size, fault=" ".join(faults))


def _balanced_error(record: RunRecord) -> float:
    predictions = record.folder.read_predictions("test")
    if predictions is None or predictions.empty:
        return nan
    labels, predicted = (predictions[name].to_numpy() for name in ("label", "predicted"))
    n_classes = int(max(labels.max(), predicted.max())) + 1
    support, guessed, correct = (
        np.bincount(classes, minlength=n_classes)
        for classes in (labels, predicted, labels[labels == predicted])
    )
    recall = scores_from_counts(support, guessed, correct).recall
    return float(1 - recall[support > 0].mean())


def _seconds(record: RunRecord) -> float:
    rows = record.folder.read_metric_rows()
    told = [row["seconds"] for row in rows if row.get("seconds") is not None]
    return float(sum(told)) if told else nan


def _size(record: RunRecord) -> float:
    try:
        with held(record.folder.path.parent, follow=True) as root:
            return float(root.tree_size(record.folder.path.name))
    except OSError:
        return nan
