"""Recall, precision or F1 of every class, one mark per arm, seeds as dots, intervals as whiskers."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import bin_classes, seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import UNKNOWN_COUNTS, bins_note, counts_unknown
from ltcore.plots.base.arm_marks import MAX_CLASSES, Measure, draw_seeds, hover_texts, whiskers
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.class_ends import told_ends, without_examples
from ltcore.plots.base.metric_names import measure_title, no_examples
from ltcore.plots.base.series import (
    Series,
    arm_label,
    in_brackets,
    interval_note,
    shares,
    show_legend,
)
from ltcore.plots.base.text import examples_between, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.types import Split

KEY = "per_class"
CLUSTER = 0.72
"""Share of a class's place that its marks take."""


def per_class_figure(
    frame: pd.DataFrame,
    measure: Measure = "recall",
    *,
    split: Split = "test",
    look: Look | None = None,
) -> go.Figure:
    """Draw recall, precision or F1 per class, classes in frequency order.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``, one row per run and class.
        measure: "recall", "precision" or "f1".
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, no_examples(split), look)
    n_classes = frame["rank"].max() + 1
    shown = bin_classes(frame, MAX_CLASSES) if n_classes > MAX_CLASSES else frame
    summary = seeds_summary(shown, measure)
    series = Series(frame, look)
    figure = new_figure(
        KEY,
        f"{measure_title(measure)} by class",
        caption(_notes(frame, summary, split), look),
        look,
    )
    draw_bands(figure, group_spans(frame), n_classes, look)
    for place, arm in enumerate(series.arms):
        shift = _shift(place, len(series.arms), n_classes / summary["rank"].nunique())
        _draw_arm(figure, summary[summary["arm"] == arm], series, shift)
    label_class_axis(figure, frame, look)
    figure.update_yaxes(
        range=[-0.02, 1.02],
        tickformat=".0%",
        title_text=f"{measure_title(measure)} ({SPLITS[split]})",
    )
    show_legend(figure, look, tick_lines=2 if n_classes <= MAX_NAMED_CLASSES else 1)
    return figure


def words_per_class(
    frame: pd.DataFrame, measure: Measure = "recall", *, split: Split = "test"
) -> str:
    """Say how the rarest and the most frequent class with examples fare, arm by arm.

    Where the training counts are unknown, it is the classes of the lowest and the highest value.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``.
        measure: "recall", "precision" or "f1".
        split: examples that the frame was measured on, "test" or "val".
    """
    if frame.empty:
        return f"{no_examples(split)}."
    summary = seeds_summary(frame, measure)
    sentences = []
    for end in told_ends(frame, measure, split):
        numbers = shares(summary[summary["rank"] == end.rank])
        support = examples_between(frame.loc[frame["rank"] == end.rank, "support"], SPLITS[split])
        sentences.append(f"{measure_title(measure)} of {end.called}: {numbers}, {support}.")
    further = [without_examples(frame, split)]
    if counts_unknown(frame):
        further.append(f"{UNKNOWN_COUNTS[0].upper()}{UNKNOWN_COUNTS[1:]}: classes in label order.")
    return "\n".join([*sentences, *filter(None, further), in_brackets(summary)])


def _notes(frame: pd.DataFrame, summary: pd.DataFrame, split: Split) -> list[str]:
    notes = [f"{SPLITS[split]} examples", interval_note(summary), rule_note(frame)]
    bins, classes = summary["rank"].nunique(), frame["rank"].nunique()
    known = not counts_unknown(frame)
    notes.append(bins_note(classes, bins, known=known))
    if known and not group_spans(frame):
        notes.append("no bands: the runs disagree on the groups")
    return notes


def _shift(place: int, arms: int, width: float) -> float:
    return width * CLUSTER * ((place + 0.5) / arms - 0.5)


def _draw_arm(figure: go.Figure, rows: pd.DataFrame, series: Series, shift: float) -> None:
    arm = rows["arm"].iloc[0]
    centres = rows["rank"].to_numpy(dtype=np.float32) + np.float32(shift)
    draw_seeds(figure, centres, rows["values"].tolist(), series.shade(arm).line, arm)
    figure.add_trace(
        go.Scatter(
            x=centres,
            y=rows["mean"].to_numpy(dtype=np.float32),
            mode="markers",
            cliponaxis=False,  # a mark at 100 % stays whole in a low picture
            name=arm_label(arm),
            legendgroup=plain(arm),
            marker={
                "color": series.shade(arm).line,
                "symbol": series.style(arm).symbol,
                "size": 10,
            },
            error_y=whiskers(rows, series.shade(arm).line),
            hovertext=hover_texts(rows),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
