"""A training as it goes: the error of every run over the epochs, and beside it the recall of every class now.

The axes are those of the end from the beginning on: all epochs that the longest run will have, all classes
with the rarest at the right, 0 to 100 %. What moves is the lines.
"""

import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.axes import caption, label_class_axis, panel_heading, whole_epochs
from ltcore.plots.base.metric_names import metric_name
from ltcore.plots.base.panel_bands import band_class_panel
from ltcore.plots.base.series import Series, arm_label, show_legend
from ltcore.plots.base.text import count, plain, shorten_middle
from ltcore.plots.base.theme import Look, make_room, new_figure
from ltcore.plots.compare.live_per_class import where_measured
from ltcore.plots.compare.live_runs import TRAINING, Training, epoch_reached, with_arms
from ltcore.plots.compare.live_traces import (
    CLASSES,
    COURSE,
    Shown,
    draw_classes,
    draw_courses,
)
from ltcore.plots.compare.stage_starts import stage_starts

KEY = "live"
MOST_COLOURED = 6
"""Methods that have a colour; of more, those in training have one, and the others are grey."""
MOST_NAMED = 2
"""Runs in training that are named."""
LONGEST_NAME = 28
WIDTHS = (0.42, 0.58)
GAP = 0.1
"""Shares of the width."""


def live_figure(
    training: Training,
    *,
    metric: str = "val_balanced_error",
    last_epoch: int,
    look: Look | None = None,
) -> go.Figure:
    """Draw the error over the epochs, and the recall of every class after the last one of each run.

    Of a method with a run in training, the strong lines are that run; the others are thin, and dots. Of a
    method with none in training, they are the mean over its runs.

    Args:
        training: the runs that are watched, at least one, and their classes, at least one.
        metric: an error among the columns of the curves.
        last_epoch: how many epochs the longest run will have.
        look: where it is shown.
    """
    look = look or Look()
    runs = training.runs
    series = Series(runs, look)
    notes = caption(_notes(runs, training.recalls), look)
    figure = new_figure(KEY, "Error and recall by class", notes, look)
    figure.set_subplots(1, 2, column_widths=list(WIDTHS), horizontal_spacing=GAP)
    make_room(figure, 1, look)
    band_class_panel(figure, training.classes, CLASSES, 2, look)
    coloured = _coloured(runs, series.arms)
    for arm in sorted(series.arms, key=lambda arm: arm in coloured):
        colour = series.shade(arm).line if arm in coloured else look.ground.faint
        shown = Shown(
            arm_label(arm, LONGEST_NAME), plain(arm), colour, series.style(arm), arm not in coloured
        )
        of_arm = runs[runs["arm"] == arm]
        draw_courses(figure, of_arm, training, metric, shown, look)
        draw_classes(figure, of_arm, training, shown, look)
    panel_heading(figure, COURSE, f"<b>{metric_name(metric).capitalize()}</b>", look)
    label_class_axis(figure, training.classes, look, column=CLASSES, share=WIDTHS[1] - GAP / 2)
    whole = whole_epochs(last_epoch)
    figure.update_xaxes(
        title_text="Epoch", range=[0, last_epoch], tickformat=",", col=COURSE, **whole
    )
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title_text="Recall", col=CLASSES)
    _mark_stages(figure, training, look)
    _say_who_trains(figure, training, last_epoch, look)
    show_legend(figure, look)
    return figure


def in_training(runs: pd.DataFrame, curves: pd.DataFrame) -> list[str]:
    """Say which runs are in training and how far they are, a line each; of many the first ones.

    Args:
        runs: see ``Training``.
        curves: likewise.

    Example:
        >>> runs = pd.DataFrame({"run": ["a", "b"], "label": ["ERM, seed 0", "DRW, seed 0"],
        ...                      "state": ["training", "queued"]})
        >>> in_training(runs, pd.DataFrame({"run": ["a", "a"], "at": [1, 2]}))
        ['ERM, seed 0: epoch 2']
        >>> in_training(runs.assign(state="finished"), pd.DataFrame())
        []
    """
    moving = runs[runs["state"] == TRAINING]
    told = [
        f"{plain(shorten_middle(row.label, LONGEST_NAME))}: {epoch_reached(row.run, curves)}"
        for row in moving.head(MOST_NAMED).itertuples()
    ]
    more = len(moving) - len(told)
    return [*told, f"and {more} more in training"] if more else told


def _mark_stages(figure: go.Figure, training: Training, look: Look) -> None:
    """Mark where later stages start; below the picture it is said whose they are."""
    for starts in stage_starts(with_arms(training)):
        for at in sorted(set(starts.values())):
            figure.add_vline(
                x=at,
                line={"color": look.ground.muted, "width": 1.2, "dash": "dot"},
                row=1,
                col=COURSE,
            )


def _say_who_trains(figure: go.Figure, training: Training, last_epoch: int, look: Look) -> None:
    """Write it where the curves of a training leave room: a title would push the axes up and down."""
    figure.add_annotation(
        text="<br>".join(in_training(training.runs, training.curves)),
        x=last_epoch,
        y=1,
        xref="x",
        yref="y",
        xanchor="right",
        yanchor="top",
        align="right",
        showarrow=False,
        font={"color": look.ground.ink},
    )


def _coloured(runs: pd.DataFrame, arms: list[str]) -> set[str]:
    """Return the methods that have a colour: all of a few, of many those in training before the others."""
    moving = set(runs.loc[runs["state"] == TRAINING, "arm"])
    return set(sorted(arms, key=lambda arm: arm not in moving)[:MOST_COLOURED])


def _notes(runs: pd.DataFrame, recalls: pd.DataFrame) -> list[str]:
    # A line from the beginning on: one that came with the first epoch would push the axes down.
    notes = list(where_measured(recalls)) if len(recalls) else ["nothing measured yet"]
    if len(runs) > runs["arm"].nunique():
        notes.append("strong: in training, else the mean of all seeds; thin and dots: other seeds")
    if (grey := runs["arm"].nunique() - MOST_COLOURED) > 0:
        notes.append(f"grey: {count(grey, 'other method')}")
    return notes
