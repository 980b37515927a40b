"""What each deferred method switches, and when."""

from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.shell import under_hand
from dashboard.shell.controls import choice, slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.published_sets import PUBLISHED
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.deferred_schedules.timeline import timeline_frame
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import LDAM
from ltcore.plots.base.amounts import latex
from ltcore.plots.base.theme import Look
from ltcore.plots.deferred_schedules.timeline import timeline_figure, words_timeline
from ltcore.registry import Source

TITLES = {name: each.title for name, each in PUBLISHED.items()}
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SWITCHES = tuple(step / 20 for step in range(20))
SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.3, Algorithm 1")


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Class counts, and the moment of the switch."""

    data: str = choice("Data set", TITLES, "cifar10", as_list=True, width=165)
    ratio: int = slider("Imbalance ratio ρ", RATIOS, 100, "{:,}")
    switch: float = slider(
        "Switch after",
        SWITCHES,
        0.8,
        "{:.0%}",
        "Share of the training that comes first. The authors switch after epoch 160 of 200.",
    )

    @property
    def described(self) -> str:
        """What the counts are of."""
        return f"{TITLES[self.data]}, exponential profile, ρ = {self.ratio}"


def _axis(asked: Timeline) -> list[int]:
    published = PUBLISHED[asked.data]
    counts = exponential_counts(published.n_max, len(published.class_names), asked.ratio)
    return [int(count) for count in counts]


def figure(asked: Timeline, look: Look) -> go.Figure:
    """Return one row per method."""
    frame = timeline_frame(
        class_axis(_axis(asked), PUBLISHED[asked.data].class_names), asked.switch
    )
    return timeline_figure(frame, asked.switch, data=asked.described, look=look)


def show(asked: Timeline, look: Look) -> Shown:
    """Return the rows, and the rule behind the weights."""
    counts = _axis(asked)
    frame = timeline_frame(class_axis(counts, PUBLISHED[asked.data].class_names), asked.switch)
    drw = frame[(frame["method"] == "drw") & (frame["phase"] == "late")].iloc[0]
    card = formula_card(
        r"w_y(t) = \begin{cases} 1 & t < t_0 \\ C / E_{n_y} & t \ge t_0 \end{cases}, \qquad "
        r"E_n = \frac{1 - \beta^n}{1 - \beta}",
        {
            "w_y(t)": "weight of an example of class $y$ at step $t$: deferred re-weighting (DRW). Deferred "
            "re-sampling (DRS) draws every class equally often from $t_0$ on",
            "t_0": "the switch; in the authors' code also the epoch at which the learning rate falls",
            "n_y": "training examples of class $y$",
            r"E_n": r"effective number of $n$ examples, $\beta = 0.9999$",
            "C": "constant that gives the weights the mean 1",
        },
        rf"w_{{\text{{rarest}}}} : w_{{\text{{most frequent}}}} = {latex(drw['weight_tail'], 3)} : "
        rf"{latex(drw['weight_head'], 3)} \quad (n = {counts[-1]:,} \text{{ and }} {counts[0]:,})",
        SOURCE,
    )
    return Shown(
        figure=figure(asked, look),
        words=words_timeline(frame, asked.switch),
        frames={"deferred_methods": frame},
        cards=[card],
        origin=f"Computed from the counts of {asked.described}, with the default settings of each method.",
    )


PICTURE = Picture(
    label="What is switched?",
    settings=Settings(Timeline, "deferred"),
    controls=("data", "ratio", "switch"),
    show=show,
    notice="Margins stay all the time; weights or draws wait. Only TLA + ADRW also drops something: the "
    "factors of the logits.",
    try_this="Move the switch to 0 %: LDAM-DRW is then LDAM with class weights from the first step. What "
    "that does to the error is under *How late?*",
    presets=(
        Preset(
            "As in the paper: after 160 of 200", {"data": "cifar10", "ratio": 100, "switch": 0.8}
        ),
        Preset("No delay at all", {"data": "cifar10", "ratio": 100, "switch": 0.0}),
        Preset("Few classes are rare: ρ = 10", {"data": "cifar10", "ratio": 10, "switch": 0.8}),
    ),
    drag=under_hand.kept_figure(figure),
    key="deferred_timeline",
)
