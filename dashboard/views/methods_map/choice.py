"""Which families the map shows, and the one that is explained below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import answers, state, widgets
from dashboard.shell.components import page_style
from dashboard.shell.state import Linked
from ltcore.analysis.methods.families import family_frame
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES

WIDTHS = (280, 615, 175)
"""Pixels of family, places and switch."""
PICTURE = "methods_map"
CLICKED = "_map_clicked"
"""Under this key the session remembers the click that was followed last."""
FAMILY = Linked("map_family", "ldam", state.one_of_the(FAMILIES, "families"))
PLACE: Linked[list[str]] = Linked("map_place", [], state.some_of(PLACES, "places"), state.joined)
HERE = Linked("map_here", default=False, read=state.yes_or_no)


@dataclass(frozen=True)
class Choice:
    """What the reader has chosen.

    Attributes:
        family: its name.
        frame: the families that pass the filters, numbered anew.
    """

    family: str
    frame: pd.DataFrame


def _passing(frame: pd.DataFrame) -> pd.DataFrame:
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


def controls(first_row: DeltaGenerator) -> Choice:
    """Follow a click on the map and draw the controls; return what they say."""
    _follow_click(_passing(answers.made(family_frame)))
    row = first_row.container(horizontal=True, vertical_alignment="bottom", width="content")
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
        help="Its idea, its paper and its methods in this lab appear below the map.",
    )
    places.pills(
        "Where it acts (none selected: everywhere)",
        PLACES,
        selection_mode="multi",
        key=PLACE.key,
        persist_state="session",
    )
    here.toggle("Only in this lab", key=HERE.key, persist_state="session")
    return Choice(state.value(FAMILY), _passing(answers.made(family_frame)))
