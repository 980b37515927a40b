"""Recall and precision of head, medium and tail, side by side for every arm."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import GROUP_KEYS, seeds_summary
from ltcore.analysis.base.groups import UNKNOWN_COUNTS
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import Measure, draw_seeds, whiskers
from ltcore.plots.base.axes import EM, caption, rule_note
from ltcore.plots.base.metric_names import no_examples
from ltcore.plots.base.panel_bands import band_panel, classes_in_words, group_places
from ltcore.plots.base.series import (
    Series,
    arm_label,
    in_brackets,
    interval_note,
    share,
    shares,
    show_legend,
)
from ltcore.plots.base.text import number_between, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.plots.compare.opaque_bars import (
    CLUSTER,
    MEASURES,
    PANEL,
    bar_panels,
    bar_shift,
    draw_bars,
    write_percents,
)
from ltcore.types import GROUPS, Split

Drawn = Literal["marks", "bars"]
KEYS: Mapping[Drawn, str] = {"marks": "groups", "bars": "group_bars"}
TITLE = "Head, medium and tail"
NO_GROUPS = "Without training counts no class is known to be head, medium or tail"
HAVING = {
    "recall": "that have examples",
    "precision": "that were predicted",
    "f1": "that have examples or were predicted",
}
"""Which classes of a group its mean runs over."""
MARKS_CLUSTER = 0.8
"""Share of a group's place that the marks of its arms take."""
HEAD_ROOM = 1.12
"""End of the axis where percents stand above the bars."""


