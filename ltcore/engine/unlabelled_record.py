"""What a run writes down about its unlabelled examples before its first step."""

from pathlib import Path

import numpy as np

from ltcore.config import DataConfig
from ltcore.config.commands import for_runs
from ltcore.data import DataError, LongTailData
from ltcore.data.hidden import hidden_labels
from ltcore.data.unlabelled import UnlabelledMix
from ltcore.runs import RunFolder
from ltcore.runs.unlabelled import read_unlabelled, write_unlabelled


def record_unlabelled(
    folder: RunFolder, config: DataConfig, data: LongTailData, *, store: Path | None = None
) -> None:
    """Write which unlabelled examples the run has and, for analysis alone, what they really are.

    Nothing is written where the run has none; the two files are written once, by its first attempt.

    Args:
        folder: the run folder.
        config: data settings of the run.
        data: its examples.
        store: root of the prepared data; None takes the default.

    Raises:
        DataError: the run began with other unlabelled examples.
        DamagedRunError: what is on record cannot be read.
        RunWriteError: the folder cannot be written.
    """
    if data.unlabelled is None:
        return
    labels = hidden_labels(config, store=store)
    relevant = np.bincount(labels[labels >= 0], minlength=data.task.n_classes)
    mix = UnlabelledMix(relevant, int((labels < 0).sum()))
    folder.write_class_table(data.task, mix.counts)
    recorded = read_unlabelled(folder)
    if recorded is None:
        write_unlabelled(folder, data.unlabelled.rows, labels)
        folder.log(f"unlabelled: {mix}")
    elif not np.array_equal(recorded, data.unlabelled.rows):
        delete = for_runs(f"ltlab runs delete {folder.id}", folder.path.parent)
        raise DataError(
            "the run began with other unlabelled examples than its settings give now, and resuming would "
            f"mix the two. Delete the run ({delete}) and train it again"
        )
