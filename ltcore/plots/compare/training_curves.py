"""Training curves: a metric over the epochs, raw values faint, smoothed on top."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis.base.seeds import interval_over_seeds
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import EM, HEIGHT, whole_epochs
from ltcore.plots.base.metric_names import is_share, metric_name
from ltcore.plots.base.series import MAX_LABEL, Series, arm_label, show_legend
from ltcore.plots.base.spreading import spread_above
from ltcore.plots.base.text import count, percent_between, plain
from ltcore.plots.base.theme import MAX_DIRECT_LABELS, Look, empty_figure, new_figure, translucent
from ltcore.plots.compare.epoch_marks import WEIGHTS, mark_starts
from ltcore.plots.compare.mean_curve import Curve, mean_curve, measured
from ltcore.plots.compare.stage_starts import STAGES, stage_starts

KEY = "training_curves"
MAX_WITH_SEEDS = 6
"""Up to this many arms the values of each seed and the intervals are drawn; of more they hide the lines."""


def training_curves_figure(
    frame: pd.DataFrame,
    metric: str = "val_balanced_error",
    *,
    smoothing: float = 0.3,
    switches: Mapping[str, float] | None = None,
    last_epoch: int | None = None,
    look: Look | None = None,
) -> go.Figure:
    """Draw a metric over the epochs.

    Args:
        frame: frame of ``ltcore.analysis.curves_frame``: run, arm, method, at, ``metric``. With the labels as
            arms (``frame.assign(arm=frame["label"])``) every run is a line of its own.
        metric: a column of the frame.
        smoothing: weight of the exponential moving average; 0 draws raw values alone.
        switches: arm -> epoch at which its class weights start (``deferred_switch``).
        last_epoch: where the axis ends, before the runs are there; None: at their last epoch.
        look: where it is shown.
    """
    look = look or Look()
    shown = measured(frame, metric)
    if shown.empty:
        return empty_figure(KEY, f"No epoch with {metric_name(metric)} yet", look)
    series = Series(shown, look)
    curves = [mean_curve(arm, shown[shown["arm"] == arm], metric, smoothing) for arm in series.arms]
    figure = new_figure(KEY, metric_name(metric).capitalize(), _notes(curves, smoothing), look)
    for curve in curves:
        if len(curves) <= MAX_WITH_SEEDS:
            _draw_raw(figure, curve, series)
            _draw_band(figure, curve, series)
        _draw_line(figure, curve, series, look)
    top = _scale(figure, curves, metric, last_epoch)
    stages = (
        (at, STAGES[number] if number < len(STAGES) else "")
        for number, at in enumerate(stage_starts(shown))
    )
    mark_starts(figure, [(switches or {}, WEIGHTS), *stages], series, look)
    if len(curves) <= MAX_DIRECT_LABELS:
        _label_ends(figure, curves, series, look, top)
    else:
        show_legend(figure, look, tick_lines=1)
    return figure


def words_training_curves(frame: pd.DataFrame, metric: str = "val_balanced_error") -> str:
    """Say where each arm stands at its last epoch, unsmoothed.

    Args:
        frame: frame of ``ltcore.analysis.curves_frame``.
        metric: a column of the frame.
    """
    shown = measured(frame, metric)
    if shown.empty:
        return f"No epoch with {metric_name(metric)} yet."
    sentences = []
    for arm, rows in shown.groupby("arm", sort=False):
        last = rows.sort_values("at", kind="stable").groupby("run", sort=False).tail(1)
        mean, low, high = interval_over_seeds(last[metric].to_numpy(), share=is_share(metric))
        number = percent_between(mean, low, high, 1) if is_share(metric) else numeral(mean, 4)
        epochs = " to ".join(
            f"{epoch:,.0f}" for epoch in sorted({last["at"].min(), last["at"].max()})
        )
        sentences.append(f"{arm}: {number} after epoch {epochs} ({count(len(last), 'seed')})")
    return f"{metric_name(metric).capitalize()}. " + "; ".join(sentences) + "."


def _notes(curves: list[Curve], smoothing: float) -> str:
    seeds = [len(curve.raw) for curve in curves]
    notes = []
    drawn = len(curves) <= MAX_WITH_SEEDS
    if max(seeds) > 1:
        number = f"{min(seeds)}" if min(seeds) == max(seeds) else f"{min(seeds)} to {max(seeds)}"
        notes.append(f"mean{' and 95 % t interval' if drawn else ''} over {number} seeds")
    if smoothing:
        notes.append(f"smoothed ({numeral(smoothing)}){', raw values faint' if drawn else ''}")
    if not drawn:
        notes.append(f"intervals and single seeds are shown for up to {MAX_WITH_SEEDS} methods")
    return " · ".join(notes)


def _draw_raw(figure: go.Figure, curve: Curve, series: Series) -> None:
    colour = translucent(series.shade(curve.arm).line, 0.4)
    # One trace with a gap between the runs keeps the number of traces constant while runs arrive.
    gap = np.array([np.nan])
    at = np.concatenate([part for epochs, _ in curve.raw for part in (epochs, gap)])
    values = np.concatenate([part for _, raw in curve.raw for part in (raw, gap)])
    figure.add_trace(
        go.Scatter(
            x=at.astype(np.float32),
            y=values.astype(np.float32),
            mode="lines",
            line={"color": colour, "width": 1.2},
            connectgaps=False,
            legendgroup=plain(curve.arm),
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _draw_band(figure: go.Figure, curve: Curve, series: Series) -> None:
    known = np.isfinite(curve.low)
    if not known.any():
        return
    at, low, high = curve.epochs[known], curve.low[known], curve.high[known]
    figure.add_trace(
        go.Scatter(
            x=np.concatenate([at, at[::-1]]).astype(np.float32),
            y=np.concatenate([high, low[::-1]]).astype(np.float32),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=translucent(series.shade(curve.arm).line, 0.14),
            legendgroup=plain(curve.arm),
            showlegend=False,
            hoverinfo="skip",
        )
    )


def _draw_line(figure: go.Figure, curve: Curve, series: Series, look: Look) -> None:
    style, colour = series.style(curve.arm), series.shade(curve.arm).line
    figure.add_trace(
        go.Scatter(
            x=curve.epochs.astype(np.float32),
            y=curve.mean.astype(np.float32),
            mode="lines" if len(curve.epochs) > 1 else "markers",
            name=arm_label(curve.arm),
            legendgroup=plain(curve.arm),
            line={"color": colour, "width": look.line_width, "dash": style.dash},
            marker={"color": colour, "symbol": style.symbol, "size": 9},
            connectgaps=False,
            zorder=1,
            hovertext=[plain(curve.arm)] * len(curve.epochs),
            hovertemplate="%{hovertext}<br>epoch %{x:,}: %{y}<extra></extra>",
        )
    )


def _scale(figure: go.Figure, curves: list[Curve], metric: str, last_epoch: int | None) -> float:
    """Set the axes and return the upper end of the y axis."""
    values = np.concatenate([raw for curve in curves for _, raw in curve.raw])
    finite = values[np.isfinite(values)]
    # Zero means something for errors, recalls and losses alike; a loss may start far above its later course.
    highest = float(finite.max()) if is_share(metric) else float(np.quantile(finite, 0.98)) * 1.1
    top = min(1.04 * highest, 1.02) if is_share(metric) else highest
    top = top or 1.0
    figure.update_yaxes(
        range=[min(0.0, float(finite.min())), top],
        tickformat=".0%" if is_share(metric) else ",",
        hoverformat=".1%" if is_share(metric) else ",.4g",
        title_text=metric_name(metric).capitalize(),
    )
    last = last_epoch or max(float(curve.epochs[-1]) for curve in curves)
    figure.update_xaxes(
        title_text="Epoch", range=[0, last], tickformat=",", showgrid=False, **whole_epochs(last)
    )
    return top


def _label_ends(
    figure: go.Figure, curves: list[Curve], series: Series, look: Look, top: float
) -> None:
    """Write each line's name at its right end, moved apart where they would overlap."""
    ends = [(curve, curve.end) for curve in curves]
    ends = [(curve, end) for curve, end in ends if np.isfinite(end)]
    gap = 1.3 * look.text_size / HEIGHT * top
    # Plotly leaves out what stands outside the range of the axis.
    low = float(figure.layout.yaxis.range[0]) + gap / 2
    heights = spread_above([min(end, top) for _, end in ends], gap, low)
    longest = 0
    for (curve, _), height in zip(ends, heights, strict=True):
        text = arm_label(curve.arm)
        longest = max(longest, min(len(curve.arm), MAX_LABEL))
        figure.add_annotation(
            text=text,
            xref="paper",
            x=1.0,
            xshift=8,
            y=height,
            xanchor="left",
            showarrow=False,
            font={"color": series.shade(curve.arm).text},
        )
    figure.update_layout(showlegend=False, margin={"r": longest * EM * look.text_size + 24})
