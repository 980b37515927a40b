"""The opening page: five doors, each with a picture that is drawn from data."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.shell import answers, labels_runs, left_out, loaders, queue_notice, state, widgets
from dashboard.shell.components import page_style
from dashboard.shell.components.picture import drawn
from dashboard.shell.doors import DOORS, Door
from dashboard.shell.page import Page
from dashboard.shell.text import literal
from dashboard.views.home import opening, search
from ltcore.data import DataError
from ltcore.plots.base.theme import Look
from ltcore.plots.home.doors import (
    counts_door,
    features_door,
    recall_door,
    words_counts_door,
    words_features_door,
    words_recall_door,
)
from ltcore.plots.home.labels_door import labels_door, words_labels_door
from ltcore.plots.home.theorem_door import theorem_door, theorem_door_frame, words_theorem_door
from ltcore.runs import RunRecord

QUESTION = "What does a network learn about what it rarely sees?"
SENTENCE = (
    "In long-tailed data, a few classes (the head) have most examples and many (the tail) have few. The "
    "pictures show handwritten digits."
)
"""One line on a small screen: the search below it shall not push the pictures down."""
PLAYGROUND = "[**Playground.** What does a loss do to the boundary?](playground)"
"""It is no page of Streamlit: nothing of it passes through the server, see ``dashboard.playground``."""
Draw = Callable[[pd.DataFrame, Look | None], go.Figure]


def opening_page(behind: Sequence[Page]) -> Page:
    """Return the opening page.

    Args:
        behind: the pages behind the doors, in the order of the navigation.
    """
    return Page(
        slug="home",
        title="Long-Tail Lab",
        icon=":material/home:",
        door="",
        question=QUESTION,
        sentence=SENTENCE,
        body=lambda _: _doors(behind),
    )


def _doors(behind: Sequence[Page]) -> None:
    queue_notice.draw_after_start()
    search.draw(behind)
    records, problem = loaders.demo_records()
    if problem:
        st.error(literal(problem, 500), icon=":material/folder_off:")
    pictures: Mapping[Door, Callable[[], None]] = {
        "Teach": _teach,
        "Compare": lambda: _compare(records),
        "Labels": _labels,
        "Explore": lambda: _explore(records),
        "Theorems": _theorems,
    }
    for column, (door, picture) in zip(
        st.columns(len(pictures), gap="medium"), pictures.items(), strict=True
    ):
        with column.container(gap="xsmall"):
            st.subheader(door, anchor=False)
            st.markdown(DOORS[door])
            picture()
            for page in behind:
                if page.door == door:
                    widgets.link_to_page(page.slug, f"**{page.title}.** {page.question}", {})
            if door == "Teach":
                st.markdown(PLAYGROUND)
    if not records and not problem:
        _empty()
    search.draw_glossary(behind)


def _teach() -> None:
    try:
        frame = opening.counts()
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return
    _picture(counts_door, words_counts_door, frame, "teach")


def _compare(records: Sequence[RunRecord]) -> None:
    frame, unusable = opening.recalls(records)
    if not frame.empty or not left_out.say_unreadable(unusable):
        _picture(recall_door, words_recall_door, frame, "compare")
    if records:
        st.markdown("ERM is plain training: every example counts the same.")


def _labels() -> None:
    records, problem = labels_runs.kept_records()
    if problem:
        st.error(literal(problem, 500), icon=":material/folder_off:")
    frame, unusable = opening.pseudo_labels(records)
    if not frame.empty or not left_out.say_unreadable(unusable):
        _picture(labels_door, words_labels_door, frame, "labels")


def _explore(records: Sequence[RunRecord]) -> None:
    frame, unusable = opening.features(records)
    if not frame.empty or not left_out.say_unreadable(unusable):
        _picture(features_door, words_features_door, frame, "explore")


def _theorems() -> None:
    _picture(theorem_door, words_theorem_door, answers.made(theorem_door_frame), "theorems")


def _picture(draw: Draw, say: Callable[[pd.DataFrame], str], frame: pd.DataFrame, key: str) -> None:
    words = answers.of(say, frame)
    with st.container(key=f"{page_style.DOOR}_{key}"):
        widgets.figure(drawn(draw, frame, state.look()), key, words)
    widgets.in_words(words)


def _empty() -> None:
    st.info(
        "The second and fourth pictures need demo runs, and this lab has none. Train ERM and another method, "
        "then compare them.",
        icon=":material/bar_chart:",
    )
    widgets.link_to_page("train", "Train the first runs", {})
