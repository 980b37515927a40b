"""LDAM's margin of every class, for the class counts of a data set."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.shell import answers, footer, formula, loaders, state, widgets
from dashboard.shell.aspect import (
    Aspect,
    choice_on_a_line,
    control_row,
    draw_picture,
    follow,
    ready,
    values,
)
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.margins.ldam import ldam_margins_frame
from ltcore.config.data import DataConfig
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import LDAM
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.per_class import margins_figure, words_margins
from ltcore.registry import Source
from ltcore.theory.ldam_margin import bound_ratio, margin_free_term
from ltcore.types import GroupRule


class Published(NamedTuple):
    """A long-tailed version of a balanced set: its title, its largest class, and its classes."""

    title: str
    n_max: int
    class_names: Sequence[str]


CIFAR_10 = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
PUBLISHED: Mapping[str, Published] = {
    "cifar10": Published("CIFAR-10-LT", 5000, CIFAR_10),
    "cifar100": Published("CIFAR-100-LT", 500, [f"class {rank}" for rank in range(1, 101)]),
}
TITLES = {"digits": "Digits", **{name: each.title for name, each in PUBLISHED.items()}}
BOUND = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1")
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MAX_MARGINS = tuple(step / 20 for step in range(1, 21))

DATA = Linked("margin_data", "cifar10", state.one_of(TITLES))
RATIO = Linked("margin_ratio", 100, state.one_of(RATIOS))
MAX_MARGIN = Linked("margin_max", 0.5, state.one_of(MAX_MARGINS))
COUNTS = Linked("margin_counts", default=False, read=state.one_of((True, False)))

PRESETS = (
    Preset(
        "A hundredth of the images, 3.2 × the margin",
        ((DATA, "cifar10"), (RATIO, 100), (MAX_MARGIN, 0.5)),
    ),
    Preset("A smaller maximum keeps every ratio", ((DATA, "cifar10"), (RATIO, 100), (MAX_MARGIN, 0.3))),
    Preset("Balanced classes: one margin for all", ((DATA, "cifar10"), (RATIO, 1), (MAX_MARGIN, 0.5))),
)  # fmt: skip


def controls() -> None:
    """Draw data set, ratio and largest margin; the rest under More."""
    row = control_row()
    row.container(width=widgets.text_width(165)).selectbox(
        "Data set",
        list(TITLES),
        format_func=TITLES.__getitem__,
        key=DATA.key,
        persist_state="session",
    )
    choice_on_a_line(row, RATIO, RATIOS, "Imbalance ratio ρ")
    choice_on_a_line(
        row,
        MAX_MARGIN,
        MAX_MARGINS,
        r"Largest margin $\Delta_{\max}$",
        pattern="{:.2f}",
        help="Margin of the rarest class, in cosine units. 0.5 in the authors' code for CIFAR, 0.3 for "
        "iNaturalist.",
    )
    with row.container(width="content").popover("More", icon=":material/tune:"):
        st.toggle("Training counts behind the margins", key=COUNTS.key, persist_state="session")
        widgets.group_rule()


def picture() -> None:
    """Draw the margins."""
    name, ratio, max_margin, with_counts, rule = values(ASPECT.linked)
    frame = answers.made(_frame, name, ratio, max_margin, rule)
    data = _data(name, ratio)
    shown = (name, ratio, max_margin, with_counts, rule)
    drawn = ready(ASPECT.linked, _figure, *shown, state.look())
    draw_picture("margins", drawn, answers.of(words_margins, frame))
    widgets.notice_and_try(
        "The fourth root is slow: ten times fewer examples are worth 1.8 times the margin.",
        "Move ρ from 100 to 10 and watch what the bound still gains.",
    )
    _margin_card(frame)
    _bound_card(frame["train_count"])
    footer.draw(
        {"margins_per_class": frame}, f"Computed from the counts of {data}.", picture="margins"
    )
    follow("margins", ASPECT)


def _margin_card(frame: pd.DataFrame) -> None:
    largest, smallest = frame["train_count"].iloc[0], frame["train_count"].iloc[-1]
    formula.card(
        r"\Delta_y = \frac{C}{n_y^{1/4}}, \qquad C = \Delta_{\max}\, \min_j n_j^{1/4}",
        {
            r"\Delta_y": "margin of class $y$: by how much its cosine must exceed every other one",
            "n_y": "training examples of class $y$",
            "C": r"constant that gives the rarest class the margin $\Delta_{\max}$",
            r"\Delta_{\max}": "largest margin, a setting, in cosine units",
            r"\rho": "imbalance ratio, the largest class count over the smallest",
        },
        rf"\Delta_{{\text{{head}}}} = {state.value(MAX_MARGIN):g} \cdot "
        rf"\left(\tfrac{{{smallest}}}{{{largest}}}\right)^{{1/4}} = {frame['ldam_margin'].iloc[0]:.3f}",
        LDAM,
    )


def _bound_card(counts: "pd.Series[int]") -> None:
    formula.card(
        r"L_{\text{bal}} \lesssim \frac1k \sum_{j=1}^{k} \left( \frac{1}{\gamma_j} "
        r"\sqrt{\frac{C(\mathcal F)}{n_j}} + \frac{\log n}{\sqrt{n_j}} \right), \qquad "
        r"\frac{\text{first part at } \gamma_j \propto n_j^{-1/4}}{\text{first part at equal } \gamma_j} = "
        r"\frac{(\sum_j n_j^{-1/4})^2}{k \sum_j n_j^{-1/2}}",
        {
            r"L_{\text{bal}}": "error on balanced test data; the bound holds with probability at least "
            "$1 - n^{-5}$ over the training data",
            r"\lesssim": "up to constants that are unknown: the bound tells a shape and no error",
            r"\gamma_j": "smallest margin of the training examples of class $j$; all must be above 0",
            "n_j, n, k": "training examples of class $j$ and of all classes; number of classes",
            r"C(\mathcal F)": "complexity of the model",
        },
        rf"\frac{{(\sum_j n_j^{{-1/4}})^2}}{{k \sum_j n_j^{{-1/2}}}} = {bound_ratio(counts):.3f}, \quad "
        rf"\frac1k \sum_j \frac{{\log n}}{{\sqrt{{n_j}}}} = {margin_free_term(counts):.2f} "
        r"\text{ (no margin changes this part)}",
        BOUND,
        title="The bound behind it",
    )


def _data(name: str, ratio: int) -> str:
    return f"{TITLES[name]}, exponential profile, ρ = {ratio}"


def _figure(
    name: str,
    ratio: int,
    max_margin: float,
    with_counts: bool,  # noqa: FBT001 (all that a picture depends on, in the order of its settings)
    rule: GroupRule,
    look: Look,
) -> go.Figure:
    frame = _frame(name, ratio, max_margin, rule)
    return margins_figure(frame, data=_data(name, ratio), with_counts=with_counts, look=look)


def _frame(name: str, ratio: int, max_margin: float, rule: GroupRule) -> pd.DataFrame:
    if name == "digits":
        task = loaders.task(DataConfig(ratio=float(ratio)))
        axis = class_axis(task.class_counts, task.class_names, rule)
    else:
        published = PUBLISHED[name]
        counts = exponential_counts(published.n_max, len(published.class_names), ratio)
        axis = class_axis(counts, published.class_names, rule)
    return ldam_margins_frame(axis, max_margin)


ASPECT = Aspect(
    "How far?",
    (DATA, RATIO, MAX_MARGIN, COUNTS, widgets.GROUP_RULE),
    lambda: PRESETS,
    controls,
    picture,
    _figure,
    ((RATIO, RATIOS), (MAX_MARGIN, MAX_MARGINS)),
)
