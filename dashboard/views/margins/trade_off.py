"""Two classes share a total margin: what the bound says of every way to share it."""

import plotly.graph_objects as go

from dashboard.shell import answers, footer, formula, state, widgets
from dashboard.shell.aspect import (
    Aspect,
    choice_on_a_line,
    control_row,
    draw_picture,
    follow,
    ready,
)
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
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
N1 = Linked("margin_n1", 5000, state.one_of(COUNTS))
N2 = Linked("margin_n2", 50, state.one_of(COUNTS))
SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1")

PRESETS = (
    Preset("A hundredth of the examples, 3.2 × the room", ((N1, 5000), (N2, 50))),
    Preset("Equal counts share equally", ((N1, 500), (N2, 500))),
    Preset("Even 10,000 to 1 saves only 40 %", ((N1, 10_000), (N2, 1))),
)


def controls() -> None:
    """Draw the two counts."""
    row = control_row()
    choice_on_a_line(row, N1, COUNTS, "Examples n₁ of class 1")
    choice_on_a_line(row, N2, COUNTS, "Examples n₂ of class 2")


def picture() -> None:
    """Draw the trade-off."""
    n1, n2 = state.value(N1), state.value(N2)
    frame = answers.made(trade_off_frame, n1, n2)
    drawn = ready(ASPECT.linked, _figure, n1, n2, state.look())
    draw_picture("two_class_margins", drawn, words_two_class_margins(n1, n2))
    widgets.notice_and_try(
        "The bowl is flat at its bottom: moving the boundary from equal margins to the optimum gains little "
        "until one class is very rare.",
        "Halve n₂ again and again: each halving of n₂ raises γ₂ / γ₁ by a factor of 1.19 only.",
    )
    first, second, value = two_class_optimum(n1, n2)
    formula.card(
        r"\min_{\gamma_1 + \gamma_2 = 1}\; \frac{1}{\gamma_1 \sqrt{n_1}} + \frac{1}{\gamma_2 \sqrt{n_2}} "
        r"\quad\Longrightarrow\quad \frac{\gamma_1}{\gamma_2} = \left(\frac{n_2}{n_1}\right)^{1/4}",
        {
            r"\gamma_j": "margin of class $j$: the smallest over its training examples; all must be above 0, "
            "that is, every training example is right",
            "n_j": "training examples of class $j$",
            r"\sqrt{C(\mathcal F)}": "complexity of the model, the unit of the bound; its value and the "
            "bound's other constants are unknown",
        },
        rf"\frac{{1}}{{{first:.3f} \sqrt{{{n1}}}}} + \frac{{1}}{{{second:.3f} \sqrt{{{n2}}}}} = {value:.4f}",
        SOURCE,
    )
    footer.draw(
        {"two_class_margins": frame},
        f"Computed for n₁ = {n1:,}, n₂ = {n2:,} and a total margin of 1.",
        picture="two_class_margins",
    )
    follow("two_class_margins", ASPECT)


def _figure(n1: int, n2: int, look: Look) -> go.Figure:
    return two_class_margins_figure(trade_off_frame(n1, n2), n1, n2, look=look)


ASPECT = Aspect(
    "Who gets the room?",
    (N1, N2),
    lambda: PRESETS,
    controls,
    picture,
    _figure,
    ((N1, COUNTS), (N2, COUNTS)),
)
