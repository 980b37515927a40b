"""Map of methods: where in the pipeline each idea acts, when it came, and what of it is in the lab."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.methods import section
from dashboard.shell import answers, footer, presets, state, widgets
from dashboard.shell.components import page_style
from dashboard.shell.components.picture import drawn
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.methods_map import family_card
from ltcore.analysis import class_axis
from ltcore.analysis.methods.families import family_frame
from ltcore.config import RunConfig
from ltcore.data.profiles import exponential_counts
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES, Family
from ltcore.plots.methods.map import map_height, methods_map_figure, words_methods_map

QUESTION = "Where and when did each idea come in?"
SENTENCE = (
    "Each mark is a family of methods: when its paper came, and where between the data and the prediction it "
    "acts."
)
WIDTHS = (280, 615, 175)
"""Pixels of family, places and switch."""
LEAST_HEIGHT = 480
EXAMPLE_SIZES = (5000, 10, 100)
"""Largest class, classes and ratio of the class counts that methods are explained with."""
EXAMPLE = "With the class counts of long-tailed CIFAR-10, ratio 100"
PICTURE = "methods_map"
CLICKED = "_map_clicked"
"""Under this key the session remembers the click that was followed last."""

FAMILY = Linked("map_family", "ldam", state.one_of_the(FAMILIES, "families"))
PLACE: Linked[list[str]] = Linked("map_place", [], state.some_of(PLACES, "places"), state.joined)
HERE = Linked("map_here", default=False, read=state.one_of((True, False)))
ALL: tuple[Linked[Any], ...] = (FAMILY, PLACE, HERE)

PRESETS = (
    Preset("Thirty years at eight places", ((PLACE, []), (HERE, False))),
    Preset(
        "The first ideas changed data and costs",
        ((PLACE, ["data", "sampler", "loss"]), (HERE, False)),
    ),
    Preset("Features came late", ((PLACE, ["views", "features", "classifier"]), (HERE, False))),
    Preset("What can be tried in this lab", ((PLACE, []), (HERE, True))),
)


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    for setting in ALL:
        state.adopt(setting)
    frame = shown(answers.made(family_frame))
    _follow_click(frame)
    row = _controls()
    presets.draw("preset_methods_map", PRESETS, row)
    state.publish(*ALL)
    widgets.show_notices(*ALL)
    said = answers.of(words_methods_map, frame)
    look = state.look()
    widgets.clickable_figure(
        drawn(methods_map_figure, frame, state.value(FAMILY), look=look),
        PICTURE,
        said,
        max(map_height(frame, look), LEAST_HEIGHT),
    )
    widgets.in_words(said)
    widgets.notice_and_try(
        "Before 2016 the data, the costs and the decision were changed; with deep networks the features "
        "became something to correct as well.",
        "Click a mark, or choose a family above: its idea, its paper and what this lab has of it "
        "stand below.",
    )
    family = FAMILIES[state.value(FAMILY)]
    family_card.draw(family)
    numbers = _explained(family)
    footer.draw(
        {"families_of_methods": frame} | ({} if numbers.empty else {"method_numbers": numbers}),
        "Families that the lecture notes name; year and title of the paper that brought each idea.",
        PICTURE,
    )


def _explained(family: Family) -> pd.DataFrame:
    """Draw the section of one of a family's methods; return its numbers, none where it has no method."""
    if not family.methods:
        return pd.DataFrame()
    method = section.choose("map_method", family.methods)
    config = RunConfig.model_validate({"method": {"name": method}, "data": {"name": "cifar10"}})
    counts = exponential_counts(*EXAMPLE_SIZES)
    axis = class_axis(counts, [f"no. {rank + 1}" for rank in range(len(counts))])
    return section.draw(config, axis, EXAMPLE)


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the families that pass the filters, numbered anew."""
    places, here = state.value(PLACE), state.value(HERE)
    kept = frame["place"].isin(places or PLACES)
    return frame[kept & (frame["implemented"] | (not here))].reset_index(drop=True)


def _follow_click(frame: pd.DataFrame) -> None:
    """Choose the family whose mark was clicked, once for each click."""
    clicked: Mapping[str, Any] = state.remembered(f"{page_style.FIGURE}_{PICTURE}", {})
    picked = clicked.get("picked")
    if picked is None or picked == state.remembered(CLICKED, None):
        return
    state.remember(CLICKED, picked)
    row = int(picked["customdata"])
    if row < len(frame):
        state.put(FAMILY, str(frame["name"].iloc[row]))


def _controls() -> DeltaGenerator:
    """Draw the controls; return their row."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    family = row.container(width=widgets.text_width(WIDTHS[0]))
    places: DeltaGenerator
    if state.look().lecture:
        # Eight large pills would need two more rows.
        places = row.container(width="content").popover("Places", icon=":material/tune:")
    else:
        places = row.container(width=widgets.text_width(WIDTHS[1]))
    here = row.container(width=widgets.text_width(WIDTHS[2]))
    ordered = answers.made(family_frame)["name"].tolist()
    family.selectbox(
        "Family",
        ordered,
        format_func=lambda name: f"{FAMILIES[name].title} ({FAMILIES[name].year})",
        key=FAMILY.key,
        persist_state="session",
        help="Its idea, its paper and its records stand below the map.",
    )
    places.pills(
        "Place of action (none: all)",
        PLACES,
        selection_mode="multi",
        key=PLACE.key,
        persist_state="session",
    )
    here.toggle("In this lab only", key=HERE.key, persist_state="session")
    return row
