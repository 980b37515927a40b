"""What a run's network predicts for its unlabelled examples, and what later stages keep of it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ltcore.runs import tables
from ltcore.runs.atomic import make_folder
from ltcore.runs.folder import RunFolder
from ltcore.runs.reading import existing_folder
from ltcore.runs.schema import files
from ltcore.runs.schema.tables import count_rows, read_table, require_below
from ltcore.types import IntArray, class_groups

if TYPE_CHECKING:
    import pandas as pd

PSEUDO_LABELS = "pseudo_labels"
"""Folder of the tables, one for each stage and epoch; epoch 0 is what a stage chose before it began."""


def write_pseudo_labels(folder: RunFolder, stage: str, epoch: int, table: "pd.DataFrame") -> None:
    """Write the predictions of one moment.

    Args:
        folder: the run folder.
        stage: name of the stage that ran, or is about to.
        epoch: its epochs so far; 0 for what it chose before it began.
        table: a row for each unlabelled example: ``index`` (its id, int64), ``predicted`` (its likeliest
            class, int64), ``confidence`` (its probability, in [0, 1]) and ``kept`` (1 where the stage trains
            on it as if it were labelled, else 0, int64).

    Raises:
        RunWriteError: the disk is full, or the folder cannot be written.
    """
    make_folder(folder.path / PSEUDO_LABELS)
    name = f"{tables.part_name(stage, epoch)}.parquet"
    tables.write_table(folder.path / PSEUDO_LABELS / name, table)


def pseudo_label_epochs(folder: RunFolder) -> list[tuple[str, int]]:
    """Return (stage, epoch) of the predictions that a run has kept, by stage and epoch."""
    there = existing_folder(folder.path / PSEUDO_LABELS)
    names = there.glob("*.parquet") if there else ()
    return sorted(filter(None, (tables.part_of(path.stem) for path in names)))


def read_pseudo_labels(folder: RunFolder, stage: str, epoch: int) -> "pd.DataFrame | None":
    """Return index, predicted, confidence and kept at one moment; None where there is no such table.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or names a class that the run does not have.
    """
    path = folder.path / PSEUDO_LABELS / f"{tables.part_name(stage, epoch)}.parquet"
    if existing_folder(folder.path / PSEUDO_LABELS) is None:
        return None
    table = read_table(path, files.PSEUDO_LABELS)
    if table is not None:
        classes = count_rows(folder.path / "class_table.parquet", files.CLASS_TABLE)
        require_below(path, table, ("predicted",), classes)
    return table


def tail_without(class_counts: ArrayLike, kept: ArrayLike) -> IntArray:
    """Return the classes of the tail that pseudo-labels teach nothing about: none of them has their name.

    The tail is the rarest third of the classes.

    Args:
        class_counts: labelled examples per class, shape (C,).
        kept: kept pseudo-labels per class, shape (C,).

    Returns:
        Labels, int64, in increasing order.

    Example:
        >>> tail_without([50, 20, 9, 8, 3, 2], [40, 0, 7, 1, 0, 2]).tolist()
        [4]
    """
    is_tail = class_groups(np.asarray(class_counts), "terciles") == "tail"
    return np.flatnonzero(is_tail & (np.asarray(kept) == 0))
