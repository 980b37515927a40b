"""A table of a few rows, in the text of the page: large in a lecture, and read aloud row by row."""

import pandas as pd
import streamlit as st

from dashboard.shell.text import literal

LONGEST = 400
"""Letters of a cell, so that the longest protocol of a recipe family is read whole."""


def draw(frame: pd.DataFrame) -> None:
    """Draw all rows of a frame; its names and values may come from people.

    Args:
        frame: at most some twenty rows; what is missing stays empty.
    """
    shown = frame.astype(object).where(frame.notna(), "")
    st.table(shown.map(_text).rename(columns=_text), hide_index=True)


def _text(value: object) -> str:
    return literal(value, limit=LONGEST)
