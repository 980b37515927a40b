"""The controls of the feature space: those of t-SNE and UMAP are under More."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.state import Linked
from dashboard.views.feature_space import example, maps
from dashboard.views.feature_space.choice import (
    ALL,
    CLASS,
    EXAMPLE,
    KEY,
    LARGEST_SEED,
    MAP,
    MIN_DIST,
    MIN_DISTS,
    MOST,
    MOST_RUNS,
    NEIGHBOUR,
    NEIGHBOURS,
    PERPLEXITIES,
    PERPLEXITY,
    POINTS,
    RUNS,
    SEED,
    SPLIT,
    SPLITS,
    WITH_FEATURES,
    Choice,
    classes_of,
    run_names,
)
from dashboard.views.feature_space.maps import Method
from ltcore.runs import RunRecord

RUNS_WIDTH = 400
MOST_RUNS_WIDTH = 510
SPLIT_WIDTH = 112
CLASS_WIDTH = 140
"""Pixels."""


def draw(row: DeltaGenerator) -> Choice:
    """Draw the controls, which are adopted, and return what they say.

    Args:
        row: where the controls stand.

    Raises:
        NotShown: no run has kept features.
    """
    records, left_out = WITH_FEATURES.offer()
    if not records:
        raise WITH_FEATURES.not_shown(left_out)
    example.take_click(KEY)
    names = run_names(list(records.values()))
    # In a lecture too the other controls stand beside the runs.
    with row.container(width=min(widgets.text_width(RUNS_WIDTH), MOST_RUNS_WIDTH)):
        chosen = st.multiselect(
            "Runs, one or two",
            list(records),
            format_func=lambda run_id: names[run_id],
            key=RUNS.key,
            max_selections=MOST_RUNS,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
            wrap=not state.look().lecture,
        )
    with row.container(width="content"):
        st.segmented_control(
            "Map",
            list(maps.METHODS),
            format_func=maps.METHODS.__getitem__,
            key=MAP.key,
            required=True,
            persist_state="session",
        )
    with row.container(width=widgets.text_width(SPLIT_WIDTH)):
        st.selectbox(
            "Examples",
            list(SPLITS),
            format_func=SPLITS.__getitem__,
            key=SPLIT.key,
            persist_state="session",
            on_change=forget_example,
        )
    shown = [records[run_id] for run_id in chosen]
    with row.container(width=widgets.text_width(CLASS_WIDTH)):
        _class_picker(shown)
    with row.container(width="content").popover("More", icon=":material/tune:"):
        _more(state.value(MAP))
        rule = widgets.group_rule()
    method, label = state.value(MAP), state.value(CLASS)
    spec = None if method == "pca" else maps.spec_of(method, *map(state.value, _OF_MAPS))
    return Choice(
        records=shown,
        labels=list(run_names(shown).values()),
        method=method,
        spec=spec,
        split=state.value(SPLIT),
        most=state.value(MOST),
        label=None if label == ALL else int(label),
        example=state.value(EXAMPLE),
        rule=rule,
        left_out=left_out,
    )


_OF_MAPS: tuple[Linked[Any], ...] = (PERPLEXITY, NEIGHBOUR, MIN_DIST, SEED)


def forget_example() -> None:
    """Take the ring off: ids of one split mean nothing in another."""
    state.put(EXAMPLE, None)


def _class_picker(records: Sequence[RunRecord]) -> None:
    names, order = classes_of(records[0]) if records else ((), [])
    titles = {ALL: "All classes", **{str(label): names[label] for label in order}}
    st.selectbox(
        "Class",
        list(titles),
        format_func=titles.__getitem__,
        key=CLASS.key,
        persist_state="session",
        help="Ordered from the most frequent to the rarest. The chosen class stands out, the others fade.",
    )


def _more(method: Method) -> None:
    _scale(
        "Perplexity: neighbours that t-SNE considers",
        PERPLEXITY,
        PERPLEXITIES,
        off=method != "tsne",
    )
    _scale("Neighbours that UMAP links", NEIGHBOUR, NEIGHBOURS, off=method != "umap")
    _scale(
        "Minimum distance of points in UMAP (share of the spread)",
        MIN_DIST,
        MIN_DISTS,
        off=method != "umap",
    )
    st.number_input(
        "Seed for t-SNE and UMAP",
        min_value=0,
        max_value=LARGEST_SEED,
        key=SEED.key,
        persist_state="session",
        disabled=method == "pca",
    )
    _scale("Maximum number of examples", MOST, POINTS)


def _scale(label: str, setting: Linked[Any], values: Sequence[float], *, off: bool = False) -> None:
    st.select_slider(
        label,
        values,
        format_func=lambda value: f"{value:,}",
        key=setting.key,
        persist_state="session",
        disabled=off,
    )
