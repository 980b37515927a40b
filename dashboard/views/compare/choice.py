"""The controls of a comparison: which arms, which measure, on which examples, in which groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import loaders, state, widgets
from dashboard.shell.arms import Arm
from dashboard.shell.state import Linked
from dashboard.views.compare.seed_table import NUMBERS
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.compare.confusion import MOST_ARMS as MOST_MATRICES
from ltcore.runs import RunError
from ltcore.types import GroupRule, Split

ASPECTS = {
    "classes": "By class",
    "groups": "By group",
    "confusions": "Confusions",
    "gap": "Memorised?",
    "calibration": "Sure?",
    "seeds": "Over seeds",
    "way": "On the way",
    "settings": "Settings",
}
"""Name in the address -> what the reader asks for."""
MEASURED = {"classes", "groups", "confusions", "gap", "calibration", "seeds"}
"""Aspects that rest on predictions, and so on a choice of examples and groups."""
SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation"}
MOST_ARMS = 12
FIRST_ARMS = 6
"""Own arms that are drawn where none was chosen: of more, marks and lines are hard to tell apart."""
PICTURE = Linked("picture", "classes", state.one_of(ASPECTS))
TASK = Linked("task", "", state.short_text)
ARMS: Linked[list[str]] = Linked("arms", [], state.some_of(()), state.joined)
MATRICES: Linked[list[str]] = Linked("matrices", [], state.some_of(()), state.joined)
MEASURES: Mapping[Measure, str] = {"recall": "Recall", "precision": "Precision", "f1": "F1"}
MEASURE: Linked[Measure] = Linked("measure", "recall", state.one_of(MEASURES))
NUMBER = Linked("number", "balanced_error", state.one_of(NUMBERS))
SPLIT: Linked[Split] = Linked("split", "test", state.one_of(SPLITS))
BASELINE = Linked("baseline", "", state.short_text)
LINKED: tuple[Linked[Any], ...] = (
    PICTURE,
    TASK,
    ARMS,
    MATRICES,
    MEASURE,
    NUMBER,
    SPLIT,
    BASELINE,
    widgets.GROUP_RULE,
)
DATA_WIDTH = 240
MATRICES_WIDTH = 280
NUMBER_WIDTH = 200
"""Pixels."""
FILLED_FOR = "compare_filled_for"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader compares.

    Attributes:
        picture: name of the aspect.
        data: how the data are called.
        arms: the chosen arms.
        matrices: ids of the one or two whose confusions are drawn.
        measure: what is drawn by class.
        number: what is compared over the seeds.
        split: examples that the numbers are measured on.
        rule: how classes are put into groups.
        baseline: id of the arm that the others are measured against.
    """

    picture: str
    data: str
    arms: Sequence[Arm]
    matrices: Sequence[str]
    measure: Measure
    number: str
    split: Split
    rule: GroupRule
    baseline: str


def controls(tasks: Mapping[str, Sequence[Arm]], first: DeltaGenerator) -> Choice:
    """Draw the controls and return what they say.

    Args:
        tasks: the arms that can be compared, by the classes that they know.
        first: their first row.
    """
    _adopt(tasks)
    # Both rows wrap where a screen, or large text, has no room for them in one line.
    with first.container(width="content"):
        picture = widgets.picture_choice(PICTURE, ASPECTS)
    own, more = first.container(width="content"), first.container(width="content")
    second = st.container(horizontal=True, vertical_alignment="center")
    with second.container(width=widgets.text_width(DATA_WIDTH)):
        offers = _arms_of_data(tasks)
    with second.container():
        chosen = _arms(offers)
    baseline = _baseline_of(chosen)
    if picture == "classes":
        with own:
            _choose("Measure", MEASURE, MEASURES, labelled=False)
    if picture == "seeds":
        with own:
            _choose_number()
    matrices = _matrices(chosen, baseline)
    if picture == "confusions" and len(chosen) > 1:
        with own:
            _choose_matrices(chosen)
    if picture in MEASURED:
        with more.popover("More", icon=":material/tune:"):
            _choose("Examples", SPLIT, SPLITS)
            widgets.group_rule()
            if picture == "seeds" and chosen:
                _choose_baseline(chosen)
    return Choice(
        picture=picture,
        data=_titles(tasks)[state.value(TASK)],
        arms=tuple(chosen),
        matrices=tuple(matrices),
        measure=state.value(MEASURE),
        number=state.value(NUMBER),
        split=state.value(SPLIT),
        rule=state.value(widgets.GROUP_RULE),
        baseline=baseline,
    )


