"""Recall and precision, or F1, of head, medium and tail, side by side for every arm."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import GROUP_KEYS, seeds_summary
from ltcore.analysis.base.groups import UNKNOWN_COUNTS
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.base.axes import rule_note
from ltcore.plots.base.metric_names import MEASURES as NAMES
from ltcore.plots.base.metric_names import no_examples
from ltcore.plots.base.panel_bands import classes_in_words
from ltcore.plots.base.series import Series, in_brackets, interval_note, shares, show_legend
from ltcore.plots.base.text import number_between
from ltcore.plots.base.theme import Look, empty_figure
from ltcore.plots.compare.group_panels import Drawn, GroupPanel, draw_group_panels, name_groups
from ltcore.plots.compare.opaque_bars import MEASURES, bar_panels
from ltcore.types import Split

KEYS: Mapping[Drawn, str] = {"marks": "groups", "bars": "group_bars"}
TITLE = "Head, medium and tail"
NO_GROUPS = "Without training counts no class is known to be head, medium or tail"
HAVING = {
    "recall": "that have examples",
    "precision": "that were predicted",
    "f1": "that have examples or were predicted",
}
"""Which classes of a group its mean runs over."""


def groups_figure(
    frame: pd.DataFrame,
    measures: Sequence[Measure] = MEASURES,
    *,
    split: Split = "test",
    drawn: Drawn = "marks",
    look: Look | None = None,
) -> go.Figure:
    """Draw the means of head, medium and tail, a panel for each measure.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``, three rows per run.
        measures: one or two of "recall", "precision" and "f1", from the left.
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
    summaries = {measure: seeds_summary(frame, measure, GROUP_KEYS) for measure in measures}
    notes = [
        f"{SPLITS[split]} examples",
        interval_note(summaries[measures[0]]),
        rule_note(frame),
        *(_classes_behind(frame, measure) for measure in measures),
    ]
    figure = bar_panels(KEYS[drawn], TITLE, notes, len(measures), len(series.arms), look)
    panels = [
        GroupPanel(summary=summaries[measure], title=f"Mean {NAMES[measure]} ({SPLITS[split]})")
        for measure in measures
    ]
    draw_group_panels(figure, panels, series, drawn, look)
    name_groups(figure, frame)
    show_legend(figure, look)
    return figure


def words_groups(
    frame: pd.DataFrame, measures: Sequence[Measure] = MEASURES, *, split: Split = "test"
) -> str:
    """Say who gains and who loses between head and tail.

    Args:
        frame: frame of ``ltcore.analysis.group_frame``.
        measures: what is spoken of, of "recall", "precision" and "f1".
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
                f"Mean {group} {NAMES[measure]} on {SPLITS[split]} examples: {numbers}."
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
    return f"No {group} {NAMES[measure]}: {'; '.join(reasons)}."


def _classes_behind(frame: pd.DataFrame, measure: Measure) -> str:
    """Say over how many classes the means run where those are not all, else nothing."""
    parts = []
    for group, rows in frame.groupby("group", sort=False):
        behind, classes = rows[f"{measure}_classes"], rows["classes"]
        if behind.any() and (behind < classes).any():
            number = number_between(behind.min(), behind.max())
            parts.append(f"{number} of {classes_in_words(classes.min(), classes.max(), group)}")
    return f"{NAMES[measure]} over the {', '.join(parts)} {HAVING[measure]}" if parts else ""
