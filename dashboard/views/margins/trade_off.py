"""Two classes share a total margin: what the bound says of every way to share it."""

from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.shell import under_hand
from dashboard.shell.controls import slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from ltcore.methods.sources import LDAM
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.two_classes import (
    trade_off_frame,
    two_class_margins_figure,
    words_two_class_margins,
)
from ltcore.registry import Source
from ltcore.theory.ldam_margin import two_class_optimum

COUNTS = (*(digit * 10**power for power in range(4) for digit in (1, 2, 5)), 10_000)
SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1")


@dataclass(frozen=True, kw_only=True)
class TwoClasses:
    """Two classes that share a total margin of 1."""

    n1: int = slider("Examples n₁ of class 1", COUNTS, 5000, "{:,}")
    n2: int = slider("Examples n₂ of class 2", COUNTS, 50, "{:,}")


def figure(classes: TwoClasses, look: Look) -> go.Figure:
    """Return the bound against the share of class 1."""
    n1, n2 = classes.n1, classes.n2
    return two_class_margins_figure(trade_off_frame(n1, n2), n1, n2, look=look)


def show(classes: TwoClasses, look: Look) -> Shown:
    """Return the trade-off and its optimum."""
    n1, n2 = classes.n1, classes.n2
    first, second, value = two_class_optimum(n1, n2)
    card = formula_card(
        r"\min_{\gamma_1 + \gamma_2 = 1}\; \frac{1}{\gamma_1 \sqrt{n_1}} + \frac{1}{\gamma_2 \sqrt{n_2}} "
        r"\quad\Longrightarrow\quad \frac{\gamma_1}{\gamma_2} = \left(\frac{n_2}{n_1}\right)^{1/4}",
        {
            r"\gamma_j": "margin of class $j$: the smallest over its training examples. All must be above"
            " 0, so every training example is classified correctly",
            "n_j": "training examples of class $j$",
            r"\sqrt{C(\mathcal F)}": "complexity of the model, the unit of the bound. Its value and the "
            "other constants of the bound are unknown",
        },
        rf"\frac{{1}}{{{first:.3f} \sqrt{{{n1}}}}} + \frac{{1}}{{{second:.3f} \sqrt{{{n2}}}}} = {value:.4f}",
        SOURCE,
    )
    return Shown(
        figure=figure(classes, look),
        words=words_two_class_margins(n1, n2),
        frames={"two_class_margins": trade_off_frame(n1, n2)},
        cards=[card],
        origin=f"Computed for n₁ = {n1:,}, n₂ = {n2:,} and a total margin of 1.",
    )


PICTURE = Picture(
    label="Who gets the room?",
    settings=Settings(TwoClasses, "margin"),
    controls=("n1", "n2"),
    show=show,
    notice="The curve is flat at its minimum. Moving the boundary from equal margins to the optimum gains"
    " little until one class is very rare.",
    try_this="Halve n₂ several times. Each halving raises γ₂ / γ₁ by a factor of only 1.19.",
    presets=(
        Preset("A hundredth of the examples, 3.2 × the room", {"n1": 5000, "n2": 50}),
        Preset("Equal counts share equally", {"n1": 500, "n2": 500}),
        Preset("Even 10,000 to 1 saves only 40 %", {"n1": 10_000, "n2": 1}),
    ),
    drag=under_hand.kept_figure(figure),
    key="two_class_margins",
)
