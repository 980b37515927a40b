"""What to train: data, ratio, methods and seeds, with the form of all other settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import configs, presets, run_rows, state, widgets
from dashboard.shell.presets import Pill
from dashboard.shell.state import Linked
from dashboard.views.train import form, progress
from dashboard.views.train.pictures import SIDE_BY_SIDE, SMOOTHING, VIEW, choose_view
from dashboard.views.train.starting import OPEN
from dashboard.views.train.watched import Watched, watched
from ltcore.analysis import short_title
from ltcore.config import RunConfig
from ltcore.config.recipes import NAMED_RECIPES, RECIPE_OF_DATA, RECIPES
from ltcore.data import CATALOG
from ltcore.methods import METHODS

AS_IT_IS = "as it is"
RATIOS: tuple[int | str, ...] = (AS_IT_IS, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_SEEDS = 20
WIDTHS = (150, 190, 330, 130)
START_WIDTH = 170
PROGRESS_WIDTH = 300
"""Pixels of data set, ratio, methods, seeds; of Start; and of the progress of watched runs."""
DATA = Linked("data", "digits", state.one_of(CATALOG))
RATIO: Linked[int | str] = Linked("ratio", 100, state.one_of(RATIOS))
METHOD = Linked("methods", ["erm", "ldam_drw"], state.some_of(METHODS), state.joined)
SEEDS = Linked("seeds", 1, state.whole(1, MOST_SEEDS))
BASIC: tuple[Linked[Any], ...] = (DATA, RATIO, METHOD, SEEDS)
AGAIN = Linked("again", default=False, read=state.yes_or_no)
"""Whether runs that come with the lab are trained all the same."""
RECIPE: Linked[str | None] = Linked(form.RECIPE, None, state.one_of(RECIPES))
"""A field of the form; it is read when it changes."""
FIELDS = tuple(map(form.field, ("n-max", "model", "unlabelled", "unlabelled-ratio")))
"""Fields of the form that a preset fills in; the other presets empty them."""
LIVE = {"n-max": "40", "model": "mlp", "unlabelled": "1.5", "unlabelled-ratio": "10"}
"""Few labels, as many unlabelled images as are left, and a network so small that a class can wait for it."""


def _preset(sentence: str, ratio: int, methods: list[str], filled: Mapping[str, str]) -> Pill:
    """Return a preset on digits; the fields of `FIELDS` that it does not fill take their defaults."""
    in_form = [(field, filled.get(field.key, field.default)) for field in FIELDS]
    return Pill(sentence, ((DATA, "digits"), (RATIO, ratio), (METHOD, methods), *in_form))


PRESETS = (
    _preset("Plain or LDAM-DRW?", 100, ["erm", "ldam_drw"], {}),
    _preset("Do unlabelled images help? (1 min)", 10, ["erm", "crest", "self_training"], LIVE),
    _preset("Weights: early or late?", 100, ["erm", "cb_softmax", "drw"], {}),
    _preset("Weights, margins or logits?", 100, ["cb_softmax", "ldam", "logit_adjustment"], {}),
    _preset("Balanced: no tail", 1, ["erm", "cb_softmax", "logit_adjustment"], {}),
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader asks for."""

    data: str
    ratio: int | str
    methods: Sequence[str]
    seeds: int
    more: dict[str, Any]

    def configs(self) -> list[RunConfig]:
        """Return the runs, method by method.

        Raises:
            ValidationError: a setting is illegal.
        """
        more = {**_imbalance(self.ratio), **self.more}
        return configs.build(self.data, self.methods, self.seeds, more)


class Asked(NamedTuple):
    """What the controls say, and where there is room for Start.

    Attributes:
        choice: what the reader asks for.
        start: where the button stands that starts it.
    """

    choice: Choice
    start: DeltaGenerator


@dataclass(frozen=True)
class Request:
    """What the page is asked for.

    Attributes:
        asked: what the controls say.
        now: the runs that are watched.
        progress: where their progress stands; None where there are none.
        notes: where it is said what is wrong with the choice; None: above the picture.
    """

    asked: Asked
    now: Watched
    progress: DeltaGenerator | None = None
    notes: DeltaGenerator | None = None


