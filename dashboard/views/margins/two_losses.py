"""Softmax against hinge, with and without a margin."""

import math
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.shell import under_hand
from dashboard.shell.controls import slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from ltcore.methods.sources import LDAM
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.losses import margin_losses_figure, words_margin_losses
from ltcore.theory.margins.losses import loss_curves, softmax_loss

MARGINS = tuple(step / 20 for step in range(21))
SCALES = (1, 2, 5, 10, 20, 30, 50, 100)


@dataclass(frozen=True, kw_only=True)
class Losses:
    """A margin, and how sharply softmax bends at it."""

    margin: float = slider("Margin Δ (cosine units)", MARGINS, 0.5, "{:.2f}", name="delta")
    scale: int = slider(
        "Scale s of the cosines",
        SCALES,
        10,
        "{:,}",
        "Cosines are multiplied by s before softmax. LDAM trains with 30.",
    )


def figure(losses: Losses, look: Look) -> go.Figure:
    """Return the losses against the difference of cosines."""
    margin, scale = losses.margin, losses.scale
    return margin_losses_figure(loss_curves(margin, scale), margin, scale, look=look)


def show(losses: Losses, look: Look) -> Shown:
    """Return the losses and what they are at the knee."""
    margin, scale = losses.margin, losses.scale
    card = formula_card(
        r"\ell_{\text{LDAM}}(z) = \log\left(1 + e^{-s (z - \Delta)}\right), \qquad "
        r"\ell_{\text{hinge}}(z) = \max(0, \Delta - z)",
        {
            "z": "cosine with the true class minus cosine with the other class, from −2 to 2; positive "
            "means correct",
            r"\Delta": "margin of the true class, in cosine units",
            "s": "scale, above 0: how many logits a cosine of 1 is worth",
            r"\ell": "loss of the example. The picture shows the softmax loss divided by $s$, which moves"
            " no minimum",
        },
        rf"\tfrac1s\, \ell_{{\text{{LDAM}}}}(0) = {float(softmax_loss(0.0, margin, scale)):.3f}, \quad "
        rf"\tfrac1s\, \ell_{{\text{{LDAM}}}}(\Delta) = \tfrac{{\log 2}}{{{scale}}} "
        rf"= {math.log(2) / scale:.3f}, \quad \ell_{{\text{{hinge}}}}(0) = {margin:.2f}",
        LDAM,
    )
    return Shown(
        figure=figure(losses, look),
        words=words_margin_losses(margin, scale),
        frames={"margin_losses": loss_curves(margin, scale)},
        cards=[card],
        origin=f"Computed for two classes, Δ = {numeral(margin)}, s = {scale}.",
    )


PICTURE = Picture(
    label="Which loss?",
    settings=Settings(Losses, "margin"),
    controls=("margin", "scale"),
    show=show,
    notice="Far to the left of the knee, softmax and hinge are parallel. A margin changes the point "
    "beyond which an example no longer contributes, not how strongly a wrong one is pulled.",
    try_this="Set s to 1, as if cosines were logits. Softmax then pulls everywhere, and Δ = 0.5 changes "
    "its pull by at most 12 points.",
    presets=(
        Preset("A margin moves the knee", {"margin": 0.5, "scale": 10}),
        Preset("s = 30: softmax is almost a hinge", {"margin": 0.5, "scale": 30}),
        Preset("s = 1: there is no knee to move", {"margin": 0.5, "scale": 1}),
        Preset("Without a margin, barely right is enough", {"margin": 0.0, "scale": 30}),
    ),
    drag=under_hand.kept_figure(figure),
    key="margin_losses",
)
