"""How well a pre-training solves its own task on the images of each class, where it has one."""

from typing import TYPE_CHECKING

from ltcore.runs import tables
from ltcore.runs.folder import RunFolder
from ltcore.runs.schema import files
from ltcore.runs.schema.tables import count_rows, read_table, require_below

if TYPE_CHECKING:
    import pandas as pd

PRETEXT = "pretext_accuracy.parquet"
"""The task that a pre-training makes up, such as telling turned images apart, is called its pretext."""


def write_pretext(folder: RunFolder, table: "pd.DataFrame") -> None:
    """Write how well the task is solved when the pre-training ends.

    Args:
        folder: the run folder.
        table: a row for each class: ``class`` (label), ``support`` (images that were looked at, int64) and
            ``accuracy`` (mean over them, in [0, 1], NaN without any).

    Raises:
        RunWriteError: the disk is full, or the folder cannot be written.
    """
    tables.write_table(folder.path / PRETEXT, table)


def read_pretext(folder: RunFolder) -> "pd.DataFrame | None":
    """Return class, support and accuracy; None where the run has nothing of it.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or names a class that the run does not have.
    """
    path = folder.path / PRETEXT
    table = read_table(path, files.PRETEXT)
    if table is not None:
        classes = count_rows(folder.path / "class_table.parquet", files.CLASS_TABLE)
        require_below(path, table, ("class",), classes)
    return table
