"""What tells whether files of a run have changed: the key of everything that is read from them and cached."""

from collections.abc import Sequence
from pathlib import Path

from ltcore.runs import RunRecord

WATCHED_FILES = ("config.json", "status.json", "metrics.jsonl", "per_class")
"""What changes when a run moves on."""
RESULT_FILES = (
    "config.json",
    "class_table.parquet",
    "predictions_test.parquet",
    "predictions_val.parquet",
)
"""What a comparison of finished runs rests on."""

Stamp = tuple[str, tuple[tuple[int, int], ...]]
"""A run's folder, with time and size of the files that matter."""


def stamp(record: RunRecord, files: Sequence[str]) -> Stamp:
    """Return what changes whenever one of these files of a run does: a key for what is read from them."""
    return folder_stamp(record.folder.path, files)


def folder_stamp(folder: Path, files: Sequence[str]) -> Stamp:
    """Return what changes whenever one of these files of a folder does; the folder need not be there."""
    return str(folder), tuple(_time_and_size(folder / name) for name in files)


def _time_and_size(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size
