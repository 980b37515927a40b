"""What one example of each class weighs in the loss, under three kinds of class weights."""

import math
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.effective_number.curves import SCHEMES
from ltcore.classwise.weights import WeightScheme
from ltcore.plots.base.amounts import numeral, rounded, share_in_words, times
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.palette import METHOD_STYLES, Style
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure

KEY = "class_weights"
SCHEME_TITLES = {
    "effective": "effective number",
    "inverse_sqrt": "inverse square root",
    "inverse": "inverse frequency",
}
SCHEME_STYLES = {
    "effective": METHOD_STYLES["cb_softmax"],
    "inverse_sqrt": METHOD_STYLES["inverse_sqrt"],
    # Inverse frequency shares its hue with the class-balanced loss everywhere; here it is the limit of it.
    "inverse": Style("ink", METHOD_STYLES["inverse"].mark),
}
NO_WEIGHTS = "no weights"
MARGIN = 1.25
"""Room above the largest and below the smallest weight on a logarithmic axis, as a factor."""

Scale = Literal["log", "linear"]


def class_weights_figure(
    frame: pd.DataFrame, beta: float, *, scale: Scale = "log", look: Look | None = None
) -> go.Figure:
    """Draw the weight of one example per class, classes in frequency order, one line per scheme.

    Args:
        frame: frame of ``class_weight_frame``: one row per scheme and class.
        beta: parameter of the effective number, for the title.
        scale: of the vertical axis.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    classes = frame["rank"].nunique()
    ratio = _ratio(frame, "effective")
    figure = new_figure(
        KEY,
        f"β = {numeral(beta)}: an image of the rarest class weighs {times(ratio)} times as much as one "
        "of the most frequent",
        caption(
            [f"weights that sum to the number of classes, {classes:,}", rule_note(frame)], look
        ),
        look,
    )
    draw_bands(figure, group_spans(frame), classes, look)
    figure.add_hline(y=1, line={"color": look.ground.muted, "width": 1.2, "dash": "2px,4px"})
    for scheme in reversed(SCHEMES):
        _draw(figure, frame[frame["scheme"] == scheme].sort_values("rank"), scheme, look)
    label_class_axis(figure, frame, look)
    low, high = _range(frame, scale)
    figure.update_yaxes(title_text="Weight of one example", tickformat=",.4~g")
    if scale == "log":
        figure.update_yaxes(type="log", range=[math.log10(low), math.log10(high)], dtick="D2")
    else:
        figure.update_yaxes(range=[low, high])
    _label_schemes(figure, frame, (low, high), scale, look)
    return figure


def words_class_weights(frame: pd.DataFrame, beta: float) -> str:
    """Say what an example weighs at both ends, and how much of the loss the head keeps.

    Args:
        frame: frame of ``class_weight_frame``.
        beta: parameter of the effective number.

    Example:
        >>> from ltcore.analysis.effective_number.curves import class_weight_frame
        >>> classes = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "train_count": [5000, 50]})
        >>> print(words_class_weights(class_weight_frame(classes, 0.999), 0.999))
        With β = 0.999, an example of the rarest class (lynx) weighs 1.91 and one of the most frequent (cat)
        0.0936, a ratio of 20.4. With the inverse square root the ratio is 10, with inverse frequency 100.
        At the start of training, all examples of the most frequent class together make up 83 % of the
        weighted loss. Without weights it would be 99 %, with inverse frequency 50 %.
    """
    if frame.empty:
        return "There are no class counts yet."
    ours = frame[frame["scheme"] == "effective"].sort_values("rank")
    head, tail = ours.iloc[0], ours.iloc[-1]
    if head["train_count"] == tail["train_count"]:
        return (
            f"All {count(len(ours), 'class')} have {head['train_count']:,} examples, so every "
            "weight is 1.\nWithout imbalance, all three schemes amount to no weights at all."
        )
    inverse = frame[(frame["scheme"] == "inverse") & (frame["rank"] == head["rank"])].iloc[0]
    unweighted = head["train_count"] / ours["train_count"].sum()
    return (
        f"With β = {numeral(beta)}, an example of the rarest class ({shorten(tail['name'])}) weighs "
        f"{rounded(tail['weight'])} and one of the most frequent ({shorten(head['name'])}) "
        f"{rounded(head['weight'])}, a ratio of {rounded(_ratio(frame, 'effective'))}. With the "
        f"inverse square root the ratio is {rounded(_ratio(frame, 'inverse_sqrt'))}, with inverse "
        f"frequency {rounded(_ratio(frame, 'inverse'))}.\nAt the start of training, all examples "
        f"of the most frequent class together make up {share_in_words(head['loss_share'])} of the "
        f"weighted loss. Without weights it would be {share_in_words(unweighted)}, with inverse "
        f"frequency {share_in_words(inverse['loss_share'])}."
    )


def _ratio(frame: pd.DataFrame, scheme: WeightScheme) -> float:
    weights = frame.loc[frame["scheme"] == scheme, "weight"]
    return float(weights.max() / weights.min())


def _range(frame: pd.DataFrame, scale: Scale) -> tuple[float, float]:
    low, high = float(frame["weight"].min()), float(frame["weight"].max())
    if scale == "linear":
        return 0.0, 1.08 * max(high, 1.0)
    return min(low, 0.8) / MARGIN, max(high, 1.25) * MARGIN


def _draw(figure: go.Figure, rows: pd.DataFrame, scheme: WeightScheme, look: Look) -> None:
    style, few = SCHEME_STYLES[scheme], len(rows) <= MAX_NAMED_CLASSES
    chosen = scheme == "effective"
    figure.add_trace(
        go.Scatter(
            x=rows["rank"].to_numpy(dtype=np.float32),
            y=rows["weight"].to_numpy(dtype=np.float32),
            mode="lines+markers" if few or len(rows) == 1 else "lines",
            name=SCHEME_TITLES[scheme],
            line={
                "color": look.shade(style).line,
                "width": look.line_width * (1.4 if chosen else 0.8),
                "dash": "solid" if chosen else style.dash,
            },
            marker={"symbol": style.symbol, "size": 11 if chosen else 8},
            customdata=rows["loss_share"].to_numpy(dtype=np.float32),
            hovertext=[
                f"{plain(name)} ({train_count:,} training examples)"
                for name, train_count in zip(rows["name"], rows["train_count"], strict=True)
            ],
            hovertemplate=f"{SCHEME_TITLES[scheme]}<br>%{{hovertext}}<br>one example weighs "
            f"%{{y:,.3~r}}, all together %{{customdata:.2~p}} of the "
            "loss<extra></extra>",
        )
    )


def _label_schemes(
    figure: go.Figure, frame: pd.DataFrame, ends: tuple[float, float], scale: Scale, look: Look
) -> None:
    """Write each scheme beside its weight of the rarest class."""
    last = frame[frame["rank"] == frame["rank"].max()].set_index("scheme")["weight"]
    values: dict[Any, float] = {scheme: float(last[scheme]) for scheme in SCHEMES}
    values[NO_WEIGHTS] = 1.0
    places = [_place(value, ends, scale) for value in values.values()]
    labels = [
        EndLabel(
            SCHEME_TITLES.get(scheme, NO_WEIGHTS),
            place,
            look.shade(SCHEME_STYLES[scheme]).text
            if scheme in SCHEME_STYLES
            else look.ground.muted,
            bold=scheme == "effective",
        )
        for scheme, place in zip(values, places, strict=True)
    ]
    label_ends(figure, labels, look)


def _place(value: float, ends: tuple[float, float], scale: Scale) -> float:
    """Return the height of a value in the drawing area, from 0 to 1."""
    low, high = ends
    if scale == "log":
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)
