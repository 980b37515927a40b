"""Calibration of head, medium and tail: the calibration error, and accuracy beside mean confidence."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import GROUP_KEYS, seeds_summary
from ltcore.analysis.base.groups import UNKNOWN_COUNTS
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.arm_marks import whiskers
from ltcore.plots.base.axes import rule_note
from ltcore.plots.base.series import (
    MOST_TOLD,
    Series,
    in_brackets,
    interval_note,
    share,
    shares,
    show_legend,
)
from ltcore.plots.base.text import percent, plain
from ltcore.plots.base.theme import Look, empty_figure
from ltcore.plots.compare.group_panels import (
    Drawn,
    GroupPanel,
    draw_group_panels,
    group_centres,
    name_groups,
)
from ltcore.plots.compare.groups import KEYS, NO_GROUPS
from ltcore.plots.compare.opaque_bars import bar_panels
from ltcore.plots.compare.reliability import NOTHING
from ltcore.types import Split

LEAST_TOP = 0.05
"""End of the axis of calibration errors, however small they are."""
CONFIDENCE = "line: mean confidence"


def group_calibration_figure(
    frame: pd.DataFrame,
    *,
    split: Split = "test",
    drawn: Drawn = "marks",
    look: Look | None = None,
) -> go.Figure:
    """Draw the calibration error (left), and accuracy with mean confidence above or below it (right).

    Args:
        frame: frame of ``group_calibration_frame``, three rows per run.
        split: examples that the frame was measured on, "test" or "val".
        drawn: "marks", with a dot for every seed, or "bars", opaque, with their percent on top where there is
            room.
        look: where it is shown.
    """
    look = look or Look()
    if why := _nothing(frame):
        return empty_figure(KEYS[drawn], why, look)
    series = Series(frame, look)
    summaries = {
        measure: seeds_summary(frame, measure, GROUP_KEYS)
        for measure in ("ece", "accuracy", "confidence")
    }
    notes = [
        f"{SPLITS[split]} examples by their true class",
        interval_note(summaries["accuracy"]),
        rule_note(frame),
        CONFIDENCE,
    ]
    figure = bar_panels(
        KEYS[drawn], "Calibration of head, medium and tail", notes, 2, len(series.arms), look
    )
    panels = [
        GroupPanel(
            summary=summaries["ece"].assign(metric="calibration error"),
            title=f"Calibration error ({SPLITS[split]})",
            top=_top(summaries["ece"]),
        ),
        GroupPanel(
            summary=summaries["accuracy"].assign(mark=summaries["confidence"]["mean"]),
            title=f"Accuracy; line: confidence ({SPLITS[split]})",
        ),
    ]
    draw_group_panels(figure, panels, series, drawn, look)
    for arm in series.arms:
        rows = summaries["confidence"]
        _draw_confidence(figure, rows[rows["arm"] == arm], series, drawn, look)
    name_groups(figure, frame)
    show_legend(figure, look)
    return figure


def words_group_calibration(frame: pd.DataFrame, *, split: Split = "test") -> str:
    """Say how large the calibration error of tail and head is, and where it comes from.

    Args:
        frame: frame of ``group_calibration_frame``.
        split: examples that the frame was measured on, "test" or "val".
    """
    if why := _nothing(frame):
        return f"{why}."
    errors = seeds_summary(frame, "ece", GROUP_KEYS)
    sentences = []
    for group in ("tail", "head"):
        rows = errors[(errors["group"] == group) & errors["mean"].notna()]
        if rows.empty:
            notes = dict.fromkeys(frame.loc[frame["group"] == group, "note"])
            sentences.append(f"No calibration error of the {group}: {'; '.join(notes)}.")
            continue
        sentences.append(
            f"Calibration error of {group} classes on {SPLITS[split]} examples: {shares(rows)}."
        )
        sentences += [_sureness(frame, group, arm) for arm in rows["arm"]][:MOST_TOLD]
    return "\n".join([*sentences, in_brackets(errors)])


def _sureness(frame: pd.DataFrame, group: str, arm: str) -> str:
    own = frame[(frame["arm"] == arm) & (frame["group"] == group)]
    sure, right = own["confidence"].mean(), own["accuracy"].mean()
    return f"{arm}, {group}: mean confidence {percent(sure, 1)}, accuracy {percent(right, 1)}."


def _nothing(frame: pd.DataFrame) -> str:
    """Return why nothing can be drawn, empty where something can."""
    if frame.empty:
        return NOTHING
    return NO_GROUPS if (frame["note"] == UNKNOWN_COUNTS).all() else ""


def _top(errors: pd.DataFrame) -> float:
    seen = [*errors["mean"], *errors["high"], *(max(own, default=0) for own in errors["values"])]
    return max(1.08 * float(np.nanmax([LEAST_TOP, *seen])), LEAST_TOP)


def _draw_confidence(
    figure: go.Figure, rows: pd.DataFrame, series: Series, drawn: Drawn, look: Look
) -> None:
    """Draw a short level line at the mean confidence of each group, over what shows its accuracy."""
    arm = rows["arm"].iloc[0]
    figure.add_trace(
        go.Scatter(
            x=group_centres(rows, series, drawn),
            y=rows["mean"].to_numpy(dtype=np.float32),
            mode="markers",
            legendgroup=plain(arm),
            showlegend=False,
            cliponaxis=False,
            marker={
                "symbol": "line-ew",
                "size": 22,
                "line": {"width": 3, "color": look.ground.ink},
            },
            error_y=whiskers(rows, look.ground.ink),
            hovertext=[
                f"{plain(row.arm)}<br>{row.group} mean confidence {share(row, 1)}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=2,
    )
