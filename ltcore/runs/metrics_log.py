"""metrics.jsonl: one JSON object per stage and epoch, appended whole."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltcore.runs.atomic import append_line, strict
from ltcore.runs.reading import read_plain

if TYPE_CHECKING:
    import pandas as pd

INTEGERS = ("epoch", "step", "attempt")
NUMBERS = (
    "progress",
    "lr",
    "seconds",
    "examples_per_second",
    "train_loss",
    "train_error",
    "train_balanced_error",
    "val_loss",
    "val_error",
    "val_balanced_error",
    "test_error",
    "test_balanced_error",
    "head_recall",
    "medium_recall",
    "tail_recall",
)
COLUMNS = ("stage", *INTEGERS, *NUMBERS, "nonfinite")
"""Columns of every metrics frame; a run may add more."""


def append_metrics(path: Path, row: Mapping[str, Any]) -> None:
    """Append ``row`` as one line of strict JSON.

    Args:
        path: the log.
        row: at least ``stage`` and ``epoch`` (from 1); NaN becomes null.

    Raises:
        ValueError: stage or epoch is missing.
        RunWriteError: the line could not be written.
    """
    if not {"stage", "epoch"} <= row.keys():
        raise ValueError(f"a metrics row needs stage and epoch, got {sorted(row)}")
    append_line(path, json.dumps(strict(row), allow_nan=False))


def read_rows(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the rows in order, and how many damaged lines were skipped.

    A resumed run repeats epochs: the last row of a stage and epoch replaces the earlier ones.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the log is not a readable file.
    """
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    damaged = 0
    for line in (read_plain(path) or b"").splitlines():
        try:
            row = json.loads(line)
            rows[str(row["stage"]), int(row["epoch"])] = row
        except (ValueError, TypeError, KeyError, RecursionError):
            damaged += bool(line.strip())
    return list(rows.values()), damaged


def metrics_frame(path: Path) -> "pd.DataFrame":
    """Return the log as a frame with `COLUMNS`; ``attrs["damaged_lines"]`` counts the skipped lines.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the log is not a readable file.
    """
    import pandas as pd

    rows, damaged = read_rows(path)
    frame = pd.DataFrame(rows)
    extra = [name for name in frame.columns if name not in COLUMNS]
    frame = frame.reindex(columns=[*COLUMNS, *extra])
    for name in NUMBERS:
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    for name in INTEGERS:
        numbers = pd.to_numeric(frame[name], errors="coerce").fillna(0)
        frame[name] = numbers.astype("int64")
    frame["stage"] = frame["stage"].astype("str")
    frame.attrs["damaged_lines"] = damaged
    return frame
