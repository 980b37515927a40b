"""LDAM's margin of every class, for the class counts of a data set."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.shell import loaders, under_hand
from dashboard.shell.controls import Toggle, choice, class_groups, of, slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.published_sets import PUBLISHED
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, Shown, formula_card
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.margins.ldam import ldam_margins_frame
from ltcore.config.data import DataConfig
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import LDAM
from ltcore.plots.base.amounts import latex
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.per_class import margins_figure, words_margins
from ltcore.registry import Source
from ltcore.theory.ldam_margin import bound_ratio, margin_free_term
from ltcore.types import GroupRule

TITLES = {"digits": "Digits", **{name: each.title for name, each in PUBLISHED.items()}}
BOUND = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1")
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MAX_MARGINS = tuple(step / 20 for step in range(1, 21))


@dataclass(frozen=True, kw_only=True)
class PerClass:
    """Class counts, and the margin of the rarest class."""

    data: str = choice("Data set", TITLES, "cifar10", as_list=True, width=165)
    ratio: int = slider("Imbalance ratio ρ", RATIOS, 100, "{:,}")
    largest: float = slider(
        r"Largest margin $\Delta_{\max}$",
        MAX_MARGINS,
        0.5,
        "{:.2f}",
        "Margin of the rarest class, in cosine units. 0.5 in the authors' code for CIFAR, 0.3 for "
        "iNaturalist.",
        name="max",
    )
    counts: bool = of(Toggle(label="Training counts behind the margins", default=False))
    rule: GroupRule = class_groups()

    @property
    def described(self) -> str:
        """What the counts are of."""
        return f"{TITLES[self.data]}, exponential profile, ρ = {self.ratio}"


def figure(asked: PerClass, look: Look) -> go.Figure:
    """Return the margins, class by class."""
    frame = _frame(asked)
    return margins_figure(frame, data=asked.described, with_counts=asked.counts, look=look)


def show(asked: PerClass, look: Look) -> Shown:
    """Return the margins and the bound behind them."""
    frame = _frame(asked)
    return Shown(
        figure=figure(asked, look),
        words=words_margins(frame),
        frames={"margins_per_class": frame},
        cards=[_margin_card(frame, asked.largest), _bound_card(frame["train_count"])],
        origin=f"Computed from the counts of {asked.described}.",
    )


def _margin_card(frame: pd.DataFrame, max_margin: float) -> Card:
    largest, smallest = frame["train_count"].iloc[0], frame["train_count"].iloc[-1]
    return formula_card(
        r"\Delta_y = \frac{C}{n_y^{1/4}}, \qquad C = \Delta_{\max}\, \min_j n_j^{1/4}",
        {
            r"\Delta_y": "margin of class $y$: by how much its cosine must exceed every other one",
            "n_y": "training examples of class $y$",
            "C": r"constant that gives the rarest class the margin $\Delta_{\max}$",
            r"\Delta_{\max}": "largest margin, a setting, in cosine units",
            r"\rho": "imbalance ratio: the largest class count divided by the smallest",
        },
        rf"\Delta_{{\text{{head}}}} = {latex(max_margin)} \cdot "
        rf"\left(\tfrac{{{smallest}}}{{{largest}}}\right)^{{1/4}} = {frame['ldam_margin'].iloc[0]:.3f}",
        LDAM,
    )


def _bound_card(counts: "pd.Series[int]") -> Card:
    return formula_card(
        r"L_{\text{bal}} \lesssim \frac1k \sum_{j=1}^{k} \left( \frac{1}{\gamma_j} "
        r"\sqrt{\frac{C(\mathcal F)}{n_j}} + \frac{\log n}{\sqrt{n_j}} \right), \qquad "
        r"\frac{\text{first part at } \gamma_j \propto n_j^{-1/4}}{\text{first part at equal } \gamma_j} = "
        r"\frac{(\sum_j n_j^{-1/4})^2}{k \sum_j n_j^{-1/2}}",
        {
            r"L_{\text{bal}}": "error on balanced test data; the bound holds with probability at least "
            "$1 - n^{-5}$ over the training data",
            r"\lesssim": "up to unknown constants: the bound gives a shape, not an error",
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


def _frame(asked: PerClass) -> pd.DataFrame:
    if asked.data == "digits":
        task = loaders.task(DataConfig(ratio=float(asked.ratio)))
        axis = class_axis(task.class_counts, task.class_names, asked.rule)
    else:
        published = PUBLISHED[asked.data]
        counts = exponential_counts(published.n_max, len(published.class_names), asked.ratio)
        axis = class_axis(counts, published.class_names, asked.rule)
    return ldam_margins_frame(axis, asked.largest)


PICTURE = Picture(
    label="How far?",
    settings=Settings(PerClass, "margin"),
    controls=("data", "ratio", "largest"),
    more=("counts", "rule"),
    show=show,
    notice="The fourth root changes slowly: a class with ten times fewer examples gets only 1.8 times the"
    " margin.",
    try_this="Move ρ from 100 to 10 and watch how much the bound still gains.",
    presets=(
        Preset(
            "A hundredth of the images, 3.2 × the margin",
            {"data": "cifar10", "ratio": 100, "largest": 0.5},
        ),
        Preset(
            "A smaller maximum keeps every ratio", {"data": "cifar10", "ratio": 100, "largest": 0.3}
        ),
        Preset(
            "Balanced classes: one margin for all", {"data": "cifar10", "ratio": 1, "largest": 0.5}
        ),
    ),
    drag=under_hand.kept_figure(figure),
    key="margins",
)
