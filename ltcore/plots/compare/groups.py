"""Recall and precision of head, medium and tail, side by side for every arm."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import GROUP_KEYS, seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import Measure, draw_seeds, whiskers
from ltcore.plots.base.axes import caption, rule_note
from ltcore.plots.base.metric_names import no_examples
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
from ltcore.types import GROUPS, Split

KEY = "groups"
MEASURES: tuple[Measure, ...] = ("recall", "precision")
HAVING = {
    "recall": "that have examples",
    "precision": "that were predicted",
    "f1": "that have examples or were predicted",
}
"""Which classes of a group its mean runs over."""
CLUSTER = 0.8


def group_bars(
    frame: pd.DataFrame, *, split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw recall (left) and precision (right) of head, medium and tail, one bar per arm.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``, three rows per run.
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, no_examples(split), look)
    series = Series(frame, look)
    summaries = {measure: seeds_summary(frame, measure, GROUP_KEYS) for measure in MEASURES}
    notes = [
        f"{SPLITS[split]} examples",
        interval_note(summaries["recall"]),
        rule_note(frame),
        *(_classes_behind(frame, measure) for measure in MEASURES),
    ]
    figure = new_figure(KEY, "Head, medium and tail", caption(notes, look), look)
    figure.set_subplots(1, 2, horizontal_spacing=0.12)
    for column, measure in enumerate(MEASURES, start=1):
        _bands(figure, frame, look, column)
        for place, arm in enumerate(series.arms):
            shift = CLUSTER * ((place + 0.5) / len(series.arms) - 0.5)
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            _draw_arm(figure, rows, series, shift, column)
        figure.update_yaxes(
            range=[0, 1.02],
            tickformat=".0%",
            title_text=f"Mean {measure} ({SPLITS[split]})",
            col=column,
        )
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
            parts.append(f"{number} of {_classes(classes.min(), classes.max(), f'{group} ')}")
    return f"{measure} over the {', '.join(parts)} {HAVING[measure]}" if parts else ""


def _bands(figure: go.Figure, frame: pd.DataFrame, look: Look, column: int) -> None:
    for place, group in enumerate(GROUPS):
        figure.add_shape(
            type="rect",
            x0=place - 0.5,
            x1=place + 0.5,
            y0=0,
            y1=1,
            yref="y domain",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(group),
            row=1,
            col=column,
        )
    classes = frame.groupby("group")["classes"].agg(["min", "max"])
    figure.update_xaxes(
        range=[-0.5, len(GROUPS) - 0.5],
        tickvals=list(range(len(GROUPS))),
        ticktext=[f"{group}<br>{_classes(*classes.loc[group])}" for group in GROUPS],
        col=column,
    )


def _classes(low: int, high: int, group: str = "") -> str:
    if high == 0:
        return "no class"
    return f"{number_between(low, high)} {group}class{'' if high == 1 else 'es'}"


def _draw_arm(
    figure: go.Figure, rows: pd.DataFrame, series: Series, shift: float, column: int
) -> None:
    arm = rows["arm"].iloc[0]
    colour = series.shade(arm).line
    places = np.array([GROUPS.index(group) for group in rows["group"]], dtype=np.float32)
    centres = places + np.float32(shift)
    means = rows["mean"].to_numpy(dtype=np.float32)
    where = {"row": 1, "col": column}
    width = CLUSTER / len(series.arms) * 0.86
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
            hovertext=[
                f"{plain(row.arm)}<br>{row.group} {row.metric} {share(row, 1)}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        **where,
    )
