"""Class by class: where the task of a pre-training is solved, and whose examples pruning moves."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import CLASS_KEYS, seeds_summary
from ltcore.analysis.pretraining.classes import by_group
from ltcore.plots.base.arm_marks import draw_seeds, whiskers
from ltcore.plots.base.axes import (
    caption,
    class_rows,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.series import interval_note, share, show_legend
from ltcore.plots.base.strokes import GUIDE
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.pretraining.names import BACKBONES, SHORT, Drawn
from ltcore.types import GROUPS

ROTATION_KEY, PRUNING_KEY = "pretraining_rotation", "pretraining_pruning"
NO_ACCURACY = "No accuracy by class kept"
NO_PRUNING = "Nothing about pruning kept"
CHANCE = 0.25
"""Accuracy of a guess among four turns."""
CLUSTER = 0.5
MAX_MARKS = 60
"""Beyond this many classes marks carry no whiskers and are joined."""
TURNED = Drawn("rotations recognised", "orange", "diamond")


class Measured(NamedTuple):
    """What a picture over the classes shows.

    Attributes:
        value: column of the frame, a share in [0, 1].
        label: of the axis.
        range: of the axis.
    """

    value: str
    label: str
    range: Sequence[float]


def rotation_figure(frame: pd.DataFrame, *, arm: str = "", look: Look | None = None) -> go.Figure:
    """Draw the share of turns that is recognised on the images of each class, beside a guess.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.classes.pretext_frame``.
        arm: what the runs are called.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(ROTATION_KEY, NO_ACCURACY, look)
    summary = {"": _summary(frame, "accuracy")}
    notes = [plain(arm), "held-out images in all four turns", interval_note(summary[""])]
    title = f"{percent(summary['']['mean'].mean())} of the turns are recognised"
    figure = new_figure(ROTATION_KEY, title, caption([*notes, rule_note(frame)], look), look)
    measured = Measured("accuracy", "Turns recognised", (0, 1.06))
    _draw_classes(figure, frame, summary, {"": TURNED}, measured, look)
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        xref="paper",
        y0=CHANCE,
        y1=CHANCE,
        line={"color": look.ground.muted, "width": 2, "dash": GUIDE},
    )
    figure.add_annotation(
        text="a guess: 25 %",
        x=1,
        xref="paper",
        y=CHANCE,
        xanchor="right",
        yanchor="top",
        showarrow=False,
        font={"color": look.ground.muted},
    )
    figure.update_layout(showlegend=False)
    return figure


def words_rotation(frame: pd.DataFrame) -> str:
    """Say on which classes the turns are recognised least and most, and whether rare classes differ.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.classes.pretext_frame``.
    """
    if frame.empty:
        return f"{NO_ACCURACY}."
    summary = _summary(frame, "accuracy").sort_values("mean", kind="stable")
    first, last = summary.iloc[0], summary.iloc[-1]
    least, most = (
        f"{shorten(row['name'])} ({share(next(pd.DataFrame([row]).itertuples()))})"
        for row in (first, last)
    )
    return (
        f"Turns are recognised least often on images of class {least}, and most often on class {most}; a "
        f"guess is right in {percent(CHANCE)}.\n{_groups_told(frame, 'accuracy')}\nIn brackets: "
        f"{interval_note(summary).removeprefix('mean and ').removeprefix('one run each, ')}."
    )


