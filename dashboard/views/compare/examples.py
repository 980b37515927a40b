"""The examples behind a confusion: those of one class, in one run, and what they are predicted as."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import loaders, state, widgets
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.compare.choice import Choice
from ltcore.analysis.base.splits import SPLITS
from ltcore.data import DataError
from ltcore.plots.base.text import count, shorten
from ltcore.plots.compare.picture_grid import picture_grid, words_picture_grid
from ltcore.runs import RunError, RunRecord

ANY = -1
"""Whatever the examples were predicted as."""
MOST_CLASSES = 100_000
CLASS = Linked("class", ANY, state.whole(0, MOST_CLASSES))
TAKEN_FOR = Linked("taken_for", ANY, state.whole(0, MOST_CLASSES))
RUN = Linked("class_run", "", state.short_text)
LINKED: tuple[Linked[Any], ...] = (CLASS, TAKEN_FOR, RUN)
MOST_IMAGES = 60
COLUMNS = 12


def draw(choice: Choice, runs: pd.DataFrame, classes: pd.DataFrame) -> None:
    """Draw the examples of one class in one run, wrong ones first.

    Args:
        choice: what is compared.
        runs: run, label, arm and seed of the runs whose confusions are drawn.
        classes: class, name and train_count, by rank.
    """
    st.subheader(f"{SPLITS[choice.split].capitalize()} examples of one class", anchor=False)
    places = st.columns(3, vertical_alignment="bottom")
    named = classes.set_index("class")
    with places[0]:
        st.selectbox(
            "Class, most frequent first" if classes["train_count"].any() else "Class",
            classes["class"].tolist(),
            format_func=lambda label: _title(named.loc[label]),
            key=CLASS.key,
            persist_state="session",
        )
    with places[1]:
        record = _run(choice, runs)
    try:
        found = loaders.predictions(record, choice.split)
    except RunError as error:
        st.warning(literal(error, 1000), icon=":material/broken_image:")
        return
    if found is None:
        st.caption(f"This run has no {SPLITS[choice.split]} predictions.")
        return
    own = found[found["label"] == state.value(CLASS)]
    with places[2]:
        shown = _taken_for(own, named)
    _pictures(choice, record, shown, named)


def _title(row: pd.Series) -> str:
    counted = f" ({count(row['train_count'], 'training example')})" if row["train_count"] else ""
    return f"{shorten(row['name'])}{counted}"


def _run(choice: Choice, runs: pd.DataFrame) -> RunRecord:
    """Draw the choice of the run whose examples are shown."""
    labels = dict(zip(runs["run"], runs["label"], strict=True))
    if state.value(RUN) not in labels:
        state.put(RUN, next(iter(labels)))
    chosen = st.selectbox(
        "Run",
        list(labels),
        format_func=labels.__getitem__,
        key=RUN.key,
        persist_state="session",
    )
    return next(record for arm in choice.arms for record in arm.records if record.id == chosen)


def _taken_for(own: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Draw the choice of what the examples were predicted as; return those, wrong ones first."""
    label = state.value(CLASS)
    counts = own["predicted"].value_counts()
    options = [ANY, *counts.index.tolist()]
    if state.value(TAKEN_FOR) not in options:
        state.put(TAKEN_FOR, ANY)
    chosen = st.selectbox(
        "Predicted as",
        options,
        format_func=lambda other: (
            f"any class ({len(own)})"
            if other == ANY
            else f"{shorten(named['name'][other])} ({counts[other]})"
        ),
        key=TAKEN_FOR.key,
        persist_state="session",
    )
    shown = own if chosen == ANY else own[own["predicted"] == chosen]
    often = shown["predicted"].map(counts).to_numpy()
    order = np.lexsort((shown["predicted"], -often, shown["predicted"] == label))
    return shown.iloc[order]


def _pictures(choice: Choice, record: RunRecord, shown: pd.DataFrame, named: pd.DataFrame) -> None:
    drawn = shown.head(MOST_IMAGES)
    images = None
    try:
        images = loaders.split_images(record, choice.split, drawn["index"].to_numpy())
        why = (
            "This run was imported as predictions, which contain no images."
            if record.config is None
            else "The examples of this data set are not images."
        )
    except DataError as error:
        why = f"The images cannot be shown: {error}."
    if images is None:
        st.caption(literal(why, 1000))
        counts = shown["predicted"].map(named["name"]).value_counts()
        table = counts.rename_axis("Predicted as").rename("Examples").reset_index()
        st.dataframe(table, hide_index=True, key="taken_for_counts")
        return
    right = (drawn["predicted"] == drawn["label"]).tolist()
    labels = [
        shorten(named["name"][predicted]) if hit else f"as {shorten(named['name'][predicted])}"
        for predicted, hit in zip(drawn["predicted"], right, strict=True)
    ]
    figure = picture_grid(images, labels, columns=COLUMNS, marks=right, look=state.look())
    widgets.figure(figure, "examples", words_picture_grid(labels, right), figure.layout.height)
    left_out = len(shown) - len(drawn)
    st.caption(
        "The label under each image is the prediction. Wrong ones come first, with a frame and a cross."
        + (f" {left_out:,} more are not shown." if left_out else "")
    )
