"""Error against the moment of the switch, method by method."""

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import seeds_summary
from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.compare.differences import paired_differences
from ltcore.analysis.deferred_schedules.lateness import NEVER
from ltcore.plots.base.axes import caption
from ltcore.plots.base.errors_by_value import Axes, draw_errors
from ltcore.plots.base.series import Series, arm_label, interval_note, share
from ltcore.plots.base.text import count, percent, plain, points_between
from ltcore.plots.base.theme import Look, empty_figure, new_figure

KEY = "deferred_lateness"
NOTHING = "No finished runs differ in the moment of their switch yet"
USUAL = 0.8
"""The switch of the authors of DRW: after epoch 160 of 200."""
METRICS = {BALANCED_ERROR: "Balanced test error", TAIL_ERROR: "Test error of the tail"}


def lateness_figure(
    frame: pd.DataFrame,
    metric: str = BALANCED_ERROR,
    *,
    data: str = "",
    look: Look | None = None,
) -> go.Figure:
    """Draw the mean error of each method against the share of the run at which its late part begins.

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
        ticks=[switch_text(value) if value else percent(0) for value in values],
        across="Share of the training before the switch",
        up=METRICS[metric],
    )
    draw_errors(figure, summary, axes, Series(known, look), look)
    return figure


def words_lateness(frame: pd.DataFrame, metric: str = BALANCED_ERROR) -> str:
    """Say for each method how the authors' switch compares with both ends, seed by seed.

    Args:
        frame: frame of ``ltcore.analysis.base.setting_studies.setting_errors_frame``.
        metric: "balanced_error" or "tail_error".
    """
    known = frame if frame.empty else frame[frame[metric].notna()]
    if known.empty:
        return f"{NOTHING}."
    summary = seeds_summary(known, metric, by=("x",))
    sentences = [f"{METRICS[metric]}, by the share of the training before the switch."]
    for arm, rows in summary.groupby("arm", sort=False):
        said = [
            f"{switch_text(row.x)} {share(row, 1)}"
            for row in rows.sort_values("x").itertuples(index=False)
        ]
        compared = _against_both_ends(known[known["arm"] == arm], metric)
        sentences += [f"{arm}: {', '.join(said)}.", *compared]
    sentences.append("In brackets: 95 % t interval over the seeds; differences are paired by seed.")
    return "\n".join(sentences)


def switch_text(x: float) -> str:
    """Return the moment of a switch as people write it.

    Example:
        >>> switch_text(0), switch_text(0.8), switch_text(1)
        ('from the start', '80 %', 'never')
    """
    if x == 0:
        return "from the start"
    return "never" if x == NEVER else percent(x)


def _title(summary: pd.DataFrame, metric: str) -> str:
    """Return the errors of the first method at both ends and at the authors' switch."""
    arm = summary["arm"].iloc[0]
    means = summary[summary["arm"] == arm].set_index("x")["mean"]
    said = [
        f"{'at ' if 0 < x < NEVER else ''}{switch_text(x)} {percent(means[x], 1)}"
        for x in (0.0, USUAL, NEVER)
        if x in means.index
    ]
    return f"{METRICS[metric]}, {arm_label(arm)}: {', '.join(said)}"


def _against_both_ends(rows: pd.DataFrame, metric: str) -> list[str]:
    told = []
    for end in (0.0, NEVER):
        pair = rows[rows["x"].isin([USUAL, end])]
        if pair["x"].nunique() < 2:
            continue
        # Both are one arm, so the switch takes the place of the method.
        named = pair.assign(method=pair["x"].map(str), arm=pair["x"].map(switch_text))
        [found] = paired_differences(named, str(end), metric, same=()).itertuples(index=False)
        change = points_between(found.mean, found.low, found.high)
        against = "never switching" if end == NEVER else "weights from the start"
        told.append(
            f"At {switch_text(USUAL)}, compared with {against}: {change} ({count(found.n_pairs, 'seed')})."
        )
    return told
