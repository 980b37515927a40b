"""Error against one setting of the unlabelled data, method by method, beside labels alone."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR
from ltcore.analysis.unlabelled_data.studies import BASELINE, Axis
from ltcore.plots.base.axes import caption
from ltcore.plots.base.errors_by_value import Axes, draw_errors
from ltcore.plots.base.series import Series, arm_label, interval_note
from ltcore.plots.base.text import percent, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.unlabelled_data.names import AXES, METRICS, NOTHING, at_value, value_text

KEY = "unlabelled_errors"


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
    axes = Axes(
        values=values,
        ticks=[value_text(axis, value) for value in values],
        across=AXES[axis],
        up=METRICS[metric],
        baseline=BASELINE,
        to_edges=axis != "ratio",
    )
    draw_errors(figure, summary, axes, Series(known, look), look)
    return figure


def _title(summary: pd.DataFrame, axis: Axis, metric: str) -> str:
    ours = summary[summary["method"] != BASELINE]
    if ours.empty:
        return METRICS[metric]
    lowest, highest = (
        f"{percent(end['mean'], 1)} ({arm_label(end['arm'])} at {plain(at_value(axis, end['x']))})"
        for end in (ours.loc[ours["mean"].idxmin()], ours.loc[ours["mean"].idxmax()])
    )
    if len(ours) == 1:
        return f"{METRICS[metric]}: {lowest}"
    return f"{METRICS[metric]}: from {lowest} to {highest}"
