"""The example that was clicked on a map: its image, its class, and what each run takes it for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard.shell import loaders, state
from dashboard.shell.components import page_style
from dashboard.shell.text import literal
from dashboard.views.feature_space.choice import EXAMPLE, Choice
from ltcore.data import DataError
from ltcore.plots.base.text import count
from ltcore.plots.base.tiles import tile
from ltcore.runs import RunRecord
from ltcore.types import Split

LAST_CLICK = "space_last_click"
WIDTH = 128
"""Pixels of the image."""


def take_click(key: str) -> None:
    """Put a ring around the example that was clicked since the page was last drawn.

    Args:
        key: of the figure.
    """
    drawn: Mapping[str, Any] = state.remembered(f"{page_style.FIGURE}_{key}", {})
    picked = drawn.get("picked")
    example = picked.get("customdata") if picked else None
    if example is None or picked == state.remembered(LAST_CLICK, None):
        return
    state.remember(LAST_CLICK, picked)
    state.put(EXAMPLE, int(example))


def draw(records: Sequence[RunRecord], frame: pd.DataFrame, choice: Choice) -> None:
    """Draw the chosen example beside the map.

    Args:
        records: the runs, as on the map.
        frame: rows of ``map_frame`` of these runs.
        choice: what the reader looks at.
    """
    rows = frame[frame["index"] == choice.example]
    if rows.empty:
        st.caption("Click a mark to see its image and each run's prediction.")
        return
    first = rows.iloc[0]
    picture = _image(records[0], choice.split, int(first["index"]))
    if isinstance(picture, str):
        st.caption(literal(picture, 300))
    else:
        st.image(
            tile(picture, state.look().ground.faint),
            width=WIDTH,
            alt=f"Example {first['index']}, of class {first['name']}",
        )
    seen = count(first["train_count"], "training example")
    st.markdown(f"Class **{literal(first['name'])}**, {seen}; example {first['index']}")
    for row in rows.itertuples():
        verdict = ":material/check:" if row.predicted == first["class"] else ":material/close:"
        st.markdown(f"{verdict} {literal(row.label)} predicts {literal(row.predicted_name)}")


def _image(record: RunRecord, split: Split, example: int) -> NDArray[np.uint8] | str:
    """Return the image of an example, or why there is none."""
    try:
        images = loaders.split_images(record, split, np.array([example], dtype=np.int64))
    except DataError as error:
        return f"No image: {error}."
    return "These data are not images." if images is None else images[0]
