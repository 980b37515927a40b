"""The list itself: one row per run; rows are chosen by their boxes."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import state
from dashboard.shell.text import duration
from dashboard.views.runs.choice import CHOSEN, Listing
from dashboard.views.runs.loaders import OWN
from ltcore.plots.base.text import one_line, shorten

FROM = {
    OWN: "you",
    "demo": "demo",
    "labels": "Labels",
    "deferred": "Deferred schedules",
    "beta": "Effective number",
}
"""Origin of a run -> what the list says of it."""
LEAST_ROWS, MOST_ROWS = 4, 14
"""Rows in sight; the list scrolls."""
ROW = 35
"""Pixels of a row."""
LONGEST_NOTE = 300
WIDTH = 240
"""Pixels of the names, which stay in sight on a narrow screen."""


def draw(listing: Listing) -> None:
    """Draw the list of the runs that the filter finds."""
    keys = [entry.key for entry in listing.shown]
    key = f"runs_table_{hashlib.sha256(chr(0).join(keys).encode()).hexdigest()[:16]}"
    _mark(key, [row for row, name in enumerate(keys) if name in set(listing.chosen)])
    rows = min(max(len(keys), LEAST_ROWS), MOST_ROWS)
    st.dataframe(
        shown_frame(listing),
        key=key,
        hide_index=True,
        height=ROW * (rows + 1) + 3,
        on_select=partial(_take, key, keys),
        selection_mode="multi-row",
        column_config=_columns(),
        placeholder="",
        alt="The list of runs",
    )


def shown_frame(listing: Listing) -> pd.DataFrame:
    """Return what the list shows, text of people letter by letter: a cell is neither Markdown nor HTML."""
    frame = listing.frame
    return pd.DataFrame(
        {
            "Run": frame["label"].map(one_line),
            "State": [_state(row) for row in frame.itertuples()],
            "Balanced error": 100 * frame["balanced_error"],
            "Method": frame["title"],
            "Data": frame["data_title"],
            "ρ": frame["ratio"],
            "Seed": frame["seed"],
            "Training": frame["seconds"].map(_duration),
            "Size": frame["size"],
            "Made": pd.to_datetime(frame["created"], unit="s", utc=True),
            "From": [FROM[entry.origin] for entry in listing.shown],
            "Note": frame["note"].map(partial(shorten, limit=LONGEST_NOTE)),
            "Id": frame["run"],
        }
    )


def _columns() -> Mapping[str, Any]:
    column = st.column_config
    words = ("Run", "State", "Method", "Data", "Training", "From", "Note", "Id")
    return {
        **{name: column.TextColumn() for name in words},
        "Run": column.TextColumn(width=WIDTH, pinned=True),
        "Balanced error": column.NumberColumn(
            format="%.1f %%", help="On the test examples, after the last epoch"
        ),
        "ρ": column.NumberColumn(format="%g", help="Imbalance ratio"),
        "Training": column.TextColumn(
            help="Time that the epochs took, all stages together. Of seeds trained as one program, every "
            "run shows the time of the whole program"
        ),
        "Size": column.NumberColumn(format="bytes", help="Of all files of the run"),
        "Made": column.DatetimeColumn(format="YYYY-MM-DD HH:mm", timezone=st.context.timezone),
    }


def _state(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    if row.state == "running" and np.isfinite(row.progress):
        return f"running {100 * row.progress:.0f} %"
    return str(row.state)


def _duration(seconds: float) -> str:
    return duration(seconds) if np.isfinite(seconds) else ""


def _mark(key: str, rows: Sequence[int]) -> None:
    """Let the boxes say which runs are chosen: a mark of the picture, or a link, chooses runs too."""
    wanted = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    before: Mapping[str, Any] | None = state.remembered(key, None)
    if before is None or sorted(before["selection"]["rows"]) != sorted(rows):
        state.remember(key, wanted)


def _take(key: str, keys: Sequence[str]) -> None:
    """Take over which boxes are checked, in the list as it was drawn: it may have changed since."""
    told: Mapping[str, Any] | None = state.remembered(key, None)
    rows = told["selection"]["rows"] if told else []
    state.put(CHOSEN, [keys[row] for row in sorted(rows)])
