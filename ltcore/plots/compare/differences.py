"""Paired differences from a baseline: a dot and its interval per arm, around a zero line."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.metric_names import less_is_better, metric_name
from ltcore.plots.base.paired_changes import Change, draw_changes
from ltcore.plots.base.series import Series, arm_label
from ltcore.plots.base.text import count, points_between, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.types import Split

KEY = "differences"
BELOW = 0.17
"""How far under its mean a row's pairs are drawn, so that both are seen."""
FOOT = 0.5
"""Rows of room under the last one."""
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
    draw_changes(
        figure,
        [_change(row, series) for row in frame.itertuples(index=False)],
        title=f"percentage points of {metric_name(metric, split)} ({_direction(metric)})",
        below=BELOW,
        foot=FOOT,
        look=look,
    )
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


def _change(row: Any, series: Series) -> Change:  # noqa: ANN401 (a row of a frame)
    return Change(
        name=row.arm,
        tick=arm_label(row.arm),
        seeds=row.seeds,
        values=row.differences,
        mean=row.mean,
        low=row.low,
        high=row.high,
        numbers=_numbers(row),
        colour=series.shade(row.arm).line,
        symbol=series.style(row.arm).symbol,
    )


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