def _adopt(tasks: Mapping[str, Sequence[Arm]]) -> None:
    ids = [arm.id for arms_of_task in tasks.values() for arm in arms_of_task]
    known = {
        TASK.key: state.one_of_the(tasks, "data sets"),
        ARMS.key: state.some_of(ids, "methods", most=MOST_ARMS),
        MATRICES.key: state.some_of(ids, "methods", most=MOST_MATRICES),
        BASELINE.key: state.one_of_the(ids, "methods"),
    }
    if state.moved(ARMS) or state.moved(TASK):
        state.remember(FILLED_FOR, "")
    for setting in LINKED:
        state.adopt(replace(setting, read=known.get(setting.key, setting.read)))


def _choose(
    label: str, setting: Linked[Any], options: Mapping[Any, str], *, labelled: bool = True
) -> None:
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=setting.key,
        required=True,
        persist_state="session",
        label_visibility="visible" if labelled else "collapsed",
    )


def _arms_of_data(tasks: Mapping[str, Sequence[Arm]]) -> Mapping[str, Arm]:
    """Draw the choice of the data; return the arms that know them, and choose among those."""
    linked = state.value(ARMS)
    if state.value(TASK) not in tasks:
        state.put(TASK, _task_of(linked, tasks))
    titles = _titles(tasks)
    task = st.selectbox(
        "Data",
        list(tasks),
        format_func=titles.__getitem__,
        key=TASK.key,
        persist_state="session",
        label_visibility="collapsed",
    )
    offers = {arm.id: arm for arm in tasks[task]}
    _fill_arms(task, offers, linked)
    return offers


def _arms(offers: Mapping[str, Arm]) -> list[Arm]:
    # Where all runs came with the lab, to say so at each method would tell none from another.
    of_both = not all(arm.is_demo for arm in offers.values())
    chosen = st.multiselect(
        "Methods",
        list(offers),
        format_func=lambda name: offers[name].offer(with_origin=of_both),
        key=ARMS.key,
        max_selections=MOST_ARMS,
        persist_state="session",
        label_visibility="collapsed",
        placeholder="Methods; runs that differ only in their seed are taken together",
        wrap=not state.look().lecture,
    )
    return [offers[name] for name in chosen]


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
        known = (own or list(offers))[:FIRST_ARMS]
    if known != list(linked):
        state.put(ARMS, known)
    state.remember(FILLED_FOR, task)


def _baseline_of(arms: Sequence[Arm]) -> str:
    """Return the arm that the others are measured against: ERM where it is there and none was chosen."""
    ids = [arm.id for arm in arms]
    if ids and state.value(BASELINE) not in ids:
        erm = [arm.id for arm in arms if arm.records[0].method == "erm"]
        state.put(BASELINE, erm[0] if erm else ids[0])
    return state.value(BASELINE) if ids else ""


def _choose_number() -> None:
    with st.container(width=widgets.text_width(NUMBER_WIDTH)):
        st.selectbox(
            "Number",
            list(NUMBERS),
            format_func=NUMBERS.__getitem__,
            key=NUMBER.key,
            persist_state="session",
            label_visibility="collapsed",
        )


def _choose_baseline(arms: Sequence[Arm]) -> None:
    titles = {arm.id: arm.label for arm in arms}
    st.selectbox(
        "Baseline",
        list(titles),
        format_func=titles.__getitem__,
        key=BASELINE.key,
        persist_state="session",
        help="The others are compared with it, seed by seed.",
    )


def _matrices(arms: Sequence[Arm], baseline: str) -> list[str]:
    """Return whose confusions are drawn: where none was chosen, the baseline's beside the last arm's."""
    ids = [arm.id for arm in arms]
    known = [name for name in state.value(MATRICES) if name in ids]
    if not known and ids:
        known = list(dict.fromkeys([baseline, ids[-1]]))
    if known != state.value(MATRICES):
        state.put(MATRICES, known)
    return known


def _choose_matrices(arms: Sequence[Arm]) -> None:
    titles = {arm.id: arm.label for arm in arms}
    with st.container(width=widgets.text_width(MATRICES_WIDTH)):
        st.multiselect(
            "Confusions of",
            list(titles),
            format_func=titles.__getitem__,
            key=MATRICES.key,
            max_selections=MOST_MATRICES,
            persist_state="session",
            label_visibility="collapsed",
            placeholder="One or two methods",
            wrap=False,
        )
