"""The end of a page: what is drawn as CSV, the picture as PNG or SVG, and where the numbers come from."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.components import save_picture
from dashboard.text import csv_bytes, literal
from ltcore.runs import RunRecord


def of_run(record: RunRecord) -> str:
    """Return which run numbers come from, with its seed where that is known, and what a fork started from."""
    seed = "" if record.seed is None else f", seed {record.seed}"
    fork = f", started from the weights of run {record.fork}" if record.fork else ""
    return f"Run {record.id}{seed}{fork}"


def draw(frames: Mapping[str, pd.DataFrame], origin: str, picture: str = "") -> None:
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
            partial(csv_bytes, frame),  # written when it is asked for: the page waits for no file
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
            key=f"csv_{name}",
        )
    if picture:
        with row:
            save_picture.draw(picture)
    st.caption(f"{literal(origin, 2000)} The address of this page is a link to what it shows.")
