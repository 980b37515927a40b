"""How much more an example of the tail weighs than one of the head, for every beta."""

import math
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from ltcore.analysis.effective_number.curves import size_of, weight_ratio
from ltcore.plots.base.amounts import numeral, rounded, times
from ltcore.plots.base.axes import caption
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.palette import METHOD_STYLES
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.effective_number.beta_axis import label_beta_axis

KEY = "weight_ratio"
NO_CLASSES = "No class counts yet"
LEFT_MOST = 10
"""The label of a class of more images than this stands to the left of its line."""
LEAST_TOP = 1.5
"""Where the axis ends when all classes have equally many examples."""

Scale = Literal["log", "linear"]


def weight_ratio_figure(
    frame: pd.DataFrame,
    counts: ArrayLike,
    beta: float,
    *,
    scale: Scale = "log",
    look: Look | None = None,
) -> go.Figure:
    """Draw the tail's weight over the head's against beta, with its limits and the chosen beta.

    Args:
        frame: frame of ``weight_ratio_frame``.
        counts: training examples per class, shape (C,).
        beta: the chosen value.
        scale: of the vertical axis; the horizontal one is logarithmic in 1/(1 - beta).
        look: where it is shown.
    """
    look = look or Look()
    counts = np.asarray(counts)
    if frame.empty or not counts.size:
        return empty_figure(KEY, NO_CLASSES, look)
    ratio = weight_ratio(counts, beta)
    imbalance = float(counts.max() / counts.min())
    figure = new_figure(
        KEY,
        f"β = {numeral(beta)}: an image of the rarest class weighs {times(ratio)} times as much as one "
        "of the most frequent",
        caption(["weight of an image of the rarest class over one of the most frequent"], look),
        look,
    )
    _draw_class_sizes(figure, float(counts.max()), float(counts.min()), look)
    _draw_limits(figure, imbalance, scale, look)
    colour = look.shade(METHOD_STYLES["cb_softmax"])
    figure.add_trace(
        go.Scatter(
            x=frame["size"].to_numpy(dtype=np.float32),
            y=frame["ratio"].to_numpy(dtype=np.float32),
            mode="lines",
            line={"color": colour.line, "width": 1.4 * look.line_width},
            hovertemplate="1/(1 − β) = %{x:,.0f}<br>%{y:,.3r} times<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=np.array([size_of(beta)], dtype=np.float32),
            y=np.array([ratio], dtype=np.float32),
            mode="markers+text",
            text=[f"<b>{times(ratio)}</b>"],
            # On the side of the curve that has room: under its upper half, over its lower one.
            textposition="bottom right" if ratio > math.sqrt(imbalance) else "top left",
            textfont={"size": 1.2 * look.text_size, "color": colour.text},
            marker={
                "color": colour.line,
                "size": 1.1 * look.text_size,
                "line": {"color": look.ground.paper, "width": 2},
            },
            hovertemplate=f"β = {numeral(beta)}<br>%{{y:,.4r}} times<extra></extra>",
        )
    )
    label_beta_axis(figure, look)
    top = _top(imbalance)
    figure.update_yaxes(title_text="Weight, rarest over most frequent", tickformat=",.4~g")
    if scale == "log":
        figure.update_yaxes(type="log", range=[math.log10(1 / _low(top)), math.log10(top)], dtick=1)
    else:
        figure.update_yaxes(range=[0, top])
    return figure


def words_weight_ratio(frame: pd.DataFrame, counts: ArrayLike, beta: float) -> str:
    """Say the ratio, its limits, and where between them it is.

    Args:
        frame: frame of ``weight_ratio_frame``.
        counts: training examples per class, shape (C,).
        beta: the chosen value.

    Example:
        >>> from ltcore.analysis.effective_number.curves import weight_ratio_frame
        >>> print(words_weight_ratio(weight_ratio_frame([5000, 50]), [5000, 50], 0.999))
        With β = 0.999, an image of the rarest class weighs 20 times as much as one of the most frequent.
        This ratio lies between 1 (no weights) and 100, the imbalance ratio (inverse frequency).
        The ratio of the inverse square root, 10, is reached near N = 1/(1 − β) = 475. While N lies between
        the class sizes, 50 and 5,000, it decides the ratio; far below them β has no effect, far above them
        the weights are inverse frequencies.
    """
    counts = np.asarray(counts)
    if frame.empty or not counts.size:
        return f"{NO_CLASSES}."
    low, high = int(counts.min()), int(counts.max())
    if low == high:
        return (
            f"All classes have {high:,} examples, so they weigh the same for every β.\n"
            "There is no imbalance to correct."
        )
    imbalance = high / low
    root = math.sqrt(imbalance)
    near = math.exp(np.interp(math.log(root), np.log(frame["ratio"]), np.log(frame["size"])))
    return (
        f"With β = {numeral(beta)}, an image of the rarest class weighs "
        f"{times(weight_ratio(counts, beta))} times as much as one of the most frequent. This "
        f"ratio lies between 1 (no weights) and {rounded(imbalance)}, the imbalance ratio "
        "(inverse frequency).\n"
        f"The ratio of the inverse square root, {rounded(root)}, is reached near N = 1/(1 − β) = "
        f"{rounded(near)}. While N lies between the class sizes, {low:,} and {high:,}, it decides "
        "the ratio; far below them β has no effect, far above them the weights are inverse "
        "frequencies."
    )


def _top(imbalance: float) -> float:
    return max(1.35 * imbalance, LEAST_TOP)


def _low(top: float) -> float:
    """Return the factor below 1 at which a logarithmic axis begins."""
    return float(top**0.08)


def _draw_class_sizes(figure: go.Figure, largest: float, smallest: float, look: Look) -> None:
    """Mark the sizes of the largest and the smallest class on the axis of N."""
    for size, end in {smallest: "rarest", largest: "most frequent"}.items():
        figure.add_shape(
            type="line",
            x0=size,
            x1=size,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line={"color": look.ground.faint, "width": 1.2, "dash": "2px,4px"},
        )
        figure.add_annotation(
            text=f"{end}: {count(size, 'image')}",
            x=math.log10(size),
            y=1,
            yref="paper",
            xanchor="right" if end == "rarest" and size > LEFT_MOST else "left",
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.muted},
        )


def _draw_limits(figure: go.Figure, imbalance: float, scale: Scale, look: Look) -> None:
    limits = {
        "no weights": 1.0,
        "inverse square root": math.sqrt(imbalance),
        "inverse frequency": imbalance,
    }
    if imbalance == 1:
        limits = {"all classes alike": 1.0}
    top = _top(imbalance)
    places = [_place(value, top, scale) for value in limits.values()]
    for value in limits.values():
        figure.add_shape(
            type="line",
            x0=0,
            x1=1,
            xref="paper",
            y0=value,
            y1=value,
            layer="below",
            line={"color": look.ground.muted, "width": 1.2, "dash": "6px,4px"},
        )
    labels = [
        EndLabel(f"{name}: {rounded(value)}", place, look.ground.ink)
        for (name, value), place in zip(limits.items(), places, strict=True)
    ]
    label_ends(figure, labels, look)


def _place(value: float, top: float, scale: Scale) -> float:
    """Return the height of a value in the drawing area, from 0 to 1."""
    if scale == "linear":
        return value / top
    low = 1 / _low(top)
    return math.log(value / low) / math.log(top / low)
