"""Panels side by side that share the class axis, with the group bands behind each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.axes import (
    EM,
    MAX_NAMED_CLASSES,
    WIDTH,
    panel_heading,
    rank_ticks,
)
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.panel_bands import band_class_panel
from ltcore.plots.base.text import percent_between, plain
from ltcore.plots.base.theme import Look, make_room

GAP = 0.06
"""Between two panels, as a share of the figure."""
MAX_MARKS = 60
"""Beyond this many classes marks carry no whiskers."""


def class_panels(
    figure: go.Figure, frame: pd.DataFrame, headings: Sequence[str], look: Look
) -> None:
    """Divide a figure into panels over the classes of a frame.

    Args:
        figure: of ``new_figure``.
        frame: rank, name, train_count and group, one row per class.
        headings: of the panels from the left, our own words.
        look: where it is shown.
    """
    figure.set_subplots(1, len(headings), horizontal_spacing=GAP)
    make_room(figure, 2, look)
    n_classes = len(frame)
    for column, heading in enumerate(headings, start=1):
        # The second line is left to the names of the groups.
        panel_heading(figure, column, f"<b>{heading}</b><br>\u00a0", look)
        band_class_panel(figure, frame, column, len(headings), look)
    figure.update_xaxes(
        range=[-0.5, n_classes - 0.5], tickangle=0, **_ticks(frame, len(headings), look)
    )


def draw_shares(
    figure: go.Figure, frame: pd.DataFrame, measure: str, hue: Hue, column: int, look: Look
) -> None:
    """Draw a share of each class with its Wilson interval, joined by a thin line.

    Args:
        figure: of ``class_panels``.
        frame: rank, name, the measure and its bounds, one row per class.
        measure: "recall", "precision" or "share".
        hue: of the marks.
        column: of the panel, from 1.
        look: where it is shown.
    """
    colour = SHADES[look.mode][hue].line
    mean, low, high = (
        frame[f"{measure}{end}"].to_numpy(dtype=np.float64) for end in ("", "_low", "_high")
    )
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": (high - mean).astype(np.float32),
        "arrayminus": (mean - low).astype(np.float32),
        "color": colour,
        "thickness": 1.4,
        "width": 0,
    }
    figure.add_trace(
        go.Scatter(
            x=frame["rank"].to_numpy(dtype=np.float32),
            y=mean.astype(np.float32),
            mode="lines+markers" if len(frame) <= MAX_MARKS else "lines",
            name=measure,
            showlegend=False,
            cliponaxis=False,
            line={"color": colour, "width": look.line_width * 0.6},
            marker={"color": colour, "size": 9},
            error_y=whiskers if len(frame) <= MAX_MARKS else None,
            hovertext=[
                f"{plain(name)}<br>{measure} {percent_between(*values)}"
                for name, *values in zip(frame["name"], mean, low, high, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=column,
    )
    figure.update_yaxes(range=[-0.03, 1.04], tickformat=".0%", col=column)


def draw_parts(
    figure: go.Figure,
    frame: pd.DataFrame,
    parts: Sequence[tuple[str, str, str]],
    column: int,
    look: Look,
) -> None:
    """Draw stacked bars of each class.

    Args:
        figure: of ``class_panels``.
        frame: rank, name and the columns of the parts.
        parts: column, name in the legend and colour of each part, from below; "" for the colour of one
            hatched part, which stands for foreign examples.
        column: of the panel, from 1.
        look: where it is shown.
    """
    for name, title, colour in parts:
        numbers = frame[name].to_numpy(dtype=np.float32)
        if name == "foreign" and not numbers.any():
            continue
        muted = look.ground.muted
        pattern = {"shape": "/", "fgcolor": muted, "bgcolor": look.ground.paper}
        figure.add_trace(
            go.Bar(
                x=frame["rank"].to_numpy(dtype=np.float32),
                y=numbers,
                name=title,
                marker={
                    "color": colour or muted,
                    "line": {"width": 0},
                    **({} if colour else {"pattern": pattern}),
                },
                hovertext=[
                    f"{plain(label)}<br>{number:,.0f} {title}"
                    for label, number in zip(frame["name"], numbers, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
            row=1,
            col=column,
        )
    figure.update_layout(barmode="stack", bargap=0.2)


def _ticks(frame: pd.DataFrame, panels: int, look: Look) -> dict[str, object]:
    """Name the classes where all names have room below a panel, else count their ranks."""
    rows = frame.sort_values("rank")
    room = WIDTH / panels / len(rows) / (EM * look.text_size) - 1
    names = [plain(name) for name in rows["name"]]
    if len(rows) <= MAX_NAMED_CLASSES and max(map(len, names)) <= room:
        return {
            "tickvals": rows["rank"].tolist(),
            "ticktext": names,
            "title_text": "Class, most frequent first",
        }
    return {**rank_ticks(len(rows)), "title_text": "Class rank (1 = most frequent)"}
