"""Recall and precision, or F1, of every class as opaque bars from zero."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import bin_classes, seeds_summary
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import bins_note, counts_unknown, order_in_words
from ltcore.plots.base.arm_marks import Measure, hover_texts
from ltcore.plots.base.axes import (
    EM,
    MAX_NAMED_CLASSES,
    class_rows,
    rank_texts,
    rule_note,
)
from ltcore.plots.base.metric_names import MEASURES as NAMES
from ltcore.plots.base.metric_names import measure_title, no_examples
from ltcore.plots.base.panel_bands import band_class_panel
from ltcore.plots.base.series import Series, interval_note, show_legend
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import Look, empty_figure
from ltcore.plots.compare.opaque_bars import (
    CLUSTER,
    MEASURES,
    bar_panels,
    bar_shift,
    draw_bars,
    panel_room,
)
from ltcore.types import Split

KEY = "class_bars"
LEAST_BAR = 6
"""Pixels below which a hall does not see a bar as one."""


def class_bars_figure(
    frame: pd.DataFrame,
    measures: Sequence[Measure] = MEASURES,
    *,
    split: Split = "test",
    look: Look | None = None,
) -> go.Figure:
    """Draw measures of every class as bars, a panel for each, classes in frequency order.

    Args:
        frame: frame of ``ltcore.analysis.per_class_frame``, one row per run and class. Of more than 12
            classes neighbouring ranks are averaged.
        measures: one or two of "recall", "precision" and "f1", from the left.
        split: examples that the frame was measured on, "test" or "val".
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, no_examples(split), look)
    n_classes = int(frame["rank"].max()) + 1
    is_binned = n_classes > MAX_NAMED_CLASSES
    shown = bin_classes(frame, MAX_NAMED_CLASSES) if is_binned else frame
    summaries = {measure: seeds_summary(shown, measure) for measure in measures}
    bins = int(summaries[measures[0]]["rank"].nunique())
    notes = [
        f"{SPLITS[split]} examples",
        interval_note(summaries[measures[0]]),
        bins_note(n_classes, bins, known=not counts_unknown(frame)),
        rule_note(frame),
    ]
    series = Series(frame, look)
    title = f"{_named(measures)} by class"
    if len(series.arms) > (most := _most_arms(bins, panel_room(len(measures)))):
        title += f" (choose at most {most} for wider bars)"
    figure = bar_panels(KEY, title, notes, len(measures), len(series.arms), look)
    step = n_classes / bins
    for column, measure in enumerate(measures, start=1):
        band_class_panel(figure, frame, column, len(measures), look)
        for place, arm in enumerate(series.arms):
            rows = summaries[measure][summaries[measure]["arm"] == arm]
            rows = rows.assign(
                x=rows["rank"] + bar_shift(place, len(series.arms), step),
                width=CLUSTER * step / len(series.arms),
                hover=hover_texts(rows),
            )
            draw_bars(figure, rows, series, look, column)
        figure.update_yaxes(
            range=[0, 1.02],
            tickformat=".0%",
            title_text=f"{measure_title(measure)} ({SPLITS[split]})",
            col=column,
        )
    ticks = _class_ticks(frame, panel_room(len(measures)), look)
    figure.update_xaxes(range=[-0.5, n_classes - 0.5], **ticks)
    show_legend(figure, look, tick_lines=1)
    return figure


def _most_arms(bins: int, room: float) -> int:
    """Return how many arms have bars that are wide enough, in a panel of so many pixels."""
    return max(1, int(CLUSTER * room / (LEAST_BAR * bins)))


def _named(measures: Sequence[Measure]) -> str:
    first, *others = measures
    return " and ".join([measure_title(first), *(NAMES[measure] for measure in others)])


def _class_ticks(frame: pd.DataFrame, width: float, look: Look) -> dict[str, object]:
    """Return names where all find room below a panel of so many pixels, else ranks."""
    rows = class_rows(frame)
    names = rows["name"].astype(str).tolist()
    room = width / len(rows) / (EM * look.text_size) - 1
    known = not counts_unknown(rows)
    order = order_in_words(known=known)
    if rows["rank"].duplicated().any() or max(map(len, names)) > room:
        step = -(-len(rows) // 10)
        ranks = list(range(0, len(rows), step))
        return {
            "tickvals": ranks,
            "ticktext": rank_texts(ranks),
            "title_text": f"Class rank, {order}" if known else f"Class, {order}",
        }
    return {
        "tickvals": rows["rank"].tolist(),
        "ticktext": [plain(name) for name in names],
        "tickangle": 0,
        "title_text": f"Class, {order}",
    }
