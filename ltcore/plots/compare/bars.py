"""Recall and precision side by side as bars from zero, by class or by group: read from the last row.

Marks show every seed; these show how much, one opaque bar per arm with the whisker of its interval.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import GROUP_KEYS, UNKNOWN, bin_classes, seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import Measure, hover_texts, whiskers
from ltcore.plots.base.axes import (
    EM,
    MAX_NAMED_CLASSES,
    caption,
    class_rows,
    group_spans,
    rank_texts,
    rule_note,
)
from ltcore.plots.base.metric_names import measure_title, no_examples
from ltcore.plots.base.series import Series, arm_label, interval_note, share, show_legend
from ltcore.plots.base.text import number_between, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.types import GROUPS, Split

CLASS_KEY = "class_bars"
GROUP_KEY = "group_bars"
MEASURES: tuple[Measure, ...] = ("recall", "precision")
CLUSTER = 0.84
"""Share of a class's or a group's place that its bars take."""
PANEL = 500
"""Width in pixels of a panel for which numbers and names are cut; a wider one only gains room."""
HEAD_ROOM = 1.12
"""End of the axis where numbers stand above the bars."""
PATTERNS = ("", "/", "x", "-", "|", ".")
"""Of the arms of one method, which share its colour."""


def class_bars_figure(
    frame: pd.DataFrame, *, split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw recall (left) and precision (right) of every class as bars, classes in frequency order.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``, one row per run and class. Of more than 12
            classes neighbouring ranks are averaged.
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(CLASS_KEY, no_examples(split), look)
    n_classes = int(frame["rank"].max()) + 1
    is_binned = n_classes > MAX_NAMED_CLASSES
    shown = bin_classes(frame, MAX_NAMED_CLASSES) if is_binned else frame
    summaries = {measure: seeds_summary(shown, measure) for measure in MEASURES}
    bins = int(summaries["recall"]["rank"].nunique())
    notes = [
        f"{SPLITS[split]} examples",
        interval_note(summaries["recall"]),
        f"{n_classes:,} classes in {bins} bins of neighbouring ranks" if is_binned else "",
        rule_note(frame),
    ]
    series = Series(frame, look)
    figure = _panels(CLASS_KEY, "Recall and precision by class", notes, split, look)
    step = n_classes / bins
    for column, measure in enumerate(MEASURES, start=1):
        _bands(
            figure,
            [(span.group, span.first, span.last) for span in group_spans(frame)],
            look,
            column,
        )
        for place, arm in enumerate(series.arms):
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            rows = rows.assign(
                x=rows["rank"] + _shift(place, len(series.arms), step),
                width=CLUSTER * step / len(series.arms),
                hover=hover_texts(rows),
            )
            _draw_arm(figure, rows, series, look, column)
        figure.update_yaxes(range=[0, 1.02], col=column)
    figure.update_xaxes(range=[-0.5, n_classes - 0.5], **_class_ticks(frame, look))
    show_legend(figure, look, tick_lines=1)
    return figure


def group_bars_figure(
    frame: pd.DataFrame, *, split: Split = "test", look: Look | None = None
) -> go.Figure:
    """Draw recall (left) and precision (right) of head, medium and tail as bars, their percent on top.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``, three rows per run.
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(GROUP_KEY, no_examples(split), look)
    summaries = {measure: seeds_summary(frame, measure, GROUP_KEYS) for measure in MEASURES}
    notes = [f"{SPLITS[split]} examples", interval_note(summaries["recall"]), rule_note(frame)]
    series = Series(frame, look)
    figure = _panels(GROUP_KEY, "Head, medium and tail", notes, split, look)
    width = CLUSTER / len(series.arms)
    # Two digits each, and a little room between neighbours.
    told = 2.5 * EM * look.text_size < PANEL / len(GROUPS) * width
    for column, measure in enumerate(MEASURES, start=1):
        _bands(figure, [(group, i, i) for i, group in enumerate(GROUPS)], look, column)
        for place, arm in enumerate(series.arms):
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            rows = rows.assign(
                x=rows["group"].map(GROUPS.index) + _shift(place, len(series.arms), 1.0),
                width=width,
                hover=[
                    f"{plain(row.arm)}<br>{row.group} {row.metric} {share(row, 1)}"
                    for row in rows.itertuples()
                ],
            )
            _draw_arm(figure, rows, series, look, column)
            if told:
                _number(figure, rows, look, column)
        figure.update_yaxes(
            range=[0, HEAD_ROOM if told else 1.02], tickvals=np.arange(6) / 5, col=column
        )
    sizes = frame.groupby("group")["classes"].agg(["min", "max"])
    figure.update_xaxes(
        range=[-0.5, len(GROUPS) - 0.5],
        tickvals=list(range(len(GROUPS))),
        ticktext=[f"{group}<br>{_classes(*sizes.loc[group])}" for group in GROUPS],
    )
    show_legend(figure, look)
    return figure


