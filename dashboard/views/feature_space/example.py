"""The example that was clicked on a map: its image, its class, its neighbours, and what runs take it for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard.shell import loaders, state
from dashboard.shell.components import page_style, pointed
from dashboard.shell.image_sheets import SHEETS
from dashboard.shell.text import literal
from dashboard.views.feature_space.choice import EXAMPLE, KEY, Choice
from ltcore.analysis.base.features import Features
from ltcore.data import DataError
from ltcore.plots.base.text import count
from ltcore.plots.base.tiles import tile
from ltcore.runs import RunRecord
from ltcore.types import IntArray, Split

LAST_CLICK = "space_last_click"
WIDTH = 96
"""Pixels of the image."""
NEIGHBOURS = 6
PER_ROW = 3
SMALL_WIDTH = 40
"""Pixels of the image of a neighbour."""


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


def draw(
    records: Sequence[RunRecord],
    features: Sequence[Features],
    frame: pd.DataFrame,
    choice: Choice,
) -> None:
    """Draw the chosen example beside the map, and what lies nearest to it in the features.

    Args:
        records: the runs, as on the map.
        features: of the examples on the map, run by run.
        frame: rows of ``map_frame`` of these runs.
        choice: what the reader looks at.
    """
    rows = frame[frame["index"] == choice.example]
    if rows.empty:
        st.caption(
            "Click a mark to see its image, its nearest neighbours and each run's prediction."
        )
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
    names = frame.drop_duplicates("class").set_index("class")["name"]
    for record, of_run, label in zip(records, features, frame["label"].unique(), strict=True):
        _neighbours(record, of_run, str(label), names, choice)


def draw_pointed(record: RunRecord, split: Split, examples: IntArray) -> None:
    """Let the map show the image of the mark that is pointed at; nothing where the data are not images.

    Args:
        record: the run on the map; of two the first, both are of the same examples.
        split: that the examples are of.
        examples: on the map, by their ids.
    """
    sheet = SHEETS.of(record, split, examples)
    if sheet is not None:
        pointed.show(KEY, examples.tolist(), sheet)


def _neighbours(
    record: RunRecord, features: Features, label: str, names: pd.Series, choice: Choice
) -> None:
    """Draw the examples that a run's features put nearest, and say whether they are of the same class."""
    [position] = np.flatnonzero(features.index == choice.example)
    near = features.nearest(int(position), NEIGHBOURS)
    if not len(near):
        return
    same = int((features.label[near] == features.label[position]).sum())
    st.markdown(f"Nearest in {literal(label)}: {same} of {len(near)} of its class")
    images = _images(record, choice.split, features.index[near])
    if isinstance(images, str):
        st.caption(", ".join(literal(names[each]) for each in features.label[near]))
        return
    for row in (near[:PER_ROW], near[PER_ROW:]):
        with st.container(horizontal=True, gap="xxsmall"):
            for place in row:
                st.image(
                    tile(images[int(np.flatnonzero(near == place)[0])], state.look().ground.faint),
                    width=SMALL_WIDTH,
                    alt=f"Neighbour of class {names[features.label[place]]}",
                )


def _image(record: RunRecord, split: Split, example: int) -> NDArray[np.uint8] | str:
    """Return the image of an example, or why there is none."""
    images = _images(record, split, np.array([example], dtype=np.int64))
    return images if isinstance(images, str) else images[0]


def _images(record: RunRecord, split: Split, examples: IntArray) -> NDArray[np.uint8] | str:
    """Return the images of examples, or why there are none."""
    try:
        images = loaders.split_images(record, split, examples)
    except DataError as error:
        return f"No image: {error}."
    return "These data are not images." if images is None else images
