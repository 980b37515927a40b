"""Paired differences from a baseline: a dot and its interval per arm, around a zero line."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.axes import EM
from ltcore.plots.base.metric_names import less_is_better, metric_name
from ltcore.plots.base.series import Series, arm_label
from ltcore.plots.base.text import count, plain, points_between, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.types import Split

KEY = "differences"
BELOW = 0.17
"""How far under its mean a row's pairs are drawn, so that both are seen."""
NOTHING = "No pair of runs with the same seed yet"


def differences_figure(
    frame: pd.DataFrame, *, split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw each arm's mean paired difference from the baseline, in percentage points.

    Args:
        frame: frame of ``ltcore.analysis.paired_differences``.
        split: examples that the runs were measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, NOTHING, look)
    series = Series(frame, look)
    metric, baseline = frame["metric"].iloc[0], _baseline(frame)
    title = f"Difference from {arm_label(baseline)} in {metric_name(metric, split)}"
    figure = new_figure(
        KEY,
        title,
        f"{SPLITS[split]} examples · mean and 95 % t interval of pairs with the same seed",
        look,
    )
    figure.add_vline(x=0, line={"color": look.ground.ink, "width": 1.2})
    rows = list(frame.itertuples(index=False))
    for place, row in enumerate(rows):
        _draw_row(figure, row, place, series)
        _label_row(figure, row, place, look)
    names = [arm_label(arm) for arm in frame["arm"]]
    figure.update_yaxes(
        tickvals=list(range(len(frame))),
        ticktext=names,
        range=[len(frame) - 0.5, -0.6],
        showgrid=False,
        tickfont={"color": look.ground.ink},
    )
    figure.update_xaxes(
        title_text=f"percentage points of {metric_name(metric, split)} ({_direction(metric)})",
        showgrid=True,
        range=_range(frame),
        tickformat=",",
    )
    room = max(len(_numbers(row)) for row in rows)
    figure.update_layout(showlegend=False, margin={"r": room * EM * look.text_size + 16})
    return figure


def words_differences(frame: pd.DataFrame, *, split: Split = "test") -> str:
    """Say which arms differ from the baseline beyond their spread over seeds.

    Args:
        frame: frame of ``ltcore.analysis.paired_differences``.
        split: examples that the runs were measured on, "test" or "val".
    """
    if frame.empty:
        return f"{NOTHING}."
    lines = [
        f"{row.arm} minus {shorten(_baseline(frame))} in {metric_name(row.metric, split)}: "
        f"{points_between(row.mean, row.low, row.high)} ({count(row.n_pairs, 'pair')}), {_verdict(row)}."
        for row in frame.itertuples()
    ]
    return "\n".join(lines)


def _verdict(row: Any) -> str:  # noqa: ANN401 (a named tuple that pandas makes)
    if row.n_pairs == 0:
        return "no shared seed"
    if not np.isfinite(row.low):
        return (
            "one pair shows no spread"
            if row.n_pairs == 1
            else "all pairs are equal, so there is no interval"
        )
    if row.low <= 0 <= row.high:
        return "the interval includes zero"
    return "lower throughout the interval" if row.high < 0 else "higher throughout the interval"


def _baseline(frame: pd.DataFrame) -> str:
    return next((arm for arm in frame["baseline"] if arm), "the baseline")


def _direction(metric: str) -> str:
    return "left is better" if less_is_better(metric) else "right is better"


def _numbers(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    if row.n_pairs == 0:
        return "no shared seed"
    return f"{points_between(row.mean, row.low, row.high)}, {count(row.n_pairs, 'pair')}"


def _range(frame: pd.DataFrame) -> list[float]:
    """Return the ends of the axis in percentage points, zero always between them."""
    seen = [0.0, *frame["mean"], *frame["low"], *frame["high"]]
    seen += [value for values in frame["differences"] for value in values]
    low, high = 100 * np.nanmin(seen), 100 * np.nanmax(seen)
    margin = max(0.08 * (high - low), 0.5)
    return [float(low - margin), float(high + margin)]


def _draw_row(figure: go.Figure, row: Any, place: int, series: Series) -> None:  # noqa: ANN401
    colour = series.shade(row.arm).line
    figure.add_trace(
        go.Scatter(
            x=100 * np.array(row.differences, dtype=np.float32),
            y=np.full(row.n_pairs, place + BELOW, dtype=np.float32),
            mode="markers",
            marker={"color": translucent(colour, 0.6), "size": 6},
            hovertext=[f"seed {seed}" for seed in row.seeds],
            hovertemplate="%{hovertext}: %{x:+.1f} points<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=np.array([100 * row.mean], dtype=np.float32),
            y=np.array([place], dtype=np.float32),
            mode="markers",
            name=plain(row.arm),
            marker={"color": colour, "symbol": series.style(row.arm).symbol, "size": 13},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": np.array([100 * (row.high - row.mean)], dtype=np.float32),
                "arrayminus": np.array([100 * (row.mean - row.low)], dtype=np.float32),
                "color": colour,
                "thickness": 2.2,
                "width": 0,
            },
            hovertext=[f"{plain(row.arm)}<br>{_numbers(row)}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _label_row(figure: go.Figure, row: Any, place: int, look: Look) -> None:  # noqa: ANN401
    figure.add_annotation(
        text=_numbers(row),
        xref="paper",
        x=1.01,
        y=place,
        xanchor="left",
        showarrow=False,
        font={"color": look.ground.ink},
    )
