"""Error of runs against beta, method by method."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.compare.differences import paired_differences
from ltcore.plots.base.axes import caption
from ltcore.plots.base.errors_by_value import Axes, draw_errors
from ltcore.plots.base.series import Series, arm_label, interval_note, share
from ltcore.plots.base.text import count, percent, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure

KEY = "trained_betas"
NOTHING = "No finished runs differ in beta yet"
METRICS = {BALANCED_ERROR: "Balanced test error", TAIL_ERROR: "Test error of the tail"}
NO_WEIGHTS = 0.0
"""The beta at which all classes weigh the same."""


def trained_betas_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each method against beta, seeds as dots.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
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
    figure = new_figure(KEY, _title(summary, metric), caption(notes, look), look)
    axes = Axes(
        values=values,
        ticks=[f"{value:g}" for value in values],
        across="β of the class weights: 0 weighs all alike, near 1 is inverse frequency",
        up=METRICS[metric],
    )
    draw_errors(figure, summary, axes, Series(known, look), look)
    return figure


def words_trained_betas(frame: pd.DataFrame, metric: str = BALANCED_ERROR) -> str:
    """Say how each beta compares with no weights, seed by seed.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{NOTHING}."
    summary = seeds_summary(known, metric, by=("x",))
    sentences = [f"{METRICS[metric]}, by β."]
    for arm, rows in summary.groupby("arm", sort=False):
        said = [
            f"{row.x:g}: {share(row, 1)}" for row in rows.sort_values("x").itertuples(index=False)
        ]
        sentences += [f"{arm}: {', '.join(said)}.", *_gains(known[known["arm"] == arm], metric)]
    sentences.append("In brackets: 95 % t interval over the seeds; differences are paired by seed.")
    return "\n".join(sentences)


def _title(summary: pd.DataFrame, metric: str) -> str:
    """Return the errors of the first method without weights and at the largest beta."""
    arm = summary["arm"].iloc[0]
    means = summary[summary["arm"] == arm].set_index("x")["mean"].sort_index()
    said = ", ".join(f"{percent(means[x], 1)} at β = {x:g}" for x in means.index[[0, -1]])
    return f"{METRICS[metric]}, {arm_label(arm)}: {said}"


def _gains(rows: pd.DataFrame, metric: str) -> list[str]:
    """Compare each beta with no weights."""
    if not (rows["x"] == NO_WEIGHTS).any():
        return []
    # All are one arm, so beta takes the place of the method.
    named = rows.assign(method=rows["x"].map(str), arm=rows["x"].map("β = {:g}".format))
    found = paired_differences(named, str(NO_WEIGHTS), metric, same=())
    told = [
        f"{row.arm} {points_between(row.mean, row.low, row.high)} ({count(row.n_pairs, 'seed')})"
        for row in found.itertuples(index=False)
    ]
    return [f"Compared with no weights: {', '.join(told)}."] if told else []
