"""Softmax and hinge with and without a margin, as functions of how far the own score is ahead."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.theme import Look, new_figure
from ltcore.theory.margins.losses import FARTHEST, softmax_loss, softmax_pull

KEY = "margin_losses"
TOP = 3.2
"""The loss of the worst example at the largest margin and the smallest scale is 3.05."""
CURVES: tuple[tuple[str, str, Hue, str], ...] = (
    ("zero_one", "wrong or right (0/1)", "ink", "2px,3px"),
    ("softmax", "softmax", "grey", "solid"),
    ("hinge", "hinge with margin (LDAM-HG)", "sky", "solid"),
    ("softmax_with_margin", "softmax with margin (LDAM)", "orange", "8px,3px"),
)
"""Column, name, hue and dash; softmax has ERM's and LDAM its own."""
BENEATH = 2.2
"""The hinge is so many times as wide as LDAM's softmax, which lies on it but for the knee."""


def margin_losses_figure(
    frame: pd.DataFrame, margin: float, scale: float, *, look: Look | None = None
) -> go.Figure:
    """Draw four losses of one example of two classes.

    Args:
        frame: frame of ``ltcore.theory.margins.losses.loss_curves``.
        margin: with which the frame was made.
        scale: with which the frame was made.
        look: where it is shown.
    """
    look = look or Look()
    left = _small_percent(float(softmax_pull(margin, 0.0, scale)))
    title = f"Softmax still pulls at z = {margin:.2f}: 50 % with the margin, {left} without"
    notes = [
        "one example, two classes",
        "pull: minus the slope of the loss, 100 % at the far left",
        f"softmax with s = {numeral(scale)}, its loss divided by s",
    ]
    figure = new_figure(KEY, title, caption(notes, look), look)
    for column, name, hue, dash in CURVES:
        figure.add_trace(
            go.Scatter(
                x=frame["z"].to_numpy(dtype=np.float32),
                y=frame[column].to_numpy(dtype=np.float32),
                mode="lines",
                name=name,
                line={
                    "color": look.ground.muted if hue == "ink" else SHADES[look.mode][hue].line,
                    "width": look.line_width * (BENEATH if column == "hinge" else 1),
                    "dash": dash,
                    "shape": "hv" if column == "zero_one" else "linear",
                },
                hovertemplate="z = %{x:.2f}<br>loss %{y:.3f}<extra>%{fullData.name}</extra>",
            )
        )
    _mark(figure, margin, look)
    figure.update_xaxes(
        range=[-FARTHEST, FARTHEST],
        title_text="z: score of the true class minus score of the other (cosines)",
        zeroline=True,
        zerolinecolor=look.ground.muted,
    )
    figure.update_yaxes(range=[-0.04, TOP], title_text="Loss")
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "v",
            "x": 1,
            "xanchor": "right",
            "y": 1,
            "yanchor": "top",
            "traceorder": "reversed",
        },
    )
    return figure


def words_margin_losses(margin: float, scale: float) -> str:
    """Say what each loss still does at the margin.

    Example:
        >>> print(words_margin_losses(0.5, 30))
        An example that is barely right (z = 0) has a softmax loss of 0.500 with the margin and 0.023 without.
        At z = Δ = 0.50 the hinge loss reaches 0, and beyond that point the hinge no longer pulls. Softmax
        with the margin still pulls with 50 % of its force there; without a margin, 0.00003 % is left.
    """
    with_margin, without = (float(softmax_loss(0.0, own, scale)) for own in (margin, 0.0))
    left = float(softmax_pull(margin, 0.0, scale))
    if margin == 0:
        return (
            "Without a margin (Δ = 0), the two softmax curves coincide: at z = 0 the loss is log "
            f"2 / s = {math.log(2) / scale:.3f} and pulls with half its force.\n"
            "The hinge is 0 from z = 0 on: it asks only for the right side of the boundary."
        )
    return (
        f"An example that is barely right (z = 0) has a softmax loss of {with_margin:.3f} with "
        f"the margin and {without:.3f} without.\n"
        f"At z = Δ = {margin:.2f} the hinge loss reaches 0, and beyond that point the hinge no "
        "longer pulls. Softmax with the margin still pulls with 50 % of its force there; without "
        f"a margin, {_small_percent(left)} is left."
    )


def _small_percent(share: float) -> str:
    """Return a share with one digit that counts, however small; below 1e-9 as less than that.

    Example:
        >>> _small_percent(0.377), _small_percent(3.1e-7), _small_percent(1e-22)
        ('38 %', '0.00003 %', 'less than 0.0000001 %')
    """
    if share < 1e-9:
        return "less than 0.0000001 %"
    digits = max(0, 1 - math.floor(math.log10(100 * share)) - (share < 0.1))
    return f"{100 * share:.{0 if share >= 0.1 else digits}f} %"


def _mark(figure: go.Figure, margin: float, look: Look) -> None:
    figure.add_vline(x=margin, line={"color": look.ground.faint, "width": 1.5})
    figure.add_annotation(
        text=f" Δ = {margin:.2f}",
        x=margin,
        y=0.36,
        yref="paper",
        xanchor="left",
        showarrow=False,
        font={"color": look.ground.ink, "weight": 600},
    )
