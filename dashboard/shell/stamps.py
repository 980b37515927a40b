"""What tells whether files of a run have changed: the key of everything that is read from them and cached."""

from collections.abc import Sequence
from pathlib import Path

from ltcore.runs import RunRecord
from ltcore.runs.known import Mark, mark_or_folder

WATCHED_FILES = ("config.json", "status.json", "metrics.jsonl", "per_class")
"""What changes when a run moves on."""
RESULT_FILES = (
    "config.json",
    "class_table.parquet",
    "predictions_test.parquet",
    "predictions_val.parquet",
)
"""What a comparison of finished runs rests on."""

Stamp = tuple[str, tuple[Mark | None, ...]]
"""A run's folder, with the marks of the files that matter."""


def stamp(record: RunRecord, files: Sequence[str]) -> Stamp:
    """Return what changes whenever one of these files of a run does: a key for what is read from them."""
    return folder_stamp(record.folder.path, files)


def folder_stamp(folder: Path, files: Sequence[str]) -> Stamp:
    """Return what changes whenever one of these files of a folder does; the folder need not be there."""
    return str(folder), tuple(mark_or_folder(folder / name) for name in files)
