"""The controls of the page on the long tail: which data, which profile, how rare the rarest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.settings import FreeSettings
from dashboard.shell.state import Linked
from dashboard.views.long_tail import client_choice
from ltcore.config import RunConfig
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG
from ltcore.plots.base.amounts import numeral
from ltcore.types import GroupRule

S = TypeVar("S")
NAMES = tuple(name for name, entry in CATALOG.items() if entry.bundled or entry.published)
"""Data sets that can be asked for by name alone; the reader's own files are chosen on Train."""
DRAWN = ("shapes", "gaussians")
"""Data sets that are drawn, with any number of classes."""
PROFILES = {
    "exponential": "Exponential",
    "step": "Step",
    "pareto": "Pareto (Zipf)",
    "as_is": "As it is",
    **client_choice.SPLITS,
}
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
EXPONENTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
CLASSES = (2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
LARGEST = 100_000
CONTROL_WIDTH = 150
PROFILE_WIDTH = 195
FOURTH_WIDTH = 160
"""Pixels: in a lecture too all controls find room in one row."""

DATA = Linked("tail_data", "digits", state.one_of(NAMES))
PROFILE = Linked("tail_profile", "exponential", state.one_of(PROFILES))
RATIO = Linked("tail_ratio", 100, state.one_of(RATIOS), str)
EXPONENT = Linked("tail_exponent", 1.0, state.one_of(EXPONENTS), str)
SCALE = Linked("tail_scale", "linear", state.one_of(("linear", "log")))
N_CLASSES = Linked("tail_classes", 10, state.one_of(CLASSES), str)
N_MAX = Linked("tail_largest", 0, state.whole(0, LARGEST), str)
LINKED: Mapping[str, Linked[Any]] = {
    "data": DATA,
    "profile": PROFILE,
    "ratio": RATIO,
    "exponent": EXPONENT,
    "scale": SCALE,
    "classes": N_CLASSES,
    "largest": N_MAX,
    "split": client_choice.SPLIT,
    "concentration": client_choice.CONCENTRATION,
    "clients": client_choice.N_CLIENTS,
    "per_client": client_choice.PER_CLIENT,
    "client": client_choice.CLIENT,
    "groups": widgets.GROUP_RULE,
}
LABELS: Mapping[str, str] = {
    "data": "Data set",
    "profile": "Profile",
    "ratio": "Imbalance ratio ρ",
    "exponent": "Exponent α of the rank",
    "scale": "Vertical axis",
    "classes": "Number of classes C",
    "largest": "Examples in the largest class n₁",
    "split": "Split",
    "concentration": "Concentration α",
    "clients": "Clients K",
    "per_client": "Classes per client",
    "client": "Client",
    "groups": "Class groups",
}
"""What a reader knows the settings by."""


@dataclass(frozen=True, kw_only=True)
class TailChoice:
    """What the reader looks at.

    Attributes:
        data: the data set and its profile.
        rule: how classes are put into head, medium and tail.
    """

    data: DataConfig
    rule: GroupRule

    @property
    def setting(self) -> float:
        """What makes the tail longer: the exponent of a Pareto profile, else the imbalance ratio."""
        return self.data.exponent if self.data.profile == "pareto" else self.data.ratio


def asked_by(ask: Callable[[DeltaGenerator], S]) -> FreeSettings[S]:
    """Return the settings of one picture: all have the same in the address, whichever they draw.

    Args:
        ask: draws the controls, returns what they say.
    """
    return FreeSettings(linked=LINKED, ask=ask, labels=LABELS)


def tail(_first_row: DeltaGenerator) -> TailChoice:
    """Draw the controls of a picture that has none of its own; return what they say."""
    return draw()


def draw(fourth: Callable[[], object] | None = None) -> TailChoice:
    """Draw data set, profile and how far it falls, a fourth control of the picture, and the rest.

    Args:
        fourth: draws the control that only this picture has.
    """
    # The controls wrap where a screen, or large text, has no room for them in one line.
    row = st.container(horizontal=True, vertical_alignment="bottom")
    places = side_by_side(row, (CONTROL_WIDTH, PROFILE_WIDTH, CONTROL_WIDTH))
    with places[0]:
        data_set()
    with places[1]:
        _select("Profile", PROFILE, PROFILES, _follow_profile)
    with places[2]:
        _how_rare()
    if client_choice.has_clients(state.value(PROFILE)):
        with row.container(width=widgets.text_width(CONTROL_WIDTH)):
            client_choice.which()
    if fourth is not None:
        with row.container(width=widgets.text_width(FOURTH_WIDTH)):
            fourth()
    with row.container(width="content"), st.popover("More", icon=":material/tune:"):
        _more()
    return TailChoice(data=config(state.value(PROFILE)), rule=state.value(widgets.GROUP_RULE))


def side_by_side(row: DeltaGenerator, widths: Sequence[int]) -> list[DeltaGenerator]:
    """Return places of these widths, in pixels, side by side."""
    return [row.container(width=widgets.text_width(width)) for width in widths]


def config(profile: str) -> DataConfig:
    """Return the data settings that the controls ask for, with the recipe of the data set.

    Args:
        profile: the profile, or the split over clients.

    Raises:
        ValidationError: they do not go together.
    """
    data = state.value(DATA)
    asked: dict[str, Any] = {"name": data, "profile": profile, "n_max": state.value(N_MAX)}
    asked |= client_choice.asked(profile)
    if profile in ("exponential", "step"):
        asked["ratio"] = state.value(RATIO)
    if profile == "pareto":
        asked["exponent"] = state.value(EXPONENT)
    if data in DRAWN:
        asked["options"] = {"n_classes": state.value(N_CLASSES)}
    return RunConfig.model_validate({"data": asked}).data


def _follow_profile() -> None:
    """Show the clients of the profile, where it has some, in the picture of the clients too."""
    if client_choice.has_clients(state.value(PROFILE)):
        state.put(client_choice.SPLIT, state.value(PROFILE))


def _how_rare() -> None:
    if client_choice.has_clients(state.value(PROFILE)):
        client_choice.how_different(state.value(PROFILE))
        return
    if state.value(PROFILE) == "as_is":
        st.caption("As it is: the classes keep all their training examples.")
        return
    pareto = state.value(PROFILE) == "pareto"
    setting: Linked[Any] = EXPONENT if pareto else RATIO
    st.select_slider(
        "Exponent α of the rank" if pareto else "Imbalance ratio ρ",
        EXPONENTS if pareto else RATIOS,
        format_func=numeral,
        key=setting.key,
        persist_state="session",
        help="How fast the counts fall with the rank; 0 is balanced."
        if pareto
        else "Examples in the largest class divided by those in the smallest; 1 is balanced.",
    )


def _more() -> None:
    size()
    if client_choice.has_clients(state.value(PROFILE)):
        client_choice.number()
    widgets.group_rule()


def size() -> None:
    """Draw how many classes there are, where that can be chosen, and how large the largest is."""
    if state.value(DATA) in DRAWN:
        st.select_slider("Number of classes C", CLASSES, key=N_CLASSES.key, persist_state="session")
    st.number_input(
        "Examples in the largest class n₁ (0: all of them)",
        0,
        LARGEST,
        key=N_MAX.key,
        persist_state="session",
    )


def data_set() -> None:
    """Draw the choice of the data set."""
    _select("Data set", DATA, {name: CATALOG[name].title for name in NAMES})


def _select(
    label: str,
    setting: Linked[str],
    titles: Mapping[str, str],
    on_change: Callable[[], None] | None = None,
) -> None:
    st.selectbox(
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=setting.key,
        persist_state="session",
        on_change=on_change,
    )
