"""How many training examples each class has."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    draw_bands,
    group_spans,
    label_class_axis,
    rule_note,
)
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent

KEY = "class_counts"
MAX_BARS = 200
"""Beyond this many classes the bars become one filled line, which loses no class."""
HEAD_ROOM = 1.18
LOG_FLOOR = 0.5
"""Where a logarithmic axis begins: a class with one example still has a bar."""


def class_counts_figure(
    frame: pd.DataFrame, *, log: bool = False, look: Look | None = None
) -> go.Figure:
    """Draw the training examples per class in frequency order, with the group bands behind.

    Args:
        frame: columns class, name, rank, train_count, group (``class_counts_frame``), one row per class.
        log: whether the counts are on a logarithmic axis, which has no place for empty classes.
        look: where it is shown.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No class counts yet", look)
    frame = frame.sort_values("rank")
    counts = frame["train_count"].to_numpy(dtype=np.float32)
    title = (
        f"{count(frame['train_count'].sum(), 'training example')} in {count(len(frame), 'class')}"
    )
    figure = new_figure(KEY, title, _subtitle(frame, look), look)
    draw_bands(figure, group_spans(frame), len(frame), look)
    figure.add_trace(
        _bars(frame, counts, look) if len(frame) <= MAX_BARS else _line(frame, counts, look)
    )
    figure.update_layout(showlegend=False)
    label_class_axis(figure, frame, look, with_counts=False)
    _scale(figure, counts, log=log)
    _label_counts(figure, counts, look, log=log)
    return figure


def words_class_counts(frame: pd.DataFrame) -> str:
    """Say how long the tail is.

    Example:
        >>> frame = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "train_count": [500, 5],
        ...                       "group": ["head", "tail"]})
        >>> print(words_class_counts(frame))  # doctest: +NORMALIZE_WHITESPACE
        The most frequent class (cat) has 500 training examples, the rarest (lynx) 5: imbalance ratio of 100.
        At least half of all training examples belong to 1 of 2 classes. 1 head class, 0 medium classes,
        1 tail class.
    """
    if frame.empty:
        return "There are no class counts yet."
    frame = frame.sort_values("rank")
    counts = frame["train_count"].to_numpy()
    first, last = (shorten(frame["name"].iloc[place]) for place in (0, -1))
    half = int(np.searchsorted(np.cumsum(counts), counts.sum() / 2)) + 1
    members = frame["group"].value_counts()
    groups = [f"{group} class" for group in ("head", "medium", "tail")]
    return (
        f"The most frequent class ({first}) has {count(counts[0], 'training example')}, the rarest ({last}) "
        f"{counts[-1]:,}: {_ratio(counts)}.\n"
        f"At least half of all training examples belong to {half:,} of {count(len(frame), 'class')}. "
        + ", ".join(count(members.get(group.split()[0], 0), group) for group in groups)
        + "."
    )


def _ratio(counts: np.ndarray) -> str:
    if counts[-1] == 0:
        return "some classes are empty"
    return f"imbalance ratio of {numeral(counts[0] / counts[-1], 4)}"


def _subtitle(frame: pd.DataFrame, look: Look) -> str:
    notes = [_ratio(frame["train_count"].to_numpy()), rule_note(frame)]
    if len(frame) > MAX_BARS:
        notes.append("the line has one step per class")
    return caption(notes, look)


def _bars(frame: pd.DataFrame, counts: np.ndarray, look: Look) -> go.Bar:
    return go.Bar(
        x=frame["rank"].to_numpy(),
        y=counts,
        marker={"color": look.ground.bar, "line": {"width": 0}},
        hovertext=[plain(name) for name in frame["name"]],
        hovertemplate="%{hovertext}<br>%{y:,} training examples<extra></extra>",
    )


def _line(frame: pd.DataFrame, counts: np.ndarray, look: Look) -> go.Scatter:
    names = [plain(name) for name in frame["name"]]
    edges = np.arange(len(counts) + 1, dtype=np.float32) - 0.5
    return go.Scatter(
        x=edges,
        y=np.append(counts, counts[-1]),
        mode="lines",
        line={"color": look.ground.bar, "width": look.line_width, "shape": "hv"},
        fill="tozeroy",
        fillcolor=translucent(look.ground.bar, 0.35),
        hovertext=[*names, names[-1]],
        hovertemplate="%{hovertext}<br>%{y:,} training examples<extra></extra>",
    )


def _scale(figure: go.Figure, counts: np.ndarray, *, log: bool) -> None:
    highest = max(float(counts.max()), 1.0)
    if not log:
        figure.update_yaxes(title_text="Training examples", range=[0, HEAD_ROOM * highest])
        return
    top = float(np.log10(highest / LOG_FLOOR)) * HEAD_ROOM + float(np.log10(LOG_FLOOR))
    figure.update_yaxes(
        title_text="Training examples (log)",
        type="log",
        range=[float(np.log10(LOG_FLOOR)), top],
        tickvals=[10.0**power for power in range(8)],
    )


def _label_counts(figure: go.Figure, counts: np.ndarray, look: Look, *, log: bool) -> None:
    """Write the counts on a few bars, else the largest and the smallest at their ends of the axis."""
    last = len(counts) - 1
    few = len(counts) <= MAX_NAMED_CLASSES
    for rank in range(len(counts)) if few else (0, last):
        if log and counts[rank] == 0:
            continue
        figure.add_annotation(
            text=f"{counts[rank]:,.0f}",
            x=rank if few else {0: -0.5, last: last + 0.5}[rank],
            y=float(np.log10(counts[rank]) if log else counts[rank]),
            xanchor="center" if few else {0: "left", last: "right"}[rank],
            yanchor="bottom",
            showarrow=False,
            font={"color": look.ground.ink, "weight": 600},
        )