def _imbalance(ratio: int | str) -> dict[str, Any]:
    return {"profile": "as_is"} if ratio == AS_IT_IS else {"ratio": ratio}


def controls(first_row: DeltaGenerator) -> Request:
    """Draw the four controls, the presets and the form; return the choice and the place for Start.

    Once runs are watched, the picture comes first: above it stand one row with the choice of the picture,
    progress and Cancel, and a button that opens the controls.
    """
    linked: tuple[Linked[Any], ...] = (VIEW, SIDE_BY_SIDE, SMOOTHING, AGAIN)
    for setting in linked:
        state.adopt(setting)
    now = watched()
    widgets.show_notices(*linked)
    if not now.records:
        return Request(_chosen(), now)
    with first_row:
        with st.popover("New runs", icon=":material/add:", key=OPEN, on_change="rerun"):
            asked = _chosen()
            notes = st.container()
        progress.draw_cancel(now.ids, is_moving=run_rows.moves(now.records))
        choose_view()
        place = st.container(width=widgets.text_width(PROGRESS_WIDTH))
    for _ in range(2):  # in the place of the controls: what is old would stay until all is drawn
        st.empty()
    state.publish(VIEW)
    return Request(asked, now, place, notes)


def _chosen() -> Asked:
    """Draw the controls; return what they say, and the place for Start."""
    # The controls wrap where a screen, or large text, has no room for them in one line.
    row = st.container(horizontal=True, vertical_alignment="bottom")
    data, ratio, methods, seeds = (
        row.container(width=widgets.text_width(width)) for width in WIDTHS
    )
    lecture = state.look().lecture
    below = st.container(
        horizontal=True,
        horizontal_alignment="left" if lecture else "distribute",
        vertical_alignment="center",
    )
    # Large text leaves the button no room beside the controls.
    start = (below if lecture else row).container(width=widgets.text_width(START_WIDTH))
    with data:
        name = st.selectbox(
            "Data set",
            list(CATALOG),
            format_func=lambda name: CATALOG[name].title,
            key=DATA.key,
            persist_state="session",
            on_change=_use_own_profile,
            help="Which examples to learn from; the first three come with the lab.",
        )
    with ratio:
        rho = st.select_slider(
            "Imbalance ratio ρ",
            RATIOS,
            key=RATIO.key,
            persist_state="session",
            help="Number of examples of the largest class divided by that of the smallest.",
        )
    with methods:
        chosen = st.multiselect(
            "Methods",
            list(METHODS),
            format_func=short_title,
            key=METHOD.key,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
            wrap=not state.look().lecture,
            help="All methods train on the same examples and start from the same weights.",
        )
    with seeds:
        number = st.number_input(
            f"Seeds (1 to {MOST_SEEDS})",
            1,
            MOST_SEEDS,
            key=SEEDS.key,
            persist_state="session",
            help="Each method is trained once per seed. The spread over seeds shows how much is luck.",
        )
    for field in FIELDS:
        state.adopt(field)
    with below.container(width="content"):
        presets.draw("preset_train", PRESETS, below)
    settings = form.draw(below, name, chosen, _imbalance(rho), _take_recipe)
    # A recipe changes with the method that it names, and is written with it: one entry of the history.
    state.publish(*BASIC, *FIELDS, RECIPE)
    choice = Choice(data=name, ratio=rho, methods=chosen, seeds=int(number), more=settings)
    return Asked(choice, start)


def _use_own_profile() -> None:
    """Take a reader's own data as they are, bundled data with the usual ratio."""
    recipe = RECIPES[RECIPE_OF_DATA[state.value(DATA)]]
    as_is = recipe["data"].get("profile") == "as_is"
    if as_is:
        state.put(RATIO, AS_IT_IS)
    elif state.value(RATIO) == AS_IT_IS:
        state.put(RATIO, RATIO.default)


def _take_recipe() -> None:
    """Choose data, ratio and method of a named recipe: it goes with no other data and method."""
    named = NAMED_RECIPES.get(state.value(RECIPE) or "")
    if named is not None:
        state.put(DATA, named.data)
        state.put(RATIO, RATIO.default)
        state.put(METHOD, [named.method])
