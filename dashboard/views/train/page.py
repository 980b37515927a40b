"""Train: choose data and methods, start the runs, and watch which classes they learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.methods import section
from dashboard.shell import (
    answers,
    class_loaders,
    class_words,
    configs,
    jobs,
    loaders,
    presets,
    state,
    widgets,
)
from dashboard.shell.components.picture import drawn
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.train import form, live
from dashboard.views.train.live import Drawn
from ltcore.analysis import class_counts_frame, short_title
from ltcore.config import RunConfig
from ltcore.config.errors import explain
from ltcore.config.recipes import NAMED_RECIPES, RECIPE_OF_DATA, RECIPES
from ltcore.data import CATALOG, DataError
from ltcore.methods import METHODS
from ltcore.plots.long_tail.class_counts import class_counts_figure, words_class_counts
from ltcore.runs import NewerRunError, OlderRunError
from ltcore.types import Task

QUESTION = "What happens to rare classes while a network learns?"
SENTENCE = (
    "In a long-tailed set few classes have most examples. Start the methods and watch which classes each "
    "learns, and when."
)
AS_IT_IS = "as it is"
RATIOS: tuple[int | str, ...] = (AS_IT_IS, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_SEEDS = 20
WIDTHS = (150, 190, 330, 130)
START_WIDTH = 170
"""Pixels of data set, ratio, methods, seeds; and of Start."""

DATA = Linked("data", "digits", state.one_of(CATALOG))
RATIO: Linked[int | str] = Linked("ratio", 100, state.one_of(RATIOS))
METHOD = Linked("methods", ["erm", "ldam_drw"], state.some_of(METHODS), state.joined)
SEEDS = Linked("seeds", 1, state.whole(1, MOST_SEEDS))
BASIC: tuple[Linked[Any], ...] = (DATA, RATIO, METHOD, SEEDS)
RECIPE: Linked[str | None] = Linked(form.RECIPE, None, state.one_of(RECIPES))
"""A field of the form; it is read when it changes."""


PRESETS = tuple(
    Preset(sentence, ((DATA, "digits"), (RATIO, ratio), (METHOD, methods)))
    for sentence, ratio, methods in (
        ("Plain training against LDAM-DRW", 100, ["erm", "ldam_drw"]),
        ("Class weights: early or late?", 100, ["erm", "cb_softmax", "drw"]),
        ("Weights, margins or logits?", 100, ["cb_softmax", "ldam", "logit_adjustment"]),
        ("Balanced: nothing to repair", 1, ["erm", "cb_softmax", "logit_adjustment"]),
    )
)


@dataclass(frozen=True)
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


def _imbalance(ratio: int | str) -> dict[str, Any]:
    return {"profile": "as_is"} if ratio == AS_IT_IS else {"ratio": ratio}


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    choice, start = _controls()
    widgets.show_notices(*BASIC, *form.linked(choice.data, choice.methods))
    configs = _legal(choice)
    words_of_start = f"Start {len(configs)} run{'s' if len(configs) != 1 else ''}"
    pressed = start.button(
        words_of_start if configs else "Start",
        type="primary",
        disabled=not configs,
        width="stretch",
        icon=":material/play_arrow:",
        key="start",
    )
    if pressed:
        _start(configs)
    task, title = _task(configs), CATALOG[choice.data].title
    notes = class_loaders.notes_of(configs[0].data) if configs and task else ()
    live.show(lambda: _class_counts(task, title, notes), lambda: _explanation(configs, task))


def _controls() -> tuple[Choice, Any]:
    """Draw the four controls, the presets and the form; return the choice and the place for Start."""
    for setting in BASIC:
        state.adopt(setting)
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
            help="Examples of the largest class over those of the smallest.",
        )
    with methods:
        chosen = st.multiselect(
            "Methods",
            list(METHODS),
            format_func=short_title,
            key=METHOD.key,
            persist_state="session",
            help="Each is trained on the same examples, from the same initial weights.",
        )
    with seeds:
        number = st.number_input(
            f"Seeds (1–{MOST_SEEDS})",
            1,
            MOST_SEEDS,
            key=SEEDS.key,
            persist_state="session",
            help="Each method is trained once per seed; the spread over seeds is what luck can do.",
        )
    with below.container(width="content"):
        presets.draw("preset_train", PRESETS, below)
    settings = form.draw(below, name, chosen, _imbalance(rho), _take_recipe)
    # A recipe changes with the method that it names, and is written with it: one entry of the history.
    state.publish(*BASIC, RECIPE)
    return Choice(name, rho, chosen, int(number), settings), start


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


def _legal(choice: Choice) -> list[RunConfig]:
    """Return the runs, none where a setting is illegal, which is said in place."""
    if not choice.methods:
        st.info("Choose at least one method.", icon=":material/arrow_upward:")
        return []
    try:
        return choice.configs()
    except ValidationError as error:
        for line in dict.fromkeys(explain(error).splitlines()):
            st.error(literal(line, 500), icon=":material/block:")
        return []


def _start(configs: Sequence[RunConfig]) -> None:
    try:
        started = jobs.start(configs)
    except OSError as error:
        st.error(literal(error, 500), icon=":material/block:")
        return
    for run_id, reason in started.refused.items():
        sound = isinstance(reason, NewerRunError | OlderRunError)
        way_out = (
            "" if sound else f" Delete it with `ltlab runs delete {run_id}`, or change a setting."
        )
        st.error(
            f"{literal(run_id)} was not started: {literal(reason, 500)}{way_out}",
            icon=":material/block:",
        )
    if started.finished:
        st.info(
            f"{len(started.finished)} of {len(configs)} {'is' if len(configs) == 1 else 'are'} "
            "finished already; shown below.",
            icon=":material/check_circle:",
        )
    live.watch(started.run_ids)


def _class_counts(task: Task | None, title: str, notes: Sequence[str]) -> Drawn | None:
    """Draw how many training examples each class has; it needs nothing but the data."""
    if task is None:
        return None
    frame = answers.of(class_counts_frame, task)
    said = answers.of(words_class_counts, frame)
    with widgets.picture_place("counts"):
        ready = drawn(class_counts_figure, frame, look=state.look())
        widgets.figure(ready, "class_counts", said)
    widgets.in_words(said)
    class_words.draw(task.class_names, task.class_counts, notes)
    return Drawn(
        "class_counts",
        {"class_counts": frame},
        f"Training examples per class of {title}, before any training.",
    )


def _explanation(configs: Sequence[RunConfig], task: Task | None) -> Drawn | None:
    """Draw what to notice and to try, and the section of a method; return what its picture is."""
    widgets.notice_and_try(
        "In the balanced error each class counts alike, however few examples it has: missing the rarest "
        "class altogether costs as much as missing the most frequent one.",
        "Move ρ to 1 and start again: what is left of the difference between the methods?",
    )
    if task is None:
        return None
    firsts = {config.method.name: config for config in reversed(configs)}
    methods = list(dict.fromkeys(config.method.name for config in configs))
    method = section.choose("explain", methods)
    of_what = f"With the class counts of {CATALOG[configs[0].data.name].title}"
    counts = answers.of(class_counts_frame, task)
    numbers = section.draw(firsts[method], counts, of_what)
    if numbers.empty:
        return None
    origin = f"Numbers and verdict of {short_title(method)}: computed from the class counts."
    return Drawn(section.PICTURE, {section.PICTURE: numbers}, origin)


def _task(configs: Sequence[RunConfig]) -> Task | None:
    """Return names and counts of the data; None where they cannot be read, which is said once."""
    if not configs:
        return None
    try:
        return loaders.task(configs[0].data)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return None
