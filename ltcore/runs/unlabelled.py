"""Which unlabelled examples a run has, and apart from them what they really are, for analysis only."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ltcore.runs import tables
from ltcore.runs.folder import RunFolder
from ltcore.runs.schema import files
from ltcore.runs.schema.tables import count_rows, read_table, require_below
from ltcore.types import IntArray

if TYPE_CHECKING:
    import pandas as pd

UNLABELLED = "unlabelled.parquet"
HIDDEN_TRUTH = "hidden_truth.parquet"


def write_unlabelled(folder: RunFolder, rows: IntArray, labels: IntArray) -> None:
    """Write the unlabelled examples of a run, and in a file of its own what they really are.

    Args:
        folder: the run folder.
        rows: their ids, int64 (n,).
        labels: their classes, int64 (n,); -1 for those of none of the task's.

    Raises:
        RunWriteError: the disk is full, or the folder cannot be written.
    """
    import pandas as pd

    index = np.asarray(rows, dtype=np.int64)
    truth = pd.DataFrame({"index": index, "label": np.asarray(labels, dtype=np.int64)})
    tables.write_table(_path(folder, HIDDEN_TRUTH), truth)
    tables.write_table(_path(folder, UNLABELLED), truth[["index"]])


def read_unlabelled(folder: RunFolder) -> IntArray | None:
    """Return the ids of a run's unlabelled examples, int64 (n,); None where the run has none.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be.
    """
    table = read_table(_path(folder, UNLABELLED), files.UNLABELLED)
    return None if table is None else np.asarray(table["index"], dtype=np.int64)


def read_hidden_truth(folder: RunFolder) -> "pd.DataFrame | None":
    """Return index and label of a run's unlabelled examples; None where the run has none.

    The label is -1 for an example of none of the task's classes.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or names a class that the run does not have.
    """
    path = _path(folder, HIDDEN_TRUTH)
    truth = read_table(path, files.HIDDEN_TRUTH)
    if truth is not None:
        classes = count_rows(_path(folder, "class_table.parquet"), files.CLASS_TABLE)
        require_below(path, truth, ("label",), classes)
    return truth


def disagreement(folder: RunFolder) -> str:
    """Return where the two files do not go together, "" where they do or are not there.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: one of them is not what it should be.
    """
    rows, truth = read_unlabelled(folder), read_hidden_truth(folder)
    if rows is None and truth is None:
        return ""
    if rows is None or truth is None:
        there, missing = (UNLABELLED, HIDDEN_TRUTH) if truth is None else (HIDDEN_TRUTH, UNLABELLED)
        return f"there is {there}, but no {missing}."
    if not np.array_equal(rows, truth["index"]):
        return f"{HIDDEN_TRUTH} is about other examples than those in {UNLABELLED}."
    return ""


def _path(folder: RunFolder, name: str) -> Path:
    return folder.path / name
