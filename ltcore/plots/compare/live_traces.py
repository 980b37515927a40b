"""The lines and marks of one method in the picture of a training."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ltcore.analysis import rank_bins
from ltcore.plots.base.arm_marks import MAX_CLASSES
from ltcore.plots.base.axes import class_rows
from ltcore.plots.base.palette import Style
from ltcore.plots.base.smoothing import thin
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, translucent
from ltcore.plots.compare.live_runs import TRAINING, Training, split_by_state
from ltcore.plots.compare.mean_curve import mean_curve
from ltcore.types import FloatArray, IntArray

COURSE, CLASSES = 1, 2
"""Columns of the two panels."""
SOLID = Style("ink", 0)
NO_PLACE = np.array([np.nan], dtype=np.float32)


class Shown(NamedTuple):
    """How the lines of one method look.

    Attributes:
        name: in the legend, escaped.
        group: what its traces share.
        colour: hexadecimal.
        style: dash and mark.
        is_grey: whether it is one of many that have no colour, and no name in the legend.
    """

    name: str
    group: str
    colour: str
    style: Style
    is_grey: bool


class _Stroke(NamedTuple):
    """How strong lines are; with ``head`` the size of the mark at the end of each."""

    width: float
    opacity: float = 1.0
    head: int = 0


THIN = _Stroke(1.2, opacity=0.5)


def draw_courses(
    figure: go.Figure,
    of_arm: pd.DataFrame,
    training: Training,
    metric: str,
    shown: Shown,
    look: Look,
) -> None:
    """Draw the error of the runs of one method over the epochs.

    Args:
        figure: with the two panels.
        of_arm: its rows of the runs.
        training: what is known of all runs.
        metric: an error among the columns of the curves.
        shown: how its lines look.
        look: where they are shown.
    """
    strong, others = split_by_state(of_arm)
    in_training = bool((of_arm["state"] == TRAINING).any())
    mine = training.curves_of(strong, metric)
    lines = _raw(mine, metric)
    if len(lines) > 1 and not in_training:
        mean = mean_curve(shown.name, mine, metric, 0.0)
        lines, others = [(mean.epochs, mean.mean)], strong
    thin_lines = _raw(training.curves_of(others, metric), metric)
    _add_lines(figure, thin_lines, shown._replace(style=SOLID, is_grey=True), THIN)
    _add_lines(figure, lines, shown, _Stroke(look.line_width, head=10 if in_training else 0))


def _raw(curves: pd.DataFrame, metric: str) -> list[tuple[FloatArray, FloatArray]]:
    """Return epochs and values of each run."""
    if curves.empty:
        return []
    found = []
    for _, rows in curves.sort_values("at", kind="stable").groupby("run", sort=False):
        kept = rows.iloc[thin(len(rows))]
        found.append((kept["at"].to_numpy(np.float64), kept[metric].to_numpy(np.float64)))
    return found


def _add_lines(
    figure: go.Figure,
    lines: list[tuple[FloatArray, FloatArray]],
    shown: Shown,
    stroke: _Stroke,
) -> None:
    """Add several lines as one trace with gaps, so that traces stay what they are while runs arrive."""
    # A single point has no line, and would not be seen.
    ends = [stroke.head if len(at) > 1 else max(stroke.head, 8) for at, _ in lines]
    sizes = [[0] * (len(at) - 1) + [end, 0] for (at, _), end in zip(lines, ends, strict=True)]
    colour = translucent(shown.colour, stroke.opacity)
    figure.add_trace(
        go.Scatter(
            x=_with_gaps([at for at, _ in lines]),
            y=_with_gaps([values for _, values in lines]),
            mode="lines+markers",
            name=shown.name,
            legendgroup=shown.group,
            showlegend=not shown.is_grey,
            line={"color": colour, "width": stroke.width, "dash": shown.style.dash},
            marker={
                "color": colour,
                "symbol": shown.style.symbol,
                "size": [size for of_line in sizes for size in of_line] or [0],
                "line": {"width": 0},
            },
            connectgaps=False,
            hovertemplate=f"{shown.name}<br>epoch %{{x:,}}: %{{y:.1%}}<extra></extra>",
        ),
        row=1,
        col=COURSE,
    )


def _with_gaps(parts: list[FloatArray]) -> NDArray[np.float32]:
    if not parts:
        return NO_PLACE
    return np.concatenate(
        [piece for part in parts for piece in (part.astype(np.float32), NO_PLACE)]
    )


def draw_classes(
    figure: go.Figure, of_arm: pd.DataFrame, training: Training, shown: Shown, look: Look
) -> None:
    """Draw the recall of every class of one method, and its other seeds as dots.

    Args:
        figure: with the two panels.
        of_arm: its rows of the runs.
        training: what is known of all runs.
        shown: how its lines look.
        look: where they are shown.
    """
    strong, others = split_by_state(of_arm)
    mine = training.recalls_of(strong)
    several = len(mine) and len(mine["run"].unique()) > 1
    dots = training.recalls_of([*others, *(strong if several else [])])
    if len(training.classes) > MAX_CLASSES:
        dots = dots[:0]
    figure.add_trace(
        go.Scatter(
            x=dots["rank"].to_numpy(np.float32) if len(dots) else NO_PLACE,
            y=dots["recall"].to_numpy(np.float32) if len(dots) else NO_PLACE,
            mode="markers",
            marker={"color": translucent(shown.colour, 0.5), "size": 5},
            legendgroup=shown.group,
            showlegend=False,
            hoverinfo="skip",
        ),
        row=1,
        col=CLASSES,
    )
    bins = rank_bins(class_rows(training.classes)["group"].tolist(), MAX_CLASSES)
    places, means, names = _profile(mine, bins)
    figure.add_trace(
        go.Scatter(
            x=places,
            y=means,
            mode="lines+markers",
            name=shown.name,
            legendgroup=shown.group,
            showlegend=False,
            cliponaxis=False,  # a mark at 100 % stays whole
            line={"color": shown.colour, "width": look.line_width, "dash": shown.style.dash},
            marker={"color": shown.colour, "symbol": shown.style.symbol, "size": 9},
            hovertext=names,
            hovertemplate=f"{shown.name}<br>%{{hovertext}}recall %{{y:.1%}}<extra></extra>",
        ),
        row=1,
        col=CLASSES,
    )


def _profile(
    rows: pd.DataFrame, bins: IntArray
) -> tuple[NDArray[np.float32], NDArray[np.float32], list[str]]:
    """Return places, mean recall and hover of each class; of many classes those of their bins."""
    if rows.empty:
        return NO_PLACE, NO_PLACE, [""]
    by_rank = rows.groupby("rank")
    means, names = by_rank["recall"].mean(), by_rank["name"].first()
    of_rank = bins[np.minimum(means.index.to_numpy(), len(bins) - 1)]
    if len(np.unique(of_rank)) == len(means):
        told = [f"{plain(name)}<br>" for name in names]
        return means.index.to_numpy(np.float32), means.to_numpy(np.float32), told
    together = means.groupby(of_rank)
    places = pd.Series(means.index, index=means.index).groupby(of_rank)
    told = [
        f"ranks {low + 1:,} to {high + 1:,}<br>"
        for low, high in places.agg(["min", "max"]).to_numpy()
    ]
    return places.mean().to_numpy(np.float32), together.mean().to_numpy(np.float32), told