def groups_figure(
    frame: pd.DataFrame,
    *,
    split: Split = "test",
    drawn: Drawn = "marks",
    look: Look | None = None,
) -> go.Figure:
    """Draw recall (left) and precision (right) of head, medium and tail.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``, three rows per run.
        split: examples that the frame was measured on, "test" or "val".
        drawn: "marks", with a dot for every seed, or "bars", opaque, with their percent on top where there is
            room.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEYS[drawn], no_examples(split), look)
    if _no_groups(frame):
        return empty_figure(KEYS[drawn], NO_GROUPS, look)
    series = Series(frame, look)
    summaries = {measure: seeds_summary(frame, measure, GROUP_KEYS) for measure in MEASURES}
    notes = [
        f"{SPLITS[split]} examples",
        interval_note(summaries["recall"]),
        rule_note(frame),
        *(_classes_behind(frame, measure) for measure in MEASURES),
    ]
    if drawn == "bars":
        figure = bar_panels(KEYS[drawn], TITLE, notes, split, look)
        _draw_bars(figure, summaries, series, look)
    else:
        figure = new_figure(KEYS[drawn], TITLE, caption(notes, look), look)
        _draw_marks(figure, summaries, series, split, look)
    _name_groups(figure, frame)
    show_legend(figure, look)
    figure.update_layout(bargap=0)
    return figure


def words_groups(
    frame: pd.DataFrame, measures: Sequence[Measure] = MEASURES, *, split: Split = "test"
) -> str:
    """Say who gains and who loses between head and tail.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``.
        measures: what is spoken of, "recall" or "precision" or both.
        split: examples that the frame was measured on, "test" or "val".
    """
    if frame.empty:
        return f"{no_examples(split)}."
    if _no_groups(frame):
        return f"{NO_GROUPS}."
    sentences = []
    for measure in measures:
        summary = seeds_summary(frame, measure, GROUP_KEYS)
        for group in ("tail", "head"):
            rows = summary[(summary["group"] == group) & summary["mean"].notna()]
            numbers = shares(rows)
            sentences.append(
                f"Mean {group} {measure} on {SPLITS[split]} examples: {numbers}."
                if numbers
                else _empty_reason(frame, group, measure)
            )
        for arm, rows in frame.groupby("arm", sort=False):
            if behind := _classes_behind(rows, measure):
                sentences.append(f"{arm}: {behind}.")
    summaries = [seeds_summary(frame, measure, GROUP_KEYS) for measure in measures]
    return "\n".join([*sentences, in_brackets(pd.concat(summaries))])


def _no_groups(frame: pd.DataFrame) -> bool:
    return bool((frame["note"] == UNKNOWN_COUNTS).all())


def _empty_reason(frame: pd.DataFrame, group: str, measure: Measure) -> str:
    reasons = dict.fromkeys(frame.loc[frame["group"] == group, "note"])
    return f"No {group} {measure}: {'; '.join(reasons)}."


def _classes_behind(frame: pd.DataFrame, measure: Measure) -> str:
    """Say over how many classes the means run where those are not all, else nothing."""
    parts = []
    for group, rows in frame.groupby("group", sort=False):
        behind, classes = rows[f"{measure}_classes"], rows["classes"]
        if behind.any() and (behind < classes).any():
            number = number_between(behind.min(), behind.max())
            parts.append(f"{number} of {classes_in_words(classes.min(), classes.max(), group)}")
    return f"{measure} over the {', '.join(parts)} {HAVING[measure]}" if parts else ""


def _name_groups(figure: go.Figure, frame: pd.DataFrame) -> None:
    classes = frame.groupby("group")["classes"].agg(["min", "max"])
    figure.update_xaxes(
        range=[-0.5, len(GROUPS) - 0.5],
        tickvals=list(range(len(GROUPS))),
        ticktext=[f"{group}<br>{classes_in_words(*classes.loc[group])}" for group in GROUPS],
    )


def _draw_bars(
    figure: go.Figure, summaries: Mapping[Measure, pd.DataFrame], series: Series, look: Look
) -> None:
    width = CLUSTER / len(series.arms)
    # Two digits each, and a little room between neighbours.
    told = 2.5 * EM * look.text_size < PANEL / len(GROUPS) * width
    for column, measure in enumerate(MEASURES, start=1):
        band_panel(figure, group_places(), column, look)
        for place, arm in enumerate(series.arms):
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            rows = rows.assign(
                x=rows["group"].map(GROUPS.index) + bar_shift(place, len(series.arms), 1.0),
                width=width,
                hover=_hover_texts(rows),
            )
            draw_bars(figure, rows, series, look, column)
            if told:
                write_percents(figure, rows, look, column)
        figure.update_yaxes(
            range=[0, HEAD_ROOM if told else 1.02], tickvals=np.arange(6) / 5, col=column
        )


def _draw_marks(
    figure: go.Figure,
    summaries: Mapping[Measure, pd.DataFrame],
    series: Series,
    split: Split,
    look: Look,
) -> None:
    figure.set_subplots(1, 2, horizontal_spacing=0.12)
    for column, measure in enumerate(MEASURES, start=1):
        band_panel(figure, group_places(), column, look)
        for place, arm in enumerate(series.arms):
            shift = MARKS_CLUSTER * ((place + 0.5) / len(series.arms) - 0.5)
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            _draw_arm(figure, rows, series, shift, column)
        figure.update_yaxes(
            range=[0, 1.02],
            tickformat=".0%",
            title_text=f"Mean {measure} ({SPLITS[split]})",
            col=column,
        )


def _draw_arm(
    figure: go.Figure, rows: pd.DataFrame, series: Series, shift: float, column: int
) -> None:
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    places = np.array([GROUPS.index(group) for group in rows["group"]], dtype=np.float32)
    centres = places + np.float32(shift)
    means = rows["mean"].to_numpy(dtype=np.float32)
    where = {"row": 1, "col": column}
    width = MARKS_CLUSTER / len(series.arms) * 0.86
    figure.add_trace(
        go.Bar(
            x=centres,
            y=means,
            width=width,
            marker={"color": translucent(colour, 0.28), "line": {"width": 0}},
            legendgroup=plain(arm),
            showlegend=False,
            hoverinfo="skip",
        ),
        **where,
    )
    draw_seeds(figure, centres, rows["values"].tolist(), colour, arm, **where)
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=means,
            mode="markers",
            name=arm_label(arm),
            legendgroup=plain(arm),
            showlegend=column == 1,
            marker={"color": colour, "symbol": series.style(arm).symbol, "size": 10},
            error_y=whiskers(rows, colour),
            hovertext=_hover_texts(rows),
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        **where,
    )


def _hover_texts(rows: pd.DataFrame) -> list[str]:
    return [
        f"{plain(row.arm)}<br>{row.group} {row.metric} {share(row, 1)}" for row in rows.itertuples()
    ]
