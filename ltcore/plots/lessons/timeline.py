"""The scenes of a lesson over its minutes, one row each; those that ask for a prediction stand out."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import LINE, TOP, Look, new_figure

KEY = "lessons_timeline"
ASKS, SHOWS = "asks for a prediction first", "shows a picture"
LONGEST = 42
"""Letters of a title beside its scene: in a lecture they take less than half of the width."""
MOST_ROWS = 24
"""Scenes that find room in the usual height; with more, the picture is as high as its rows."""
ROW, BELOW = 1.3, 6.0
"""Height of a row, and of axis and legend, in text sizes."""
GAP = "\u00a0"
"""Between a scene and its title."""
WIDTH = 0.72
"""Share of a row that a scene is high."""
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 600)
"""Minutes between ticks."""
MOST_TICKS = 9


def timeline_figure(frame: pd.DataFrame, title: str, *, look: Look | None = None) -> go.Figure:
    """Draw the scenes; a mark carries the number of its scene.

    Args:
        frame: frame of ``ltcore.analysis.lessons.scenes.scenes_frame``.
        title: of the lesson.
        look: where it is shown.
    """
    look = look or Look()
    asks, total = frame["asks"] != "", float(frame["minutes"].sum())
    subtitle = (
        f"{count(len(frame), 'scene')}, {numeral(total)} minutes, {count(asks.sum(), 'prediction')}"
    )
    figure = new_figure(KEY, plain(title), subtitle, look)
    for name, rows, colour in (
        (ASKS, frame[asks], SHADES[look.mode]["blue"].line),
        (SHOWS, frame[~asks], look.ground.bar),
    ):
        _draw(figure, rows, name, colour)
    _name(figure, frame, total, look)
    step = next((step for step in STEPS if total / step <= MOST_TICKS), STEPS[-1])
    figure.update_xaxes(
        title_text="Minutes from the start",
        range=[0, total],
        tickvals=list(np.arange(0, total + 1e-9, step)),
        showgrid=True,
    )
    figure.update_yaxes(
        tickvals=list(frame["scene"]),
        ticktext=[f"{number}" for number in frame["scene"]],
        range=[len(frame) + 0.6, 0.4],
        showgrid=False,
    )
    figure.update_layout(
        bargap=1 - WIDTH,
        barmode="overlay",
        showlegend=True,
        legend={"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"},
    )
    if len(frame) > MOST_ROWS:
        rows_and_rest = TOP + LINE + ROW * len(frame) + BELOW
        figure.update_layout(height=round(rows_and_rest * look.text_size))
    return figure


def _draw(figure: go.Figure, rows: pd.DataFrame, name: str, colour: str) -> None:
    figure.add_trace(
        go.Bar(
            x=rows["minutes"],
            y=rows["scene"],
            base=rows["begins"],
            orientation="h",
            name=name,
            marker={"color": colour},
            customdata=rows["scene"],
            hovertext=[_hover(row) for row in rows.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _name(figure: go.Figure, frame: pd.DataFrame, total: float, look: Look) -> None:
    """Write each title beside its scene, on the side that has more room; a question mark where it asks."""
    ends = frame["begins"] + frame["minutes"]
    stands_right = total - ends >= frame["begins"]
    marks = np.where(frame["asks"] != "", "? ", "")
    for right, position in ((True, "middle right"), (False, "middle left")):
        rows = frame[stands_right == right]
        titles = [
            f"{GAP}{plain(mark + shorten(title, LONGEST))}{GAP}"
            for mark, title in zip(marks[rows.index], rows["title"], strict=True)
        ]
        figure.add_trace(
            go.Scatter(
                x=(ends if right else frame["begins"])[rows.index],
                y=rows["scene"],
                mode="text",
                text=titles,
                textposition=position,
                textfont={"size": look.text_size, "color": look.ground.ink},
                cliponaxis=False,
                showlegend=False,
                hoverinfo="skip",
            )
        )


def _hover(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    lines = [
        f"{row.scene}. {row.title}",
        f"minute {numeral(row.begins)} to {numeral(row.begins + row.minutes)}, page {row.page}",
        f"asks: {shorten(row.ask, 90)}" if row.ask else "",
        f"{count(row.sliders, 'slider')} can be moved" if row.sliders else "",
    ]
    return "<br>".join(plain(line) for line in lines if line)
