"""Error of runs against one setting of their method: the picture, and the same numbers in words."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR
from ltcore.plots.base.axes import caption
from ltcore.plots.base.errors_by_value import Axes, draw_errors
from ltcore.plots.base.series import Series, interval_note, share
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure

METRICS = {BALANCED_ERROR: "Balanced test error", TAIL_ERROR: "Test error of the tail"}


@dataclass(frozen=True, kw_only=True)
class SettingWords:
    """What one setting is called wherever errors are drawn against it.

    Attributes:
        key: of the figure.
        nothing: what is said where no runs differ in it, without its full stop.
        across: title of its axis.
        by: what the errors are told by, at the end of a sentence.
        tick: a value -> its text at the axis.
        told: a value and its error, in words -> both as a part of a sentence.
        title: summary of the seeds -> title after the name of the metric.
        compared: rows of one arm and a metric -> sentences that compare its values, seed by seed.
    """

    key: str
    nothing: str
    across: str
    by: str
    tick: Callable[[float], str]
    told: Callable[[float, str], str]
    title: Callable[[pd.DataFrame], str]
    compared: Callable[[pd.DataFrame, str], list[str]]


def setting_errors_figure(
    frame: pd.DataFrame, metric: str, words: SettingWords, *, data: str, look: Look | None
) -> go.Figure:
    """Draw the mean error of each method against the setting, seeds as dots.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
        words: what the setting is called.
        data: what the runs share.
        look: where it is shown.
    """
    look = look or Look()
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return empty_figure(words.key, words.nothing, look)
    summary = seeds_summary(known, metric, by=("x",))
    values = sorted(summary["x"].unique().tolist())
    notes = [plain(data), "test examples", interval_note(summary), "values evenly spaced"]
    title = f"{METRICS[metric]}, {words.title(summary)}"
    figure = new_figure(words.key, title, caption(notes, look), look)
    ticks = [words.tick(value) for value in values]
    axes = Axes(values=values, ticks=ticks, across=words.across, up=METRICS[metric])
    draw_errors(figure, summary, axes, Series(known, look), look)
    return figure


def setting_errors_words(frame: pd.DataFrame, metric: str, words: SettingWords) -> str:
    """Say the error of each method at every value, and how the values compare.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
        words: what the setting is called.
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{words.nothing}."
    summary = seeds_summary(known, metric, by=("x",))
    sentences = [f"{METRICS[metric]}, {words.by}."]
    for arm, rows in summary.groupby("arm", sort=False):
        ordered = rows.sort_values("x").itertuples(index=False)
        said = [words.told(row.x, share(row, 1)) for row in ordered]
        compared = words.compared(known[known["arm"] == arm], metric)
        sentences += [f"{arm}: {', '.join(said)}.", *compared]
    sentences.append("In brackets: 95 % t interval over the seeds; differences are paired by seed.")
    return "\n".join(sentences)