def _panels(key: str, title: str, notes: Sequence[str], split: Split, look: Look) -> go.Figure:
    figure = new_figure(key, title, caption(notes, look), look)
    figure.set_subplots(1, 2, horizontal_spacing=0.1)
    for column, measure in enumerate(MEASURES, start=1):
        figure.update_yaxes(
            tickformat=".0%", title_text=f"{measure_title(measure)} ({SPLITS[split]})", col=column
        )
    figure.update_layout(barmode="overlay", bargap=0)
    return figure


def _shift(place: int, arms: int, step: float) -> float:
    return step * CLUSTER * ((place + 0.5) / arms - 0.5)


def _bands(
    figure: go.Figure, spans: Sequence[tuple[str, int, int]], look: Look, column: int
) -> None:
    for group, first, last in spans:
        figure.add_shape(
            type="rect",
            x0=first - 0.5,
            x1=last + 0.5,
            y0=0,
            y1=1,
            yref="y domain",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(group),
            row=1,
            col=column,
        )


def _draw_arm(
    figure: go.Figure, rows: pd.DataFrame, series: Series, look: Look, column: int
) -> None:
    """Draw the bars of an arm: rows of a summary with their place x, width and hover."""
    arm = rows["arm"].iloc[0]
    hue = series.style(arm).hue
    before = series.arms[: series.arms.index(arm)]
    alike = sum(series.style(other).hue == hue for other in before)
    figure.add_trace(
        go.Bar(
            x=rows["x"].to_numpy(dtype=np.float32),
            y=rows["mean"].to_numpy(dtype=np.float32),
            width=0.9 * rows["width"].iloc[0],
            name=arm_label(arm),
            legendgroup=plain(arm),
            showlegend=column == 1,
            marker={
                "color": series.shade(arm).line,
                "line": {"width": 0},
                "pattern": {"shape": PATTERNS[alike % len(PATTERNS)], "fillmode": "replace"},
            },
            error_y=whiskers(rows, look.ground.ink),
            hovertext=rows["hover"],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=column,
    )


def _number(figure: go.Figure, rows: pd.DataFrame, look: Look, column: int) -> None:
    """Write the percent of each bar above its whisker."""
    top = rows[["mean", "high"]].max(axis=1).to_numpy(dtype=np.float32)
    known = np.isfinite(top)
    figure.add_trace(
        go.Scatter(
            x=rows["x"].to_numpy(dtype=np.float32)[known],
            y=np.minimum(top[known], 1),
            mode="text",
            text=[f"{100 * mean:.0f}" for mean in rows["mean"][known]],
            textposition="top center",
            textfont={"size": look.text_size, "color": look.ground.ink},
            showlegend=False,
            hoverinfo="skip",
            cliponaxis=False,
        ),
        row=1,
        col=column,
    )


def _class_ticks(frame: pd.DataFrame, look: Look) -> dict[str, object]:
    """Return names where all find room below a panel, else ranks."""
    rows = class_rows(frame)
    names = rows["name"].astype(str).tolist()
    room = PANEL / len(rows) / (EM * look.text_size) - 1
    known = bool((rows["group"] != UNKNOWN).any())
    order = "most frequent first" if known else "in label order"
    if rows["rank"].duplicated().any() or max(map(len, names)) > room:
        step = -(-len(rows) // 10)
        ranks = list(range(0, len(rows), step))
        return {
            "tickvals": ranks,
            "ticktext": rank_texts(ranks),
            "title_text": f"Class rank, {order}",
        }
    return {
        "tickvals": rows["rank"].tolist(),
        "ticktext": [plain(name) for name in names],
        "tickangle": 0,
        "title_text": f"Class, {order}",
    }


def _classes(low: int, high: int) -> str:
    if high == 0:
        return "no class"
    return f"{number_between(low, high)} class{'' if high == 1 else 'es'}"