def pruning_figure(frame: pd.DataFrame, *, arm: str = "", look: Look | None = None) -> go.Figure:
    """Draw the share of each class's test examples that pruning moves, backbone by backbone.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.classes.pruning_frame``.
        arm: what the runs are called.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(PRUNING_KEY, NO_PRUNING, look)
    summaries = {
        backbone: _summary(frame[frame["backbone"] == backbone], "share")
        for backbone in BACKBONES
        if backbone in set(frame["backbone"])
    }
    pruned = frame["pruned_share"].mean()
    every = pd.concat(summaries.values())
    notes = [
        plain(arm),
        "test examples",
        f"{percent(pruned)} of the weights pruned",
        interval_note(every),
    ]
    title = f"Moved by pruning: {_told_means(frame)}"
    figure = new_figure(PRUNING_KEY, title, caption([*notes, rule_note(frame)], look), look)
    top = max(max(each, default=0.0) for each in every["values"])
    top = min(1.0, 1.1 * max(top, float(every["high"].max(skipna=True) or 0.0), 0.05))
    measured = Measured("share", "Moved", (-0.03 * top, top))
    _draw_classes(figure, frame, summaries, BACKBONES, measured, look)
    show_legend(figure, look)
    return figure


def words_pruning(frame: pd.DataFrame) -> str:
    """Say which share of head, medium and tail pruning moves in each backbone.

    Args:
        frame: frame of ``ltcore.analysis.pretraining.classes.pruning_frame``.

    Example:
        >>> frame = pd.DataFrame({"run": "a", "seed": 0, "backbone": "final", "group": ["head", "tail"],
        ...                       "share": [0.1, 0.3], "pruned_share": 0.7})
        >>> print(words_pruning(frame))
        An example moves where its 20 nearest neighbours vote for another class once the 70 % smallest weights
        are left out.
        After training: mean over the classes of head 10 %, tail 30 %.
    """
    if frame.empty:
        return f"{NO_PRUNING}."
    told = [
        f"{drawn.title.capitalize()}: {_groups_told(frame[frame['backbone'] == backbone], 'share')}"
        for backbone, drawn in BACKBONES.items()
        if backbone in set(frame["backbone"])
    ]
    pruned = percent(frame["pruned_share"].mean())
    return "\n".join(
        [
            "An example moves where its 20 nearest neighbours vote for another class once the "
            f"{pruned} smallest weights are left out.",
            *told,
        ]
    )


def _groups_told(frame: pd.DataFrame, value: str) -> str:
    groups = by_group(frame, value)
    means = groups.groupby("group")[value].mean()
    told = [f"{group} {percent(means[group])}" for group in GROUPS if group in means.index]
    if not told:
        return f"mean over the classes {percent(frame[value].mean())}."
    return f"mean over the classes of {', '.join(told)}."


def _told_means(frame: pd.DataFrame) -> str:
    means = frame.groupby("backbone")["share"].mean()
    return ", ".join(
        f"{called} {percent(means[name])}" for name, called in SHORT.items() if name in means.index
    )


def _summary(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return mean and interval over the seeds for each class, in frequency order."""
    named = frame.assign(arm="", method="")
    return seeds_summary(named, value, CLASS_KEYS).sort_values("rank", ignore_index=True)


def _draw_classes(
    figure: go.Figure,
    frame: pd.DataFrame,
    summaries: Mapping[str, pd.DataFrame],
    styles: Mapping[str, Drawn],
    measured: Measured,
    look: Look,
) -> None:
    """Draw one mark per class and series, over the bands of the groups."""
    classes = class_rows(frame)
    draw_bands(figure, group_spans(classes), len(classes), look)
    for place, (name, summary) in enumerate(summaries.items()):
        drawn = styles[name]
        colour = SHADES[look.mode][drawn.hue].line
        shift = CLUSTER * ((place + 0.5) / len(summaries) - 0.5)
        centres = summary["rank"].to_numpy(dtype=np.float32) + np.float32(shift)
        few = len(classes) <= MAX_MARKS
        if few:
            draw_seeds(figure, centres, summary["values"].tolist(), colour, drawn.title)
        figure.add_trace(
            go.Scatter(
                x=centres,
                y=summary["mean"].to_numpy(dtype=np.float32),
                mode="markers" if few else "lines",
                name=drawn.title,
                legendgroup=drawn.title,
                line={"color": colour, "width": look.line_width},
                marker={"color": colour, "symbol": drawn.symbol, "size": 11},
                error_y=whiskers(summary, colour) if few else None,
                hovertext=[
                    f"{plain(row.name)} ({count(row.train_count, 'training example')})<br>"
                    f"{drawn.title}: {share(row)}"
                    for row in summary.itertuples(index=False)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    label_class_axis(figure, frame, look)
    figure.update_yaxes(title_text=measured.label, tickformat=".0%", range=list(measured.range))
