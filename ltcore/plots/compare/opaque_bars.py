"""Opaque bars from zero, one per arm, side by side, with the whisker of their interval.

Marks show every seed; these show how much, and are read from the last row of a hall.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.arm_marks import Measure, whiskers
from ltcore.plots.base.axes import WIDTH, caption
from ltcore.plots.base.series import Series, arm_label
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, new_figure

MEASURES: tuple[Measure, ...] = ("recall", "precision")
"""From the left, a panel each."""
CLUSTER = 0.84
"""Share of a class's or a group's place that its bars take."""
PANEL = 500
"""Width in pixels of a panel for which numbers and names are cut; a wider one only gains room."""
GAP, WIDE_GAP = 0.1, 0.17
"""Between two panels, as a share of both; the title and the ticks of the right one stand in it."""
MAX_ABOVE = 4
"""Names of so many arms stand above the panels in a lecture."""
NUMBER_HEIGHT = 0.1
"""About how much of an axis to 100 % a number above a bar takes, in a lecture."""
PATTERNS = ("", "/", "x", "-", "|", ".")
"""Of the arms of one method, which share its colour."""


def bar_panels(
    key: str, title: str, notes: Sequence[str], panels: int, arms: int, look: Look
) -> go.Figure:
    """Return an empty figure with panels side by side.

    Args:
        key: name of the figure kind.
        title: what is drawn.
        notes: lines of the subtitle.
        panels: how many, one or two.
        arms: how many; in a lecture the names of many stand at the side, and the panels are narrower.
        look: where it is shown.
    """
    figure = new_figure(key, title, caption(notes, look), look)
    narrow = look.lecture and arms > MAX_ABOVE
    figure.set_subplots(1, panels, horizontal_spacing=WIDE_GAP if narrow else GAP)
    figure.update_layout(barmode="overlay", bargap=0)
    return figure


def panel_room(panels: int) -> float:
    """Return the width in pixels for which numbers and names of a panel are cut."""
    return WIDTH if panels == 1 else PANEL


def bar_shift(place: int, arms: int, step: float) -> float:
    """Return how far from the middle of a cluster the bar of an arm stands.

    Args:
        place: of the arm, from 0.
        arms: how many there are.
        step: distance between the middles of two clusters.

    Example:
        >>> bar_shift(0, 1, 1.0), round(bar_shift(0, 2, 1.0), 2), round(bar_shift(1, 2, 1.0), 2)
        (0.0, -0.21, 0.21)
    """
    return step * CLUSTER * ((place + 0.5) / arms - 0.5)


def draw_bars(
    figure: go.Figure, rows: pd.DataFrame, series: Series, look: Look, column: int
) -> None:
    """Draw the bars of one arm in one panel.

    Args:
        figure: of ``bar_panels``.
        rows: of a ``seeds_summary``, with the place x, the width and the hover of each.
        series: styles of all arms.
        look: where it is shown.
        column: of the panel, from 1.
    """
    arm = rows["arm"].iloc[0]
    hue = series.style(arm).hue
    before = series.arms[: series.arms.index(arm)]
    alike = sum(series.style(other).hue == hue for other in before)
    figure.add_trace(
        go.Bar(
            x=rows["x"].to_numpy(dtype=np.float32),
            y=rows["mean"].to_numpy(dtype=np.float32),
            width=0.9 * rows["width"].iloc[0],
            name=arm_label(arm),
            legendgroup=plain(arm),
            showlegend=column == 1,
            marker={
                "color": series.shade(arm).line,
                "line": {"width": 0},
                "pattern": {"shape": PATTERNS[alike % len(PATTERNS)], "fillmode": "replace"},
            },
            error_y=whiskers(rows, look.ground.ink),
            hovertext=rows["hover"],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=column,
    )


def write_percents(figure: go.Figure, rows: pd.DataFrame, look: Look, column: int) -> None:
    """Write the percent of each bar above its whisker, rows as for ``draw_bars``.

    Where they have a ``mark`` that crosses the number, it stands above that.
    """
    top = rows[["mean", "high"]].max(axis=1).to_numpy(dtype=np.float32)
    if "mark" in rows:
        mark = rows["mark"].to_numpy(dtype=np.float32)
        top = np.where((mark > top) & (mark < top + NUMBER_HEIGHT), mark, top)
    known = np.isfinite(top)
    figure.add_trace(
        go.Scatter(
            x=rows["x"].to_numpy(dtype=np.float32)[known],
            y=np.minimum(top[known], 1),
            mode="text",
            text=[f"{100 * mean:.0f}" for mean in rows["mean"][known]],
            textposition="top center",
            textfont={"size": look.text_size, "color": look.ground.ink},
            showlegend=False,
            hoverinfo="skip",
            cliponaxis=False,
        ),
        row=1,
        col=column,
    )
