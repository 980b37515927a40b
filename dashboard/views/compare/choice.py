"""The controls of a comparison: which arms, on which examples, in which groups, and what a picture adds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.arms import Arm
from dashboard.shell.settings import FreeSettings
from dashboard.shell.state import Linked
from dashboard.views.compare import offers, same_items
from dashboard.views.compare.seed_table import NUMBERS
from ltcore.analysis import LeftOut
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.compare.confusion import MOST_ARMS as MOST_MATRICES
from ltcore.plots.compare.group_panels import Drawn
from ltcore.runs import RunRecord
from ltcore.types import GROUPS, Group, GroupRule, Split

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation"}
MEASURES: Mapping[Measure, str] = {"recall": "Recall", "precision": "Precision", "f1": "F1"}
Bars = Literal["both", "f1"]
BARS: Mapping[Bars, str] = {"both": "Recall, precision", "f1": "F1"}
OfGroups = Literal["both", "f1", "calibration"]
OF_GROUPS: Mapping[OfGroups, str] = {
    "both": BARS["both"],
    "f1": BARS["f1"],
    "calibration": "Calibration",
}
SureOf = Literal["all"] | Group
SURE_OF: Mapping[SureOf, str] = {"all": "All", **{group: group.capitalize() for group in GROUPS}}
BAR_MEASURES: Mapping[Bars, tuple[Measure, ...]] = {"both": ("recall", "precision"), "f1": ("f1",)}
DRAWN_AS: Mapping[Drawn, str] = {"marks": "Marks", "bars": "Bars"}
DRAWN_FOR = "compare_drawn_for"
"""Under this key the session remembers whether marks or bars were last chosen for a lecture."""
DATA_WIDTH, DATA_IN_LECTURE = 240, 360
"""Pixels."""


def _read_matrices(text: str) -> list[str]:
    return state.some_of(offers.ids(), "methods", most=MOST_MATRICES)(text)


MATRICES: Linked[list[str]] = Linked("matrices", [], _read_matrices, state.joined)
MEASURE: Linked[Measure] = Linked("measure", "recall", state.one_of(MEASURES))
CLASS_BARS: Linked[Bars] = Linked("class_bars", "both", state.one_of(BARS))
GROUP_BARS: Linked[OfGroups] = Linked("group_bars", "both", state.one_of(OF_GROUPS))
SURE: Linked[SureOf] = Linked("sure_of", "all", state.one_of(SURE_OF))
DRAWN: Linked[Drawn] = Linked("drawn", "marks", state.one_of(DRAWN_AS))
"""At a desk; see `drawn_now`."""
NUMBER = Linked("number", "balanced_error", state.one_of(NUMBERS))
SPLIT: Linked[Split] = Linked("split", "test", state.one_of(SPLITS))
BASELINE = Linked("baseline", "", offers.read_arm)
LINKED: Mapping[str, Linked[Any]] = {
    "task": offers.TASK,
    "arms": offers.ARMS,
    "matrices": MATRICES,
    "measure": MEASURE,
    "class_bars": CLASS_BARS,
    "group_bars": GROUP_BARS,
    "sure_of": SURE,
    "drawn": DRAWN,
    "number": NUMBER,
    "split": SPLIT,
    "baseline": BASELINE,
    "groups": widgets.GROUP_RULE,
}
LABELS: Mapping[str, str] = {
    "task": "Data",
    "arms": "Methods",
    "matrices": "Confusions of",
    "measure": "Measure of each class",
    "class_bars": "Bars of each class",
    "group_bars": "Measure of each group",
    "sure_of": "Group whose examples are shown",
    "drawn": "Drawn as",
    "number": "Number",
    "split": "Examples",
    "baseline": "Baseline",
    "groups": "Class groups",
}
"""What a reader knows the settings by."""

Controls = Callable[[Sequence[Arm]], object]
"""Draws controls that only some pictures have, for the chosen arms."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader compares.

    Attributes:
        data: how the data are called.
        arms: the chosen arms.
        matrices: ids of the one or two whose confusions are drawn.
        measure: what marks show by class.
        class_bars: what bars show by class: recall and precision, or F1.
        group_bars: what marks or bars show by group: recall and precision, F1, or calibration.
        sure_of: whose examples the reliability diagram is of: all, or those of one group.
        drawn: whether classes and groups are drawn as marks, which show every seed, or as bars.
        number: what is compared over the seeds.
        split: examples that the numbers are measured on.
        rule: how classes are put into groups.
        baseline: id of the arm that the others are measured against.
        on_other_items: chosen runs that were measured on other examples, which are not in ``arms``.
    """

    data: str
    arms: tuple[Arm, ...]
    matrices: tuple[str, ...]
    measure: Measure
    class_bars: Bars
    group_bars: OfGroups
    sure_of: SureOf
    drawn: Drawn
    number: str
    split: Split
    rule: GroupRule
    baseline: str
    on_other_items: tuple[LeftOut, ...]

    @property
    def records(self) -> list[RunRecord]:
        """The runs of the chosen arms."""
        return [record for arm in self.arms for record in arm.records]


def settings(*own: Controls, more: Controls | None = None) -> FreeSettings[Choice]:
    """Return the settings of a picture: all have the same in the address, whichever they draw.

    Args:
        own: each draws a control that only this picture has.
        more: draws those under More; None: there is no such button.
    """
    return FreeSettings(linked=LINKED, ask=partial(draw, own, more), adopts=adopt, labels=LABELS)


def adopt() -> Iterable[Linked[Any]]:
    """Take the values of the address where they are new and legal; return the settings."""
    offers.forget_the_choice_where_a_link_came()
    linked = {**LINKED, "drawn": drawn_now()}
    for setting in linked.values():
        state.adopt(setting)
    return linked.values()


def drawn_now() -> Linked[Drawn]:
    """Return whether marks or bars are drawn: bars in a lecture, which are seen from the last row.

    Where the address says nothing, it follows the switch for lectures.
    """
    lecture = state.look().lecture
    setting = replace(DRAWN, default="bars" if lecture else "marks")
    if state.remembered(DRAWN_FOR, lecture) != lecture and not state.is_said(setting):
        state.put(setting, setting.default)
    state.remember(DRAWN_FOR, lecture)
    return setting


def choose_drawn(_arms: Sequence[Arm]) -> None:
    """Draw the choice between marks and bars."""
    choose("Drawn as", DRAWN, DRAWN_AS, labelled=False)


def draw(own: Sequence[Controls], more: Controls | None, first: DeltaGenerator) -> Choice:
    """Draw the controls and return what they say.

    Args:
        own: each draws a control that only this picture has, beside the choice of the picture.
        more: draws those under More.
        first: the first row of the page.
    """
    tasks = offers.tasks()
    # Both rows wrap between controls where a screen, or large text, has no room for them in one line.
    beside = [first.container(width="content") for _ in own]
    last = first.container(width="content")
    second = st.container(horizontal=True, vertical_alignment="center")
    with second.container(width=DATA_IN_LECTURE if state.look().lecture else DATA_WIDTH):
        offered = offers.draw_data(tasks)
    with second.container():
        asked = offers.draw_arms(offered)
    chosen, others = same_items.split_up(asked, state.value(SPLIT))
    offers.tell_the_rest(asked, len(chosen), offered)
    same_items.tell(asked, others)
    baseline = _baseline_of(chosen)
    matrices = _matrices(chosen, baseline)
    for place, control in zip(beside, own, strict=True):
        with place:
            control(chosen)
    if more is not None:
        with last.popover("More", icon=":material/tune:"):
            more(chosen)
    return Choice(
        data=offers.titles(tasks)[state.value(offers.TASK)],
        arms=tuple(chosen),
        matrices=tuple(matrices),
        measure=state.value(MEASURE),
        class_bars=state.value(CLASS_BARS),
        group_bars=state.value(GROUP_BARS),
        sure_of=state.value(SURE),
        drawn=state.value(DRAWN),
        number=state.value(NUMBER),
        split=state.value(SPLIT),
        rule=state.value(widgets.GROUP_RULE),
        baseline=baseline,
        on_other_items=tuple(others),
    )


def examples_and_groups(_arms: Sequence[Arm]) -> None:
    """Draw the choice of the examples, and of the groups that classes are put into."""
    choose("Examples", SPLIT, SPLITS)
    widgets.group_rule()


def choose(
    label: str, setting: Linked[Any], options: Mapping[Any, str], *, labelled: bool = True
) -> None:
    """Draw a choice among a few options, side by side."""
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=setting.key,
        required=True,
        persist_state="session",
        label_visibility="visible" if labelled else "collapsed",
    )


def _baseline_of(arms: Sequence[Arm]) -> str:
    """Return the arm that the others are measured against: ERM where it is there and none was chosen."""
    ids = [arm.id for arm in arms]
    if ids and state.value(BASELINE) not in ids:
        erm = [arm.id for arm in arms if arm.records[0].method == "erm"]
        state.put(BASELINE, erm[0] if erm else ids[0])
    return state.value(BASELINE) if ids else ""


def _matrices(arms: Sequence[Arm], baseline: str) -> list[str]:
    """Return whose confusions are drawn: where none was chosen, the baseline's beside the last arm's."""
    ids = [arm.id for arm in arms]
    known = [name for name in state.value(MATRICES) if name in ids]
    if not known and ids:
        known = list(dict.fromkeys([baseline, ids[-1]]))
    if known != state.value(MATRICES):
        state.put(MATRICES, known)
    return known


MEASURED = settings(more=examples_and_groups)
"""Of pictures that rest on predictions, and have no control of their own."""
OF_RUNS = settings()
"""Of pictures that are about runs, whatever they predict."""
