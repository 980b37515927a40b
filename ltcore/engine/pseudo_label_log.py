"""Writes down what a network says of the unlabelled examples, and warns where that cannot help the tail."""

import numpy as np
import pandas as pd

from ltcore.data import LongTailData
from ltcore.runs import RunFolder
from ltcore.runs.pseudo_labels import tail_without, write_pseudo_labels
from ltcore.training import Choice, Predictions

SHOWN_NAMES = 3


def log_predictions(
    folder: RunFolder,
    data: LongTailData,
    stage: str,
    epoch: int,
    *,
    predictions: Predictions,
    choice: Choice | None = None,
) -> None:
    """Write the predictions of one moment into the run folder.

    Args:
        folder: of the run.
        data: its examples.
        stage: name of the stage.
        epoch: its epochs so far; 0 for what it chose before it began.
        predictions: of its network, or of the one before it.
        choice: what the stage takes of them.

    Raises:
        RunWriteError: the folder cannot be written.
    """
    if data.unlabelled is None:
        return
    kept = np.zeros(len(data.unlabelled), dtype=np.int64)
    if choice is not None:
        kept[choice.positions] = 1
    table = pd.DataFrame(
        {
            "index": data.unlabelled.rows,
            "predicted": predictions.labels,
            "confidence": predictions.confidence.clip(0, 1),
            "kept": kept,
        }
    )
    write_pseudo_labels(folder, stage, epoch, table)
    if choice is not None:
        folder.log(f"{stage}: {_in_words(data, choice)}")


def _in_words(data: LongTailData, choice: Choice) -> str:
    """Return what was chosen, with a warning where a class of the tail gets nothing."""
    counts = choice.counts(data.task.n_classes)
    total = len(choice.positions)
    said = f"{total:,} pseudo-labelled examples, {counts.max():,} to {counts.min():,} per class"
    names = data.task.class_names
    without = [names[label] for label in tail_without(data.task.class_counts, counts)]
    if not without:
        return said
    named = ", ".join(map(repr, without[:SHOWN_NAMES]))
    more = f" and {len(without) - SHOWN_NAMES} more" if len(without) > SHOWN_NAMES else ""
    return (
        f"{said}. Warning: no example is predicted as tail class {named}{more}, so pseudo-labels teach "
        "nothing about it. Train the first stage longer, or give it a method for rare classes"
    )
