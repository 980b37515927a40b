"""Map of methods: where in the pipeline each idea acts, when it came, and what of it is in the lab."""

import pandas as pd
import streamlit as st

from dashboard.methods import section
from dashboard.shell import answers, footer, state, widgets
from dashboard.shell.components import into_view
from dashboard.shell.components.picture import drawn
from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.shell.settings import FreeSettings
from dashboard.views.methods_map import family_card
from dashboard.views.methods_map.choice import (
    CLICKED,
    FAMILY,
    HERE,
    PICTURE,
    PLACE,
    Choice,
    controls,
)
from ltcore.analysis import class_axis
from ltcore.config import RunConfig
from ltcore.data.profiles import exponential_counts
from ltcore.methods.families import FAMILIES, Family
from ltcore.plots.methods.map import map_height, methods_map_figure, words_methods_map

LEAST_HEIGHT = 480
EXAMPLE_SIZES = (5000, 10, 100)
"""Largest class, classes and ratio of the class counts that methods are explained with."""
OPENED = "opened_family"
"""Key of what a click opens."""
EXAMPLE = "With the class counts of long-tailed CIFAR-10, ratio 100"


def _map(choice: Choice) -> None:
    """Draw the map, and below it the chosen family with one of its methods."""
    frame, look = choice.frame, state.look()
    words = answers.of(words_methods_map, frame)
    widgets.clickable_figure(
        drawn(methods_map_figure, frame, choice.family, look=look),
        PICTURE,
        words,
        max(map_height(frame, look), LEAST_HEIGHT),
    )
    widgets.in_words(words)
    widgets.notice_and_try(
        "Before 2016, methods changed the data, the costs and the decision. With deep networks, they began "
        "to correct the features as well.",
        "Click a mark, or choose a family above. Its idea, its paper and its methods in this lab appear "
        "below.",
    )
    family = FAMILIES[choice.family]
    with st.container(key=OPENED):
        family_card.draw(family)
    into_view.bring(OPENED, state.remembered(CLICKED, None))
    numbers = _explained(family)
    footer.draw(
        {"families_of_methods": frame} | ({} if numbers.empty else {"method_numbers": numbers}),
        "The families named in the lecture notes, with the paper that introduced each idea.",
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


PAGE = Page(
    slug="map",
    title="Map of methods",
    icon=":material/map:",
    door="Teach",
    question="When did each idea appear, and where does it act?",
    sentence="Each mark is a family of methods. It shows when the paper appeared and where the method acts, "
    "from the data to the prediction.",
    presets=(
        Preset("Thirty years of ideas in eight places", {"place": [], "here": False}),
        Preset(
            "The first ideas changed data and costs",
            {"place": ["data", "sampler", "loss"], "here": False},
        ),
        Preset(
            "Features came late",
            {"place": ["views", "features", "classifier"], "here": False},
        ),
        Preset("What can be tried in this lab", {"place": [], "here": True}),
    ),
    settings=FreeSettings(linked={"family": FAMILY, "place": PLACE, "here": HERE}, ask=controls),
    body=_map,
)
