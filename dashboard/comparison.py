"""The controls of a comparison: which arms, which measure, on which examples, in which groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard import loaders, state, widgets
from dashboard.arms import Arm
from dashboard.state import Linked
from ltcore.plots.per_class import Measure
from ltcore.runs import RunError
from ltcore.runs.folder import Split
from ltcore.types import GroupRule

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation"}
MOST_ARMS = 12
TASK = Linked("task", "", state.short_text)
ARMS: Linked[list[str]] = Linked("arms", [], state.some_of(()), state.joined)
MEASURE: Linked[Measure] = Linked("measure", "recall", state.one_of(("recall", "precision")))
SPLIT: Linked[Split] = Linked("split", "test", state.one_of(SPLITS))
BASELINE = Linked("baseline", "", state.short_text)
LINKED: tuple[Linked[Any], ...] = (TASK, ARMS, MEASURE, SPLIT, BASELINE, widgets.GROUP_RULE)
DATA_WIDTH = 250
"""Pixels."""
FILLED_FOR = "compare_filled_for"


@dataclass(frozen=True)
class Choice:
    """What the reader compares."""

    arms: Sequence[Arm]
    measure: Measure
    split: Split
    rule: GroupRule
    baseline: str


def controls(tasks: Mapping[str, Sequence[Arm]]) -> Choice:
    """Draw the controls and return what they say.

    Args:
        tasks: the arms that can be compared, by the classes that they know.
    """
    # The controls wrap where a screen, or large text, has no room for them in one line.
    row = st.container(horizontal=True, vertical_alignment="bottom")
    data = row.container(width=widgets.text_width(DATA_WIDTH))
    measure, split, more = (row.container(width="content") for _ in range(3))
    # In a line of their own four methods with their seeds leave the picture on the first screen.
    arms = st.container()
    ids = [arm.id for arms_of_task in tasks.values() for arm in arms_of_task]
    known = {
        TASK.key: state.one_of_the(tasks, "data sets"),
        ARMS.key: state.some_of(ids, "methods", most=MOST_ARMS),
        BASELINE.key: state.one_of_the(ids, "methods"),
    }
    if state.moved(ARMS) or state.moved(TASK):
        state.remember(FILLED_FOR, "")
    for setting in LINKED:
        state.adopt(replace(setting, read=known.get(setting.key, setting.read)))
    linked = state.value(ARMS)
    if state.value(TASK) not in tasks:
        state.put(TASK, _task_of(linked, tasks))
    titles = _titles(tasks)
    with data:
        task = st.selectbox(
            "Data",
            list(tasks),
            format_func=titles.__getitem__,
            key=TASK.key,
            persist_state="session",
            help="Runs are compared on the same classes with the same training counts.",
        )
    offers = {arm.id: arm for arm in tasks[task]}
    _fill_arms(task, offers, linked)
    with arms:
        chosen = st.multiselect(
            "Methods",
            list(offers),
            format_func=lambda name: offers[name].offer,
            key=ARMS.key,
            max_selections=MOST_ARMS,
            persist_state="session",
            label_visibility="collapsed",
            placeholder="Methods; runs that differ only in their seed are taken together",
        )
    with measure:
        st.segmented_control(
            "Measure",
            ("recall", "precision"),
            format_func=str.capitalize,
            key=MEASURE.key,
            required=True,
            persist_state="session",
        )
    with split:
        st.segmented_control(
            "Examples",
            list(SPLITS),
            format_func=SPLITS.__getitem__,
            key=SPLIT.key,
            required=True,
            persist_state="session",
        )
    with more.popover("More", icon=":material/tune:"):
        rule = widgets.group_rule()
        baseline = _baseline([offers[name] for name in chosen])
    state.publish(*LINKED)
    return Choice(
        [offers[name] for name in chosen],
        state.value(MEASURE),
        state.value(SPLIT),
        rule,
        baseline,
    )


def _titles(tasks: Mapping[str, Sequence[Arm]]) -> dict[str, str]:
    """Return how the data are called; two that share a name are told apart by their key."""
    titles = {key: _title(arms) for key, arms in tasks.items()}
    names = list(titles.values())
    return {
        key: name if names.count(name) == 1 else f"{name} ({key})" for key, name in titles.items()
    }


def _title(arms: Sequence[Arm]) -> str:
    """Return how the data of the arms are called, by the first run that can still be read."""
    for record in (record for arm in arms for record in arm.records):
        try:
            return loaders.classes_title(record)
        except RunError:
            continue
    return "Runs that are gone or damaged"


def _task_of(linked: Sequence[str], tasks: Mapping[str, Sequence[Arm]]) -> str:
    """Return the data of the linked arms, or the first; the reader's own runs come before the demo."""
    having = (key for key, arms in tasks.items() if {arm.id for arm in arms} & set(linked))
    return next(having, next(iter(tasks)))


def _fill_arms(task: str, offers: Mapping[str, Arm], linked: Sequence[str]) -> None:
    """Choose the reader's own arms, else the demo, where the data has just changed.

    A choice that the reader emptied stays empty.
    """
    known = [name for name in linked if name in offers]
    first_time = state.remembered(FILLED_FOR, "") != task
    if first_time and not known:
        own = [name for name, arm in offers.items() if not arm.is_demo]
        known = (own or list(offers))[:MOST_ARMS]
    if known != list(linked):
        state.put(ARMS, known)
    state.remember(FILLED_FOR, task)


def _baseline(arms: Sequence[Arm]) -> str:
    """Draw the choice of the arm that the others are measured against: ERM where it is there."""
    ids = [arm.id for arm in arms]
    if not ids:
        return ""
    if state.value(BASELINE) not in ids:
        erm = [arm.id for arm in arms if arm.records[0].method == "erm"]
        state.put(BASELINE, erm[0] if erm else ids[0])
    titles = {arm.id: arm.label for arm in arms}
    return st.selectbox(
        "Baseline",
        ids,
        format_func=titles.__getitem__,
        key=BASELINE.key,
        persist_state="session",
        help="The others are compared with it, seed by seed.",
    )
