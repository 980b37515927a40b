"""Error against one setting of the unlabelled data, method by method, beside labels alone."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR
from ltcore.analysis.unlabelled_data.studies import BASELINE, Axis
from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import caption
from ltcore.plots.base.end_labels import EndLabel, label_ends
from ltcore.plots.base.series import Series, arm_label, interval_note, share, show_legend
from ltcore.plots.base.text import count, percent, plain
from ltcore.plots.base.theme import (
    MAX_DIRECT_LABELS,
    Look,
    empty_figure,
    new_figure,
    translucent,
)
from ltcore.plots.unlabelled_data.names import AXES, METRICS, NOTHING, at_value, value_text

KEY = "unlabelled_errors"
CLUSTER = 0.3
"""Share of the distance between two values that the marks of all arms take."""


def errors_figure(
    frame: pd.DataFrame,
    axis: Axis,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each arm at each value, seeds as dots, and the baseline as a line.

    Args:
        frame: frame of ``ltcore.analysis.unlabelled_data.errors.errors_frame``.
        axis: the setting that varies.
        metric: "balanced_error" or "tail_error".
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return empty_figure(KEY, NOTHING, look)
    summary = seeds_summary(known, metric, by=("x",))
    values = sorted(summary["x"].unique().tolist())
    notes = [plain(data), "test examples", interval_note(summary), "values evenly spaced"]
    figure = new_figure(KEY, _title(summary, axis, metric), caption(notes, look), look)
    series = Series(known, look)
    arms = [arm for arm in series.arms if arm in set(summary["arm"])]
    learners = [arm for arm in arms if arm in set(known.loc[known["method"] != BASELINE, "arm"])]
    for arm in arms:
        rows = summary[summary["arm"] == arm].sort_values("x")
        place = learners.index(arm) if arm in learners else 0
        shift = CLUSTER * ((place + 0.5) / max(len(learners), 1) - 0.5)
        _draw_arm(figure, rows, np.searchsorted(values, rows["x"]), shift, series, look)
    top = float(np.nanmax([*summary["high"], *(max(each) for each in summary["values"])]))
    _axes(figure, values, axis, metric, min(1.0, 1.12 * top))
    _name(figure, summary, arms, series, min(1.0, 1.12 * top), look)
    return figure


def _title(summary: pd.DataFrame, axis: Axis, metric: str) -> str:
    ours = summary[summary["method"] != BASELINE]
    if ours.empty:
        return METRICS[metric]
    best = ours.loc[ours["mean"].idxmin()]
    return (
        f"{METRICS[metric]}: lowest mean {percent(best['mean'], 1)}, {arm_label(best['arm'])} at "
        f"{plain(at_value(axis, best['x']))}"
    )


def _draw_arm(
    figure: go.Figure,
    rows: pd.DataFrame,
    places: np.ndarray,
    shift: float,
    series: Series,
    look: Look,
) -> None:
    arm = rows["arm"].iloc[0]
    is_baseline = rows["method"].iloc[0] == BASELINE
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


def _axes(figure: go.Figure, values: Sequence[float], axis: Axis, metric: str, top: float) -> None:
    figure.update_xaxes(
        title_text=AXES[axis],
        tickvals=list(range(len(values))),
        ticktext=[value_text(axis, value) for value in values],
        range=[-0.5, len(values) - 0.5],
    )
    figure.update_yaxes(
        title_text=METRICS[metric], tickformat=".0%", range=[0, top], rangemode="tozero"
    )


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
