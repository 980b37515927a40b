"""Softmax against hinge, with and without a margin."""

import math

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
from ltcore.plots.margins.losses import margin_losses_figure, words_margin_losses
from ltcore.theory.margins.losses import loss_curves, softmax_loss

MARGINS = tuple(step / 20 for step in range(21))
SCALES = (1, 2, 5, 10, 20, 30, 50, 100)

MARGIN = Linked("margin_delta", 0.5, state.one_of(MARGINS))
SCALE = Linked("margin_scale", 10, state.one_of(SCALES))

PRESETS = (
    Preset("A margin moves the knee", ((MARGIN, 0.5), (SCALE, 10))),
    Preset("s = 30: softmax is almost a hinge", ((MARGIN, 0.5), (SCALE, 30))),
    Preset("s = 1: there is no knee to move", ((MARGIN, 0.5), (SCALE, 1))),
    Preset("Without a margin, just right is enough", ((MARGIN, 0.0), (SCALE, 30))),
)


def controls() -> None:
    """Draw margin and scale."""
    row = control_row()
    choice_on_a_line(row, MARGIN, MARGINS, "Margin Δ (cosine units)", pattern="{:.2f}")
    choice_on_a_line(
        row,
        SCALE,
        SCALES,
        "Scale s of the cosines",
        help="Cosines are multiplied by s before softmax. LDAM trains with 30.",
    )


def picture() -> None:
    """Draw the losses."""
    margin, scale = state.value(MARGIN), state.value(SCALE)
    frame = answers.made(loss_curves, margin, scale)
    drawn = ready(ASPECT.linked, _figure, margin, scale, state.look())
    words = answers.made(words_margin_losses, margin, scale)
    draw_picture("margin_losses", drawn, words)
    widgets.notice_and_try(
        "Far left of the knee softmax and hinge are parallel: a margin changes where an example is left in "
        "peace, not how strongly a wrong one is pulled.",
        "Set s to 1, as if cosines were logits: softmax then pulls everywhere, and Δ = 0.5 changes its "
        "pull by 12 points at most.",
    )
    formula.card(
        r"\ell_{\text{LDAM}}(z) = \log\left(1 + e^{-s (z - \Delta)}\right), \qquad "
        r"\ell_{\text{hinge}}(z) = \max(0, \Delta - z)",
        {
            "z": "cosine of the own class minus cosine of the other, from −2 to 2; above 0 is right",
            r"\Delta": "margin of the own class, in cosine units",
            "s": "scale, above 0: how many logits a cosine of 1 is worth",
            r"\ell": "loss of the example; the picture shows that of softmax divided by $s$, which moves no "
            "minimum",
        },
        rf"\tfrac1s\, \ell_{{\text{{LDAM}}}}(0) = {float(softmax_loss(0.0, margin, scale)):.3f}, \quad "
        rf"\tfrac1s\, \ell_{{\text{{LDAM}}}}(\Delta) = \tfrac{{\log 2}}{{{scale}}} "
        rf"= {math.log(2) / scale:.3f}, \quad \ell_{{\text{{hinge}}}}(0) = {margin:.2f}",
        LDAM,
    )
    footer.draw(
        {"margin_losses": frame},
        f"Computed for two classes, Δ = {margin:g}, s = {scale}.",
        picture="margin_losses",
    )
    follow("margin_losses", ASPECT)


def _figure(margin: float, scale: float, look: Look) -> go.Figure:
    return margin_losses_figure(loss_curves(margin, scale), margin, scale, look=look)


ASPECT = Aspect(
    "Which loss?",
    (MARGIN, SCALE),
    lambda: PRESETS,
    controls,
    picture,
    _figure,
    ((MARGIN, MARGINS), (SCALE, SCALES)),
)
