"""Mean paired changes around a zero line: a mark and its 95 % interval per row, the pairs as dots below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from ltcore.plots.base.axes import EM
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, translucent


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row: what changes, by how much, and in which pairs.

    Attributes:
        name: what a pointer sees, not escaped.
        tick: what stands at the left of the row, escaped.
        seeds: of the pairs.
        values: change in each pair, as a share.
        mean: of the values, as a share; nan where there is no pair.
        low: lower end of the interval, as a share; nan where there is none.
        high: upper end of the interval.
        numbers: what stands at the right of the row.
        colour: hexadecimal.
        symbol: of the mark.
    """

    name: str
    tick: str
    seeds: Sequence[object]
    values: Sequence[float]
    mean: float
    low: float
    high: float
    numbers: str
    colour: str
    symbol: str


def draw_changes(
    figure: go.Figure,
    changes: Sequence[Change],
    *,
    title: str,
    below: float,
    foot: float,
    look: Look,
) -> None:
    """Draw changes from top to bottom, in percentage points.

    Args:
        figure: of ``new_figure``.
        changes: at least one.
        title: of the x axis.
        below: how far under its mean the pairs of a row are drawn, so that both are seen.
        foot: room under the last row; both in rows.
        look: where it is shown.
    """
    figure.add_vline(x=0, line={"color": look.ground.ink, "width": 1.2})
    for place, change in enumerate(changes):
        _draw_pairs(figure, change, place + below)
        _draw_mean(figure, change, place)
        _write_numbers(figure, change, place, look)
    figure.update_yaxes(
        tickvals=list(range(len(changes))),
        ticktext=[change.tick for change in changes],
        range=[len(changes) - 1 + foot, -0.6],
        showgrid=False,
        tickfont={"color": look.ground.ink},
    )
    figure.update_xaxes(title_text=title, showgrid=True, range=_range(changes), tickformat=",")
    room = max(len(change.numbers) for change in changes)
    figure.update_layout(showlegend=False, margin={"r": room * EM * look.text_size + 16})


def _range(changes: Sequence[Change]) -> list[float]:
    """Return the ends of the axis in percentage points, zero always between them."""
    seen = [0.0]
    for change in changes:
        seen += [change.mean, change.low, change.high, *change.values]
    low, high = 100 * np.nanmin(seen), 100 * np.nanmax(seen)
    margin = max(0.08 * (high - low), 0.5)
    return [float(low - margin), float(high + margin)]


def _draw_pairs(figure: go.Figure, change: Change, place: float) -> None:
    figure.add_trace(
        go.Scatter(
            x=100 * np.array(change.values, dtype=np.float32),
            y=np.full(len(change.values), place, dtype=np.float32),
            mode="markers",
            marker={"color": translucent(change.colour, 0.6), "size": 6},
            hovertext=[f"seed {seed}" for seed in change.seeds],
            hovertemplate="%{hovertext}: %{x:+.1f} points<extra></extra>",
        )
    )


def _draw_mean(figure: go.Figure, change: Change, place: int) -> None:
    figure.add_trace(
        go.Scatter(
            x=np.array([100 * change.mean], dtype=np.float32),
            y=np.array([place], dtype=np.float32),
            mode="markers",
            name=plain(change.name),
            marker={"color": change.colour, "symbol": change.symbol, "size": 13},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": np.array([100 * (change.high - change.mean)], dtype=np.float32),
                "arrayminus": np.array([100 * (change.mean - change.low)], dtype=np.float32),
                "color": change.colour,
                "thickness": 2.2,
                "width": 0,
            },
            hovertext=[f"{plain(change.name)}<br>{change.numbers}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _write_numbers(figure: go.Figure, change: Change, place: int, look: Look) -> None:
    figure.add_annotation(
        text=change.numbers,
        xref="paper",
        x=1.01,
        y=place,
        xanchor="left",
        showarrow=False,
        font={"color": look.ground.ink},
    )
