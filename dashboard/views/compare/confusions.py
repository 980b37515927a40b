"""Compare, Confusions: whose examples are predicted as what, and the examples themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import loaders, state, widgets
from dashboard.shell.arms import Arm
from dashboard.shell.components import into_view
from dashboard.shell.page import Picture
from dashboard.shell.settings import FreeSettings
from dashboard.shell.shown import Shown
from dashboard.views.compare import choice as controls
from dashboard.views.compare import examples
from dashboard.views.compare.choice import LABELS, LINKED, MATRICES, Choice
from dashboard.views.compare.comparison import compared, of_comparison, origin
from dashboard.views.compare.examples import ANY, CLASS, RUN, TAKEN_FOR
from ltcore.analysis.base.training_counts import counts_unknown
from ltcore.plots.base.confusion_cells import MAX_CLASSES
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.confusion import (
    MOST_ARMS,
    confusion_figure,
    told_class,
    words_confusion,
)

CLICKED = "compare_clicked"
"""Under this key the session remembers the click that was answered last."""
EXAMPLES = "confusion_examples"
"""Key of what a click opens."""
MATRICES_WIDTH = 280
"""Pixels."""
LEFT = "Classes to the left of the diagonal are more frequent."
NOTICE = (
    "Rows show recall, columns precision: if a class attracts the examples of others, predictions of it are "
    "often wrong."
)
CLASS_COLUMNS = ["class", "name", "rank", "train_count"]


@dataclass(frozen=True, kw_only=True)
class Confused(Choice):
    """What is compared, and the class that is marked.

    Attributes:
        label: of the class; one that none has stands for the class that the words tell.
    """

    label: int


class Matrices(NamedTuple):
    """The confusions that are drawn, the runs that they are of, in this order, and the classes by rank."""

    frame: pd.DataFrame
    runs: pd.DataFrame
    classes: pd.DataFrame

    @property
    def arms(self) -> list[str]:
        """How the arms are called, in the order of their matrices."""
        named: list[str] = self.runs["arm"].unique().tolist()
        return named


def ask(first_row: DeltaGenerator) -> Confused:
    """Draw the controls above the picture; return what they say, and those below it."""
    choice = controls.draw([_choose_matrices], controls.examples_and_groups, first_row)
    # What is looked at below is linked by itself: what the picture makes of it stays out of the address.
    for setting in examples.LINKED:
        state.adopt(setting)
    widgets.show_notices(*examples.LINKED)
    return Confused(**vars(choice), label=state.value(CLASS))


def show(choice: Confused, look: Look) -> Shown:
    """Return the matrices of one or two methods."""
    matrices = _matrices(choice)
    frame, split, marked = matrices.frame, choice.split, _marked(choice, matrices)
    return Shown(
        figure=_figure(choice, matrices, look),
        words=words_confusion(frame, matrices.arms, chosen=marked, split=split),
        frames={"confusions": frame},
        origin=origin(choice),
        notice=NOTICE if counts_unknown(frame) else f"{LEFT} {NOTICE}",
        try_this="Click a cell to see its examples below; on the diagonal, those of the whole class."
        if len(matrices.classes) <= MAX_CLASSES
        else "Choose a class below: its examples say more than a bin of neighbours.",
    )


def _figure(choice: Confused, matrices: Matrices, look: Look) -> go.Figure:
    marked = _marked(choice, matrices)
    return confusion_figure(
        matrices.frame, matrices.arms, chosen=marked, split=choice.split, look=look
    )


def _matrices(choice: Confused) -> Matrices:
    runs = _of_matrices(choice, compared(choice).runs)
    frame = loaders.confusions(choice.records, choice.split, choice.rule).frame
    frame = frame[frame["arm"].isin(runs["arm"])]
    classes = frame[CLASS_COLUMNS].drop_duplicates("rank").sort_values("rank").set_index("rank")
    return Matrices(frame, runs, classes)


def _of_matrices(choice: Choice, runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of the arms whose confusions are drawn, in the order of the matrices."""
    places = {
        record.id: choice.matrices.index(arm.id)
        for arm in choice.arms
        if arm.id in choice.matrices
        for record in arm.records
    }
    shown = runs[runs["run"].isin(places)]
    return shown.sort_values("run", key=lambda ids: ids.map(places), kind="stable")


def _marked(choice: Confused, matrices: Matrices) -> int:
    """Return the rank of the class that is marked."""
    ranks = dict(zip(matrices.classes["class"], matrices.classes.index, strict=True))
    if choice.label in ranks:
        return int(ranks[choice.label])
    return told_class(matrices.frame, matrices.arms, choice.split)


def _clicked(choice: Confused, mark: Mapping[str, Any]) -> bool:
    """Take over the cell that was clicked; return whether it is another than before.

    A cell on the diagonal stands for its whole class, whose wrong examples tell more than the right ones.
    """
    last: Mapping[str, Any] | None = state.remembered(CLICKED, None)
    if mark == last:
        return False
    state.remember(CLICKED, mark)
    matrices = _matrices(choice)
    classes, runs = matrices.classes, matrices.runs
    if len(classes) > MAX_CLASSES:
        return False
    traces = _figure(choice, matrices, state.look()).data
    maps = [place for place, trace in enumerate(traces) if trace.type == "heatmap"]
    true, predicted = round(mark["y"]), round(mark["x"])
    if mark["curve_number"] not in maps or not {true, predicted} <= set(classes.index):
        return False
    state.put(CLASS, int(classes["class"][true]))
    state.put(TAKEN_FOR, ANY if true == predicted else int(classes["class"][predicted]))
    of_arm = runs[runs["arm"] == matrices.arms[maps.index(mark["curve_number"])]]
    same_seed = of_arm["seed"].isin(runs.loc[runs["run"] == state.value(RUN), "seed"])
    state.put(RUN, (of_arm[same_seed] if same_seed.any() else of_arm)["run"].iloc[0])
    return True


def _draw_examples(choice: Confused) -> None:
    matrices = _matrices(choice)
    marked = int(matrices.classes.loc[_marked(choice, matrices), "class"])
    if state.value(CLASS) != marked:
        state.put(CLASS, marked)
    with st.container(key=EXAMPLES):
        examples.draw(choice, matrices.runs, matrices.classes)
    state.publish(*examples.LINKED)
    into_view.bring(EXAMPLES, state.remembered(CLICKED, None))


def _choose_matrices(arms: Sequence[Arm]) -> None:
    if len(arms) < 2:
        return
    titles = {arm.id: arm.label for arm in arms}
    with st.container(width=widgets.text_width(MATRICES_WIDTH)):
        st.multiselect(
            "Confusions of",
            list(titles),
            format_func=titles.__getitem__,
            key=MATRICES.key,
            max_selections=MOST_ARMS,
            persist_state="session",
            filter_mode="contains",
            select_all=False,
            label_visibility="collapsed",
            placeholder="One or two methods",
            wrap=False,
        )


PICTURE = of_comparison(
    Picture(
        label="Confusions",
        sentence="Each row shows what the examples of one class were predicted as.",
        settings=FreeSettings(linked=LINKED, ask=ask, adopts=controls.adopt, labels=LABELS),
        show=show,
        key="confusion",
        clicked=_clicked,
        opened=_draw_examples,
    ),
)
