"""The axis of beta: logarithmic in N = 1/(1 - beta), with both written at its ticks."""

import math

import plotly.graph_objects as go

from ltcore.analysis.effective_number.curves import SIZES, beta_of
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import METHOD_STYLES
from ltcore.plots.base.theme import Look

TICK_SIZES = tuple(10**power for power in range(7))
END = 1.6
"""The axis goes on to this multiple of the largest N, so that its mark is whole."""


def label_beta_axis(figure: go.Figure, look: Look) -> None:
    """Set the x axis of a figure whose x is N = 1/(1 - beta).

    Args:
        figure: the figure.
        look: where it is shown; large text has room for every second tick.
    """
    sizes = TICK_SIZES[:: 2 if look.lecture else 1]
    figure.update_xaxes(
        type="log",
        range=[-math.log10(END), math.log10(END * SIZES[-1])],
        tickvals=list(sizes),
        ticktext=[f"{size:,}<br>{numeral(beta_of(size))}" for size in sizes],
        tickangle=0,
        title_text="N = 1/(1 − β), with β below it",
    )


def mark_beta(figure: go.Figure, size: float, look: Look) -> None:
    """Draw a vertical line at the chosen beta.

    Args:
        figure: the figure.
        size: N = 1/(1 - beta) of the chosen value.
        look: where it is shown.
    """
    figure.add_annotation(
        text="β chosen above",
        x=math.log10(size),
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"color": look.shade(METHOD_STYLES["cb_softmax"]).text},
    )
    figure.add_shape(
        type="line",
        x0=size,
        x1=size,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": look.shade(METHOD_STYLES["cb_softmax"]).line, "width": 1.5},
    )
