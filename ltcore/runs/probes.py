"""What linear classifiers and neighbours read out of a run's features, and which examples pruning moves.

The files may be written again once a run has ended: with more or fewer examples, or by a later version.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ltcore.runs import tables
from ltcore.runs.folder import RunFolder
from ltcore.runs.schema import files
from ltcore.runs.schema.tables import TableSchema, count_rows, read_table, require_below

if TYPE_CHECKING:
    import pandas as pd

PROBES = "probes.parquet"
PRUNING = "pruning.parquet"


def write_probes(folder: RunFolder, probes: "pd.DataFrame", pruning: "pd.DataFrame") -> None:
    """Write the probes of a run, on its test examples.

    Args:
        folder: the run folder.
        probes: a row for each probe and class: ``backbone`` ("random", "pretrained" or "final"), ``reader``
            ("linear" or "neighbours"), ``examples`` ("balanced" or "long_tailed"), ``class`` (label),
            ``learned_from`` (examples of the class that the reader learned from), ``support`` (test
            examples), ``correct`` (those recognised) and ``strength`` (C of the linear classifier, NaN for
            neighbours).
        pruning: a row for each backbone and class: ``backbone``, ``class``, ``support``, ``moved`` (test
            examples whose neighbours vote otherwise once the network is pruned) and ``pruned_share`` (of the
            weights).

    Raises:
        RunWriteError: the disk is full, or the folder cannot be written.
    """
    tables.write_table(folder.path / PROBES, probes)
    tables.write_table(folder.path / PRUNING, pruning)


def read_probes(folder: RunFolder) -> "pd.DataFrame | None":
    """Return the probes, see ``write_probes``; None where the run has kept none.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or names a class that the run does not have.
    """
    return _read(folder, PROBES, files.PROBES)


def read_pruning(folder: RunFolder) -> "pd.DataFrame | None":
    """Return which examples pruning moves, see ``write_probes``; None where the run has not kept it.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the file is not what it should be, or names a class that the run does not have.
    """
    return _read(folder, PRUNING, files.PRUNING)


def _read(folder: RunFolder, name: str, schema: TableSchema) -> "pd.DataFrame | None":
    path: Path = folder.path / name
    table = read_table(path, schema)
    if table is not None:
        classes = count_rows(folder.path / "class_table.parquet", files.CLASS_TABLE)
        require_below(path, table, ("class",), classes)
    return table
