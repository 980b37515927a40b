"""Head, medium and tail behind an axis of training examples per class."""

import math

import plotly.graph_objects as go

from ltcore.plots.base.theme import Look
from ltcore.types import HEAD_ABOVE, TAIL_BELOW

LEAST = 0.8
"""Where a logarithmic axis of counts begins, so that a class of 1 example is inside."""


def draw_count_bands(figure: go.Figure, n_max: float, look: Look) -> None:
    """Lay the group bands behind a figure whose x axis is the logarithm of a class's training examples.

    The tail is warm, as in every figure.

    Args:
        figure: the figure.
        n_max: where its x axis ends.
        look: where it is shown.
    """
    bands = {
        "tail": (LEAST, TAIL_BELOW, f"tail: fewer than {TAIL_BELOW}"),
        "medium": (TAIL_BELOW, HEAD_ABOVE, "medium"),
        "head": (HEAD_ABOVE, n_max, f"head: more than {HEAD_ABOVE}"),
    }
    for group, (low, border, label) in bands.items():
        high = min(border, n_max)
        if low >= high:
            continue
        figure.add_shape(
            type="rect",
            x0=low,
            x1=high,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(group),
        )
        figure.add_annotation(
            text=label,
            x=(math.log10(low) + math.log10(high)) / 2,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.muted},
        )
