"""What a method applies to each class: one small panel per kind of number, early and late."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import short_title
from ltcore.plots.base.amounts import numeral, rounded
from ltcore.plots.base.axes import (
    EM,
    WIDTH,
    caption,
    label_class_axis,
    panel_heading,
    rank_ticks,
    rule_note,
)
from ltcore.plots.base.palette import method_style
from ltcore.plots.base.panel_bands import band_class_panel
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, empty_figure, make_room, new_figure

KEY = "method_numbers"
TITLES: Mapping[str, str] = {
    "weight": "Weight in the loss",
    "margin": "Margin Δ (cosine units)",
    "offset": "Shift of the logit",
    "multiplier": "Factor on the logit",
    "draws": "Draws of one example per epoch",
    "share": "Share of all draws",
    "yielded": "Examples that yield their label",
    "synthetic": "Synthetic examples",
    "clusters": "Clusters",
    "copies": "Uses of each example",
}
"""Kind of number -> what stands above its panel."""
SHORT: Mapping[str, str] = {
    "weight": "weight",
    "margin": "margin",
    "offset": "shift",
    "multiplier": "factor",
    "draws": "draws",
    "share": "share",
    "yielded": "yielding",
    "synthetic": "synthetic",
    "clusters": "clusters",
    "copies": "uses",
}
SHARES = ("share", "yielded")
TITLE_SIZE = 1.2
"""Size of a title, in text sizes."""
LOG_BEYOND = 20.0
"""Ratio of the largest to the smallest number from which a panel is logarithmic."""
MAX_MARKS = 60
"""Beyond this many classes a line carries no marks."""
GAP = 0.07
"""Between two panels, as a share of the figure."""
ROOM = 0.12
"""Above and below what is drawn, as a share of it."""


def method_numbers_figure(
    frame: pd.DataFrame, method: str, *, look: Look | None = None
) -> go.Figure:
    """Draw the numbers of a method, classes in frequency order, one panel per kind.

    Args:
        frame: frame of ``ltcore.analysis.methods.numbers.method_numbers_frame``.
        method: name of the method, whose colour is used.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    kinds = list(dict.fromkeys(frame["kind"]))
    figure = new_figure(KEY, _title(frame, kinds, method, look), caption(_notes(frame), look), look)
    figure.set_subplots(1, len(kinds), horizontal_spacing=GAP)
    for column, kind in enumerate(kinds, start=1):
        rows = frame[frame["kind"] == kind].sort_values("rank", kind="stable")
        band_class_panel(figure, rows, column, len(kinds), look)
        for phase, values in rows.groupby("phase", sort=False):
            _draw(figure, values, str(phase), column, method, look)
        _scale(figure, rows["value"].to_numpy(), kind, column)
        # The second line is left to the names of the groups.
        panel_heading(figure, column, f"<b>{TITLES[kind]}</b><br>\u00a0", look)
    _label_classes(figure, frame, len(kinds), look)
    make_room(figure, 2, look)
    figure.update_layout(showlegend=False)
    return figure


def _title(frame: pd.DataFrame, kinds: list[str], method: str, look: Look) -> str:
    """Return the numbers of both ends, of as many kinds as there is room for."""
    room = WIDTH / (EM * TITLE_SIZE * look.text_size)
    ends = []
    for kind in kinds:
        rows = frame[(frame["kind"] == kind)]
        told = rows[rows["phase"] == _most_telling(rows)].sort_values("rank")["value"]
        low, high = (_number(value, kind) for value in (told.iloc[0], told.iloc[-1]))
        ends.append(f"{SHORT[kind]} {low} to {high}" if low != high else f"{SHORT[kind]} {low}")
    title = f"{plain(short_title(method))}, most frequent to rarest: {ends[0]}"
    for end in ends[1:]:
        if len(title) + len(end) > room:
            break
        title += f", {end}"
    return title


def _most_telling(rows: pd.DataFrame) -> str:
    """Return the phase in which the numbers of one kind differ most between classes."""
    spreads = rows.groupby("phase", sort=False)["value"].agg(np.ptp)
    return str(spreads[::-1].idxmax())


def _number(value: float, kind: str) -> str:
    text = f"{numeral(100 * value, 3)} %" if kind in SHARES else rounded(value)
    return text.replace("-", "−")


def _notes(frame: pd.DataFrame) -> list[str]:
    changes = "early" in set(frame["phase"])
    return ["grey dashes: early in the training, line: late" if changes else "", rule_note(frame)]


def _draw(
    figure: go.Figure, rows: pd.DataFrame, phase: str, column: int, method: str, look: Look
) -> None:
    style, early = method_style(method), phase == "early"
    colour = look.ground.muted if early else look.shade(style).line
    kind = str(rows["kind"].iloc[0])
    when = "" if phase == "always" else f" ({phase} in the training)"
    figure.add_trace(
        go.Scatter(
            x=rows["rank"].to_numpy(dtype=np.float32),
            y=rows["value"].to_numpy(dtype=np.float32),
            mode="lines+markers" if len(rows) <= MAX_MARKS else "lines",
            name=f"{TITLES[kind]}{when}",
            line={
                "color": colour,
                "width": look.line_width * (0.7 if early else 1),
                "dash": "8px,4px" if early else "solid",
            },
            marker={"symbol": "circle-open" if early else style.symbol, "size": 6 if early else 9},
            hovertext=[
                f"{plain(name)} ({train_count:,} training examples)<br>{SHORT[kind]}{when}: "
                f"{_number(value, kind)}"
                for name, train_count, value in zip(
                    rows["name"], rows["train_count"], rows["value"], strict=True
                )
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _scale(figure: go.Figure, values: np.ndarray, kind: str, column: int) -> None:
    low, high = float(values.min()), float(values.max())
    figure.update_yaxes(tickformat=".3~p" if kind in SHARES else ",.3~g", col=column)
    if low > 0 and high / low > LOG_BEYOND:
        room = ROOM * math.log10(high / low)
        figure.update_yaxes(
            type="log",
            range=[math.log10(low) - room, math.log10(high) + room],
            dtick=1 if high / low > 100 * LOG_BEYOND else "D2",
            col=column,
        )
        return
    low, high = min(low, 0.0), max(high, 0.0)
    room = ROOM * ((high - low) or 1.0)
    figure.update_yaxes(
        range=[low - (room if low < 0 else 0), high + (room if high > 0 else 0)], col=column
    )


def _label_classes(figure: go.Figure, frame: pd.DataFrame, panels: int, look: Look) -> None:
    """Name the classes below one wide panel, count their ranks below several narrow ones."""
    if panels == 1:
        label_class_axis(figure, frame, look)
        return
    n_classes = frame["rank"].nunique()
    figure.update_xaxes(
        range=[-0.5, n_classes - 0.5],
        **rank_ticks(n_classes),
        tickangle=0,
        title_text="Class rank (1 = most frequent)",
    )
