"""The end of a page: what is drawn as CSV, the picture as PNG or SVG, and where the numbers come from."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

import pandas as pd
import streamlit as st

from dashboard.components import save_picture
from dashboard.text import csv_bytes, literal
from ltcore.runs import RunRecord


def of_run(record: RunRecord) -> str:
    """Return which run numbers come from, with its seed where that is known: an import has none."""
    return f"Run {record.id}" + ("" if record.seed is None else f", seed {record.seed}")


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
    st.caption(f"{literal(origin, 2000)} The address of this page is a link to what it shows.")


def _csv(table: Table) -> bytes:
    return csv_bytes(table() if callable(table) else table)
