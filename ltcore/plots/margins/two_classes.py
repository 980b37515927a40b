"""The two-class trade-off: what the bound says of every way to share a total margin."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import SHADES, Shade
from ltcore.plots.base.strokes import PROMISED
from ltcore.plots.base.text import percent
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.theory.ldam_margin import (
    bound_ratio,
    two_class_bound,
    two_class_optimum,
    undefined_because,
)

KEY = "two_class_margins"
ROOM = 0.11
"""Height of the bar that shows who gets the room, as a share of the axis."""


def trade_off_frame(n1: float, n2: float, *, n_points: int = 199) -> pd.DataFrame:
    """Return the bound over all ways to share a total margin of 1.

    Args:
        n1: training examples of class 1, at least 1.
        n2: training examples of class 2, at least 1.
        n_points: values of gamma1 strictly between 0 and 1, denser towards both ends, where the bound is
            steep.

    Returns:
        Columns gamma1, gamma2 and bound (in units of sqrt(C(F)), NaN where it is undefined).

    Example:
        >>> trade_off_frame(16, 1, n_points=3)["gamma1"].round(3).tolist()
        [0.146, 0.5, 0.854]
    """
    gamma1 = np.sin(np.pi / 2 * np.arange(1, n_points + 1) / (n_points + 1)) ** 2
    return pd.DataFrame(
        {"gamma1": gamma1, "gamma2": 1 - gamma1, "bound": two_class_bound(gamma1, n1, n2)}
    )


def two_class_margins_figure(
    frame: pd.DataFrame, n1: float, n2: float, *, look: Look | None = None
) -> go.Figure:
    """Draw the bound against the share of class 1, its optimum and the equal shares.

    Args:
        frame: frame of ``trade_off_frame``.
        n1: training examples of class 1.
        n2: training examples of class 2.
        look: where it is shown.
    """
    look = look or Look()
    if reason := undefined_because(n1=n1, n2=n2):
        return empty_figure(KEY, f"No bound: {reason}", look)
    value = two_class_optimum(n1, n2)[2]
    subtitle = "the bound's constants are unknown: read the shape, not the height"
    figure = new_figure(KEY, _title(n1, n2), subtitle, look)
    top = 3.2 * value
    _draw_room(figure, (n1, n2), top, look)
    colour = SHADES[look.mode]["blue"]
    seen = frame[frame["bound"] <= 2 * top]
    figure.add_trace(
        go.Scatter(
            x=seen["gamma1"].to_numpy(dtype=np.float32),
            y=seen["bound"].to_numpy(dtype=np.float32),
            mode="lines",
            name="bound",
            line={"color": colour.line, "width": look.line_width, "dash": PROMISED},
            hovertemplate="γ₁ = %{x:.2f}<br>bound %{y:.3f}<extra></extra>",
        )
    )
    _draw_marks(figure, (n1, n2), look)
    figure.update_xaxes(
        range=[0, 1],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        title_text="γ₁: margin of class 1, as a share of the total γ₁ + γ₂ = 1",
    )
    figure.update_yaxes(range=[0, top], title_text="Bound (units of √C(F))")
    figure.update_layout(showlegend=False)
    return figure


def words_two_class_margins(n1: float, n2: float) -> str:
    """Say who gets the room, and what that gains on the bound.

    Example:
        >>> print(words_two_class_margins(5000, 50))
        Class 1 with 5,000 examples gets γ₁ = 0.24, class 2 with 50 gets γ₂ = 0.76: γ₁ / γ₂ = (n₂ / n₁)^(1/4)
        = 0.32.
        There the bound is 0.245, against 0.311 with equal margins: 21 % less. However rare class 2 is,
        unequal margins save less than 50 %.
    """
    if reason := undefined_because(n1=n1, n2=n2):
        return f"There is no bound: {reason}."
    first, second, value = two_class_optimum(n1, n2)
    equal = float(two_class_bound(0.5, n1, n2))
    if n1 == n2:
        return (
            f"Both classes have {n1:,} examples, so equal margins are best, and the bound "
            f"is {numeral(value, 3)}."
        )
    rarer = 2 if n2 < n1 else 1
    return (
        f"Class 1 with {n1:,} examples gets γ₁ = {first:.2f}, class 2 with {n2:,} gets γ₂ = "
        f"{second:.2f}: γ₁ / γ₂ = (n₂ / n₁)^(1/4) = {first / second:.2f}.\n"
        f"There the bound is {value:.3f}, against {equal:.3f} with equal margins: "
        f"{percent(1 - bound_ratio([n1, n2]))} less. However rare class {rarer} is, unequal "
        "margins save less than 50 %."
    )


def _title(n1: float, n2: float) -> str:
    if n1 == n2:
        return "The bound is smallest where each class gets half of the margin"
    rarer = 2 if n2 < n1 else 1
    share = two_class_optimum(n1, n2)[rarer - 1]
    return f"The bound is smallest where class {rarer}, the rarer one, gets {percent(share)} of the margin"


def _draw_room(figure: go.Figure, counts: tuple[float, float], top: float, look: Look) -> None:
    """Lay a bar along the axis: left the room of class 1, right that of class 2, the rarer one warm."""
    first = two_class_optimum(*counts)[0]
    warm, neutral = look.ground.tail, look.ground.medium
    fills = (neutral, warm) if counts[1] < counts[0] else (warm, neutral)
    if counts[0] == counts[1]:
        fills = (neutral, neutral)
    for place, (low, high) in enumerate(((0.0, first), (first, 1.0))):
        figure.add_shape(
            type="rect",
            x0=low,
            x1=high,
            y0=0,
            y1=ROOM * top,
            layer="below",
            line={"color": look.ground.faint, "width": 1},
            fillcolor=fills[place],
        )
        figure.add_annotation(
            text=f"γ<sub>{place + 1}</sub> = {high - low:.2f}",
            x=(low + high) / 2,
            y=ROOM * top / 2,
            showarrow=False,
            font={"color": look.ground.ink},
        )


def _draw_marks(figure: go.Figure, counts: tuple[float, float], look: Look) -> None:
    first, _, value = two_class_optimum(*counts)
    optimum, grey = (SHADES[look.mode][hue] for hue in ("orange", "grey"))
    _draw_mark(figure, (first, value), f"optimum: {value:.3f}", ("square", optimum))
    if not math.isclose(first, 0.5, abs_tol=1e-9):
        equal = float(two_class_bound(0.5, *counts))
        text = f"equal margins: {equal:.3f}"
        # Above the bowl there is room on the side of the optimum, where the curve is lower.
        _draw_mark(figure, (0.5, equal), text, ("circle", grey), "right" if first < 0.5 else "left")


def _draw_mark(
    figure: go.Figure,
    at: tuple[float, float],
    text: str,
    mark: tuple[str, Shade],
    above: str = "",
) -> None:
    """Draw a mark with its words: centred below, or above with the side that is at the mark."""
    symbol, shade = mark
    figure.add_trace(
        go.Scatter(
            x=np.array([at[0]], dtype=np.float32),
            y=np.array([at[1]], dtype=np.float32),
            mode="markers",
            name=text.partition(":")[0],
            marker={"color": shade.line, "symbol": symbol, "size": 14},
            hovertemplate=f"γ₁ = %{{x:.3f}}<br>{text}<extra></extra>",
        )
    )
    figure.add_annotation(
        text=text,
        x=at[0],
        y=at[1],
        xanchor=above or "center",
        yanchor="bottom" if above else "top",
        yshift=10 if above else -12,
        showarrow=False,
        font={"color": shade.text, "weight": 600},
    )
