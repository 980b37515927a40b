"""Panels whose x axis is head, medium and tail: a value of every arm in each, as marks or as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import EM, called
from ltcore.plots.base.panel_bands import band_panel, classes_in_words, group_places
from ltcore.plots.base.series import Series, arm_label, share
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, translucent
from ltcore.plots.compare.opaque_bars import (
    CLUSTER,
    draw_bars,
    panel_room,
    write_percents,
)
from ltcore.types import GROUPS

Drawn = Literal["marks", "bars"]
MARKS_CLUSTER = 0.8
"""Share of a group's place that the marks of its arms take."""
HEAD_ROOM = 1.1
"""End of the axis, of its largest value, where percents stand above the bars."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GroupPanel:
    """What one panel shows.

    Attributes:
        summary: of ``seeds_summary`` by group; its metric is what a pointer reads. ``mark``, where it has
            it, is the height of another mark there, which percents keep clear of.
        title: of the y axis.
        top: largest value on the y axis.
    """

    summary: pd.DataFrame
    title: str
    top: float = 1.02


def draw_group_panels(
    figure: go.Figure, panels: Sequence[GroupPanel], series: Series, drawn: Drawn, look: Look
) -> None:
    """Draw panels side by side.

    Args:
        figure: with a subplot for each panel.
        panels: from the left.
        series: the arms.
        drawn: "marks", with a dot for every seed, or "bars", opaque, with their percent on top where there is
            room.
        look: where it is shown.
    """
    width = CLUSTER / len(series.arms)
    # Two digits each, and a little room between neighbours.
    room = panel_room(len(panels)) / len(GROUPS) * width
    told = drawn == "bars" and 2.5 * EM * look.text_size < room
    for column, panel in enumerate(panels, start=1):
        band_panel(figure, group_places(), column, look)
        for arm in series.arms:
            rows = panel.summary[panel.summary["arm"] == arm]
            centres = group_centres(rows, series, drawn)
            if drawn == "marks":
                _draw_marks(figure, rows, centres, series, column)
                continue
            rows = rows.assign(x=centres, width=width, hover=_hover_texts(rows))
            draw_bars(figure, rows, series, look, column)
            if told:
                write_percents(figure, rows, look, column)
        top = panel.top * (HEAD_ROOM if told else 1)
        figure.update_yaxes(range=[0, top], tickformat=".0%", title_text=panel.title, col=column)
        if panel.top >= 1:  # none above 100 %, where the percents stand
            figure.update_yaxes(tickvals=np.arange(6) / 5, col=column)


def group_centres(rows: pd.DataFrame, series: Series, drawn: Drawn) -> np.ndarray:
    """Return where the marks or bars of an arm stand on the axis of groups, float32, one per row.

    Args:
        rows: of one arm, with its group.
        series: the arms, each with a place of its own in every group.
        drawn: marks or bars.
    """
    place, arms = series.arms.index(rows["arm"].iloc[0]), len(series.arms)
    cluster = CLUSTER if drawn == "bars" else MARKS_CLUSTER
    shift = cluster * ((place + 0.5) / arms - 0.5)
    places = np.array([GROUPS.index(group) for group in rows["group"]], dtype=np.float32)
    return places + np.float32(shift)


def name_groups(figure: go.Figure, frame: pd.DataFrame) -> None:
    """Write head, medium and tail below every panel, each with its number of classes.

    Args:
        figure: the figure.
        frame: rows with group, group_rule and classes (how many it has), one per run and group.
    """
    classes = frame.groupby("group")["classes"].agg(["min", "max"])
    figure.update_xaxes(
        range=[-0.5, len(GROUPS) - 0.5],
        tickvals=list(range(len(GROUPS))),
        ticktext=[
            f"{called(group, frame)}<br>{classes_in_words(*classes.loc[group])}" for group in GROUPS
        ],
    )


def _draw_marks(
    figure: go.Figure, rows: pd.DataFrame, centres: np.ndarray, series: Series, column: int
) -> None:
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    means = rows["mean"].to_numpy(dtype=np.float32)
    where = {"row": 1, "col": column}
    width = MARKS_CLUSTER / len(series.arms) * 0.86
    figure.add_trace(
        go.Bar(
            x=centres,
            y=means,
            width=width,
            marker={"color": translucent(colour, 0.28), "line": {"width": 0}},
            legendgroup=plain(arm),
            showlegend=False,
            hoverinfo="skip",
        ),
        **where,
    )
    draw_seeds(figure, centres, rows["values"].tolist(), colour, arm, **where)
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=means,
            mode="markers",
            name=arm_label(arm),
            legendgroup=plain(arm),
            showlegend=column == 1,
            marker={"color": colour, "symbol": series.style(arm).symbol, "size": 10},
            error_y=whiskers(rows, colour),
            hovertext=_hover_texts(rows),
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        **where,
    )


def _hover_texts(rows: pd.DataFrame) -> list[str]:
    return [
        f"{plain(row.arm)}<br>{row.group} {row.metric} {share(row, 1)}" for row in rows.itertuples()
    ]
