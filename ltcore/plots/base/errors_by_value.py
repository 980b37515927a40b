"""Mean errors of arms at each value of one setting: seeds as dots, intervals, a baseline as a band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.series import Series, arm_label, share, show_legend
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import MAX_DIRECT_LABELS, Look, translucent

CLUSTER = 0.3
"""Share of the distance between two values that the marks of all arms take."""


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What is drawn against what.

    Attributes:
        values: of the setting, ascending; they stand evenly spaced.
        ticks: what each is called.
        across: title of the axis of the setting.
        up: title of the axis of the errors.
        baseline: method that all others have to beat, drawn from edge to edge; "" for none.
    """

    values: Sequence[float]
    ticks: Sequence[str]
    across: str
    up: str
    baseline: str = ""


def draw_errors(
    figure: go.Figure, summary: pd.DataFrame, axes: Axes, series: Series, look: Look
) -> None:
    """Draw one line per arm, and name the arms.

    Args:
        figure: an empty figure.
        summary: frame of ``seeds_summary`` by x, the value of the setting.
        axes: what is drawn against what.
        series: the looks of the arms.
        look: where it is shown.
    """
    arms = [arm for arm in series.arms if arm in set(summary["arm"])]
    methods = summary.drop_duplicates("arm").set_index("arm")["method"]
    learners = [arm for arm in arms if methods[arm] != axes.baseline]
    for arm in arms:
        rows = summary[summary["arm"] == arm].sort_values("x")
        place = learners.index(arm) if arm in learners else 0
        shift = CLUSTER * ((place + 0.5) / max(len(learners), 1) - 0.5)
        places = np.searchsorted(axes.values, rows["x"])
        _draw_arm(figure, rows, places, shift, axes.baseline, series, look)
    top = float(np.nanmax([*summary["high"], *(max(each) for each in summary["values"])]))
    top = min(1.0, 1.12 * top)
    figure.update_xaxes(
        title_text=axes.across,
        tickvals=list(range(len(axes.values))),
        ticktext=list(axes.ticks),
        range=[-0.5, len(axes.values) - 0.5],
    )
    figure.update_yaxes(title_text=axes.up, tickformat=".0%", range=[0, top], rangemode="tozero")
    _name(figure, summary, arms, series, top, look)


def _draw_arm(  # noqa: PLR0913 (one arm, its place, and how it looks)
    figure: go.Figure,
    rows: pd.DataFrame,
    places: np.ndarray,
    shift: float,
    baseline: str,
    series: Series,
    look: Look,
) -> None:
    arm = rows["arm"].iloc[0]
    is_baseline = rows["method"].iloc[0] == baseline
    centres = places.astype(np.float32) + np.float32(0 if is_baseline else shift)
    colour = series.shade(arm).line
    if is_baseline:
        _draw_band(figure, rows, centres, colour)
    else:
        draw_seeds(figure, centres, rows["values"].tolist(), colour, arm)
    figure.add_trace(
        go.Scatter(
            x=_to_edges(centres) if is_baseline else centres,
            y=_to_edges(rows["mean"].to_numpy(dtype=np.float32), repeat=True)
            if is_baseline
            else rows["mean"].to_numpy(dtype=np.float32),
            mode="lines" if is_baseline else "lines+markers",
            name=arm_label(arm),
            legendgroup=plain(arm),
            line={
                "color": colour,
                "width": look.line_width,
                "dash": "solid" if is_baseline else series.style(arm).dash,
            },
            marker={"color": colour, "symbol": series.style(arm).symbol, "size": 10},
            error_y=None if is_baseline else whiskers(rows, colour),
            hovertext=_hover(rows, is_baseline=is_baseline),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _to_edges(values: np.ndarray, *, repeat: bool = False) -> np.ndarray:
    """Return a line's points with one more at each end: half a place further, or at the same height."""
    ends = (values[:1], values[-1:]) if repeat else (values[:1] - 0.5, values[-1:] + 0.5)
    return np.concatenate([ends[0], values, ends[1]]).astype(np.float32)


def _draw_band(figure: go.Figure, rows: pd.DataFrame, centres: np.ndarray, colour: str) -> None:
    low, high = (rows[end].to_numpy(dtype=np.float32) for end in ("low", "high"))
    if np.isnan(low).any():
        return
    x = _to_edges(centres)
    figure.add_trace(
        go.Scatter(
            x=np.concatenate([x, x[::-1]]),
            y=np.concatenate([_to_edges(high, repeat=True), _to_edges(low, repeat=True)[::-1]]),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=translucent(colour, 0.16),
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _hover(rows: pd.DataFrame, *, is_baseline: bool) -> list[str]:
    texts = [
        f"{plain(row.arm)}<br>{share(row, 1)}, {count(row.n_seeds, 'seed')}"
        for row in rows.itertuples(index=False)
    ]
    return [texts[0], *texts, texts[-1]] if is_baseline else texts


def _name(
    figure: go.Figure,
    summary: pd.DataFrame,
    arms: Sequence[str],
    series: Series,
    top: float,
    look: Look,
) -> None:
    """Name up to five arms at the ends of their lines, more in a legend."""
    if len(arms) > MAX_DIRECT_LABELS:
        show_legend(figure, look, tick_lines=1)
        return
    last = summary.sort_values("x").groupby("arm").last()
    labels = [
        EndLabel(arm_label(arm), float(last.loc[arm, "mean"]) / top, series.shade(arm).text)
        for arm in arms
    ]
    label_ends(figure, labels, look)
