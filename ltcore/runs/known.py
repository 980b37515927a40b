"""Runs that have ended are read once: as long as their files are the same, what was read still holds."""

import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ltcore.runs.record import RunRecord
from ltcore.runs.status import END_STATES

READ_FILES = ("config.json", "status.json", "class_table.parquet", "metrics.jsonl")
"""What a record is read from, at once or when it is asked."""
SETTLED_S = 2.0
"""A file that changed less long ago may change again within one tick of the file system's clock."""

Mark = tuple[int, int, int, int]
"""Of a file: its number, its size, and when its content and when anything of it changed, in nanoseconds."""


def mark(path: Path | str) -> Mark | None:
    """Return what changes whenever a file does; None where there is no plain file.

    Not even a content of the same size with the old time of change put back has the old mark.
    """
    return _mark(path, stat.S_ISREG)


def mark_or_folder(path: Path) -> Mark | None:
    """Return what changes whenever a file does, or the names in a folder; None where there is neither."""
    return _mark(path, lambda mode: stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mark(path: Path | str, is_legal: Callable[[int], bool]) -> Mark | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if not is_legal(found.st_mode):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_settled(marks: "tuple[Mark | None, ...]", now: float) -> bool:
    """Return whether files changed long enough ago that their next change gives them another mark.

    Args:
        marks: of the files, taken before they were read; None for those that are not there.
        now: seconds since 1970.
    """
    latest = max((one[3] for one in marks if one is not None), default=0)
    return now - latest / 1e9 > SETTLED_S


class KnownRecords:
    """Records of runs that have ended, kept while their files stay the same.

    Args:
        most: records that are kept; where there are more, all are forgotten.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: dict[Path, tuple[tuple[Mark | None, ...], RunRecord]] = {}
        self._lock = threading.Lock()

    def of(self, folder: Path, read: Callable[[], RunRecord]) -> RunRecord:
        """Return the record of a folder: the one that is kept, else what ``read`` returns.

        Args:
            folder: of the run.
            read: reads it.
        """
        kept = self._kept.get(folder)
        marks = tuple(mark(folder / name) for name in READ_FILES)
        if kept is not None and kept[0] == marks and _is_folder(folder):
            return kept[1]
        record = read()
        ended = record.status is not None and record.status.state in END_STATES
        with self._lock:
            self._kept.pop(folder, None)
            if ended and not record.damaged and is_settled(marks, time.time()):
                if len(self._kept) >= self._most:
                    self._kept.clear()
                self._kept[folder] = marks, record
        return record


def _is_folder(path: Path) -> bool:
    """Return whether there is a folder; one that a link leads to is none of ours."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False
