"""What a set of unlabelled examples is made of, for any imbalance, size and relevance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.shell import under_hand, widgets
from dashboard.shell.controls import Toggle, choice, class_groups, of, slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.published_sets import PUBLISHED
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, Shown, formula_card
from ltcore.analysis.unlabelled_data.mix import Mix, MixSettings, Rounding, unlabelled_mix
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.amounts import latex, numeral
from ltcore.plots.base.theme import Look
from ltcore.plots.unlabelled_data.mix import mix_figure, words_mix
from ltcore.types import GroupRule, IntArray

RATIOS = (1, 2, 5, 10, 20, 50, 100, 200)
FACTORS = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
RELEVANCES = tuple(share / 10 for share in range(11))
DIGITS_LARGEST = 40
"""Labelled examples of the most frequent digit, as in the runs that come with the lab."""
DIGITS = "digits"
TITLES = {**{name: each.title for name, each in PUBLISHED.items()}, DIGITS: "Digits"}
ROUNDINGS: dict[Rounding, str] = {"run": "As a run of this lab", "authors": "As the authors' code"}


@dataclass(frozen=True, kw_only=True)
class MixAsked:
    """The labelled set, and what the unlabelled one shall be."""

    ratio: int = slider(
        "Labelled ratio ρ",
        RATIOS,
        100,
        "{:,}",
        "Labelled examples of the most frequent class divided by those of the rarest.",
    )
    unlabelled_ratio: int = slider(
        "Unlabelled ratio ρ_U",
        RATIOS,
        1,
        "{:,}",
        "The same ratio for the unlabelled examples.",
        name="u",
    )
    factor: float = slider(
        "Size k", FACTORS, 5.0, numeral, "Unlabelled examples per labelled one.", name="k"
    )
    relevance: float = slider(
        "Relevance",
        RELEVANCES,
        1.0,
        "{:.0%}",
        "Share of the unlabelled examples that belong to the task's classes. The others are foreign.",
    )
    data: str = choice("Data set", TITLES, "cifar10")
    is_reversed: bool = of(
        Toggle(
            label="Reversed order",
            default=False,
            help="The rarest labelled class is the most frequent unlabelled one.",
            name="reversed",
        )
    )
    log: bool = of(Toggle(label="Logarithmic axis", default=True))
    rounding: Rounding = choice(
        "Rounding",
        ROUNDINGS,
        "run",
        "The authors' code rounds down twice, so a few examples are missing. A run of this lab hands out "
        "every example.",
    )
    rule: GroupRule = class_groups()

    @property
    def labelled(self) -> IntArray:
        """Labelled examples per class, most frequent first."""
        largest = DIGITS_LARGEST if self.data == DIGITS else PUBLISHED[self.data].n_max
        return exponential_counts(largest, len(self.names), self.ratio)

    @property
    def names(self) -> Sequence[str]:
        """The classes."""
        if self.data == DIGITS:
            return [str(digit) for digit in range(10)]
        return PUBLISHED[self.data].class_names

    @property
    def mix(self) -> Mix:
        """Both sets, class by class."""
        asked = MixSettings(
            factor=self.factor,
            ratio=self.unlabelled_ratio,
            is_reversed=self.is_reversed,
            relevance=self.relevance,
            rounding=self.rounding,
        )
        return unlabelled_mix(self.labelled, self.names, asked, self.rule)

    @property
    def described(self) -> str:
        """What is drawn, for the picture and the foot of the page."""
        order = " reversed" if self.is_reversed else ""
        return (
            f"{TITLES[self.data]}, ρ = {self.ratio}, ρ_U = {self.unlabelled_ratio}{order}, "
            f"k = {numeral(self.factor)}"
        )


def figure(asked: MixAsked, look: Look) -> go.Figure:
    """Return both sets, class by class."""
    return mix_figure(asked.mix, data=asked.described, log=asked.log, look=look)


def show(asked: MixAsked, look: Look) -> Shown:
    """Return both sets, and the rule that they follow."""
    mix = asked.mix
    frame = mix.classes.assign(foreign=mix.foreign)
    return Shown(
        figure=figure(asked, look),
        words=words_mix(mix),
        frames={"unlabelled_mix": frame},
        cards=[_card(asked, mix)],
        origin=f"Computed from the counts of {asked.described}, relevance {asked.relevance:.0%}.",
    )


def _card(asked: MixAsked, mix: Mix) -> Card:
    relevant = mix.total - mix.foreign
    last = mix.classes["unlabelled"].iloc[0 if asked.is_reversed else -1]
    classes = len(mix.classes)
    shares = (1 / asked.unlabelled_ratio) ** (np.arange(classes) / max(classes - 1, 1))
    return formula_card(
        r"m_j \approx r\,k\,N\; \frac{\rho_U^{-(j-1)/(C-1)}}{\sum_{i=1}^{C} \rho_U^{-(i-1)/(C-1)}}, \qquad "
        r"N = \sum_{i=1}^{C} n_i",
        {
            "m_j": "unlabelled examples of the class in place $j$; whole numbers, see Rounding under More",
            "n_i, N": "labelled examples of class $i$, and of all classes",
            "k": "size factor: unlabelled examples per labelled one",
            "r": "relevance: share of the unlabelled examples that belong to the task's $C$ classes",
            r"\rho_U": "imbalance ratio of the unlabelled examples",
            "j": "place of the class, from the most frequent labelled one; reversed: from the rarest",
        },
        rf"m_{{{classes}}} \approx {asked.relevance:.1f} \cdot {latex(asked.factor)} \cdot "
        rf"{int(asked.labelled.sum())} \cdot \frac{{{latex(shares[-1], 4)}}}{{{latex(shares.sum(), 4)}}} = "
        rf"{relevant * shares[-1] / shares.sum():.1f}, \quad \text{{counted: }} {int(last)}",
        replace(RETHINKING, where="Sec. 3, and the authors' code at b91ad29"),
    )


def _lead_to_theory(_asked: MixAsked) -> None:
    widgets.link_to_page(
        "pseudo_labels", "What pseudo-labels can give two Gaussian classes, with proof", {}
    )


def _preset(sentence: str, **values: Any) -> Preset:  # noqa: ANN401 (values of any control)
    here = {"ratio": 100, "unlabelled_ratio": 100, "factor": 5.0, "relevance": 1.0}
    return Preset(sentence, {**here, "data": "cifar10", "is_reversed": False, **values})


PICTURE = Picture(
    label="What is in it?",
    settings=Settings(MixAsked, "mix"),
    controls=("ratio", "unlabelled_ratio", "factor", "relevance"),
    more=("data", "is_reversed", "log", "rounding", "rule"),
    show=show,
    notice="Five times as many unlabelled examples help the tail little if it is as rare among them. "
    "Balanced ones give the rarest class far more examples than its labels.",
    try_this="Move ρ_U from 1 to 200: the blue bars of the tail sink below those of the head. Then lower "
    "the relevance, and the foreign bar grows.",
    presets=(
        _preset("Balanced: the tail gains most", unlabelled_ratio=1),
        _preset("The same tail again"),
        _preset("A tail twice as long", unlabelled_ratio=200),
        _preset("The tail is common there", is_reversed=True),
        _preset("40 % of it is foreign", relevance=0.6),
    ),
    drag=under_hand.kept_figure(figure),
    details=_lead_to_theory,
    key="unlabelled_mix",
)
