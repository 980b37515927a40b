"""metrics.jsonl: one JSON object per stage and epoch, appended whole."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltcore.runs import strict_json
from ltcore.runs.atomic import append_line, strict
from ltcore.runs.reading import damage, read_plain
from ltcore.runs.schema.files import METRICS, METRICS_ROW, RESERVED
from ltcore.runs.schema.objects import fault_of

if TYPE_CHECKING:
    import pandas as pd

NESTED = frozenset({dict, list})
INTEGERS = ("epoch", "step", "attempt")
COLUMNS = ("stage", *INTEGERS, *METRICS, "nonfinite")
"""Columns of every metrics frame; a run may add more."""


def append_metrics(path: Path, *rows: Mapping[str, Any]) -> None:
    """Append each row as one line of strict JSON, all in one go.

    Args:
        path: the log.
        rows: at least one, each with at least ``stage`` and ``epoch`` (from 1); NaN becomes null.

    Raises:
        ValueError: stage or epoch is missing.
        RunWriteError: the lines could not be written; none of them is there then.
    """
    for row in rows:
        if not {"stage", "epoch"} <= row.keys():
            raise ValueError(f"a metrics row needs stage and epoch, got {sorted(row)}")
    append_line(path, "\n".join(json.dumps(strict(row), allow_nan=False) for row in rows))


def read_rows(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows in order, and of each damaged line, which is skipped, what is wrong with it.

    A resumed run repeats epochs: the last row of a stage and epoch replaces the earlier ones.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: the log is not a readable file, or has lines and none of them is sound.
    """
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    damaged = []
    lines = (read_plain(path) or b"").split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except ValueError as error:
            damaged.append(f"line {number}: {error}")
        else:
            rows[row["stage"], row["epoch"]] = row
    if damaged and not rows and len(lines) > 1:  # one without an end is still being written
        raise damage(path, f"has no valid line; {damaged[0]}")
    return list(rows.values()), damaged


def _row(line: bytes) -> dict[str, Any]:
    """Return the object in a line; ValueError with the field where it is not a row of metrics."""
    row = strict_json.parse(line)
    reason = (
        fault_of(row, METRICS_ROW) or _illegal_metric(row)
        if isinstance(row, dict)
        else f"holds {strict_json.shown(row)}, not an object"
    )
    if reason:
        raise ValueError(reason)
    return dict(row)


def _illegal_metric(row: Mapping[str, Any]) -> str:
    """Return which other field of a row cannot be a column of numbers or texts, "" where all can."""
    if RESERVED.isdisjoint(row) and NESTED.isdisjoint(map(type, row.values())):
        return ""
    strange = (name for name, value in row.items() if name in RESERVED or type(value) in NESTED)
    return f"{strict_json.shown(next(strange))} is not a metric"


def metrics_frame(path: Path) -> "pd.DataFrame":
    """Return the log as a frame with `COLUMNS`; ``attrs["damaged_lines"]`` tells of the skipped lines.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: as `read_rows`.
    """
    import pandas as pd

    rows, damaged = read_rows(path)
    frame = pd.DataFrame(rows)
    extra = [name for name in frame.columns if name not in COLUMNS]
    frame = frame.reindex(columns=[*COLUMNS, *extra])
    for name in METRICS:
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    for name in INTEGERS:
        numbers = pd.to_numeric(frame[name], errors="coerce").fillna(0)
        frame[name] = numbers.astype("int64")
    frame["stage"] = frame["stage"].astype("str")
    frame.attrs["damaged_lines"] = damaged
    return frame
