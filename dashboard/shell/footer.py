"""The end of a page: what is drawn as CSV, the picture as PNG or SVG, and where the numbers come from."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import pandas as pd
import streamlit as st

from dashboard.shell import lesson_scene
from dashboard.shell.components import save_picture
from dashboard.shell.text import csv_bytes, literal
from ltcore.runs import RunRecord

LONGEST_ORIGIN = 1500
"""Characters of run ids that a footer names; the rest is counted."""


def of_run(record: RunRecord) -> str:
    """Return which run numbers come from, with its seed where that is known, and what a fork started from."""
    seed = "" if record.seed is None else f", seed {record.seed}"
    fork = f", started from the weights of run {record.fork}" if record.fork else ""
    return f"Run {record.id}{seed}{fork}"


Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]
"""A frame, or what returns it once it is asked for."""


def draw(frames: Mapping[str, Table], origin: str, picture: str = "") -> None:
    """Draw the footer.

    Args:
        frames: name of the file without its ending -> what the pictures are drawn from.
        origin: where the numbers come from: data, runs, seeds, split, protocol.
        picture: key of the first figure, as given to ``widgets.figure``; empty where there is none.
    """
    st.divider()
    row = st.container(horizontal=True, vertical_alignment="center")
    for name, frame in frames.items():
        row.download_button(
            f"{name.replace('_', ' ').capitalize()} as CSV",
            partial(_csv, frame),  # written when it is asked for: the page waits for no file
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
            key=f"csv_{name}",
        )
    if picture:
        with row:
            save_picture.draw(picture)
            lesson_scene.button()
    st.caption(
        f"{literal(origin, 2000)} The address of this page is a permanent link to what it shows."
    )


def _csv(table: Table) -> bytes:
    return csv_bytes(table() if callable(table) else table)


def of_runs(run_ids: Sequence[str], what: str) -> str:
    """Return which runs numbers come from; of very many the first.

    Example:
        >>> of_runs(["a-1", "a-2"], "Recall per epoch")
        'Recall per epoch of 2 runs: a-1, a-2.'
    """
    named = ", ".join(run_ids)
    if len(named) > LONGEST_ORIGIN:
        named = f"{named[:LONGEST_ORIGIN].rpartition(',')[0]} and others"
    return f"{what} of {len(run_ids)} run{'s' if len(run_ids) != 1 else ''}: {named}."
