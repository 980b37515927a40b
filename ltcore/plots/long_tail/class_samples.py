"""Training images of each class, one column per class in frequency order."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ltcore.plots.base.axes import (
    MAX_NAMED_CLASSES,
    caption,
    class_rows,
    draw_bands,
    group_spans,
    label_class_axis,
    rank_texts,
    rule_note,
)
from ltcore.plots.base.text import count, plain, shorten
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.base.tiles import placed, tile

KEY = "class_samples"
MAX_COLUMNS = 15
"""Of more classes, this many are shown, evenly spread over the ranks; more colour images would be heavy."""
CELL = 0.92
"""Share of its place that an image takes."""


def class_samples_figure(
    frame: pd.DataFrame, images: Sequence[NDArray[np.uint8]], *, look: Look | None = None
) -> go.Figure:
    """Draw training images of each class, the group bands behind.

    A place stays empty where a class has no further training example.

    Args:
        frame: columns rank, name, train_count, group, group_rule (``class_counts_frame``).
        images: for each class, most frequent first, uint8 (k, H, W, channels), k at most its count.
        look: where it is shown.

    Raises:
        ValueError: there is not one array per class.
    """
    look = look or Look()
    if frame.empty:
        return empty_figure(KEY, "No classes yet", look)
    if len(images) != len(frame):
        raise ValueError(f"there are images of {len(images)} classes, but {len(frame)} classes")
    shown = shown_ranks(len(frame))
    rows = class_rows(frame).iloc[shown]
    per_class = max(len(images[rank]) for rank in shown)
    figure = new_figure(KEY, _title(frame, per_class), _subtitle(frame, look), look)
    columns = rows.assign(rank=np.arange(len(rows)))
    draw_bands(figure, group_spans(columns), len(columns), look)
    figure.update_layout(
        images=[
            placed(tile(image, look.ground.faint), (column, place + 0.5), (CELL, CELL))
            for column, rank in enumerate(shown)
            for place, image in enumerate(images[rank])
        ]
    )
    for column, rank in enumerate(shown):
        if len(images[rank]) < per_class:
            _mark_end(figure, column, len(images[rank]), look)
    _add_hover(figure, columns, per_class)
    _label(figure, columns, shown, look)
    figure.update_yaxes(visible=False, range=[per_class, 0], fixedrange=True)
    figure.update_layout(showlegend=False)
    return figure


def words_class_samples(frame: pd.DataFrame, per_class: int) -> str:
    """Say what is shown, and which classes run out of examples.

    Args:
        frame: columns rank, name, train_count.
        per_class: images of each class that were asked for.

    Example:
        >>> rows = pd.DataFrame({"rank": [0, 1], "name": ["cat", "lynx"], "train_count": [500, 2]})
        >>> print(words_class_samples(rows, 4))
        Up to 4 training images of each class, most frequent class first.
        1 of 2 classes has fewer than 4 in all; for the rarest (lynx) these 2 are all a method sees.
    """
    if frame.empty:
        return "There are no classes yet."
    rows = frame.sort_values("rank")
    few = int((rows["train_count"] < per_class).sum())
    rarest = rows.iloc[-1]
    said = f"Up to {per_class} training images of each class, most frequent class first.\n"
    if not few:
        return said + (
            f"Even the rarest ({shorten(rarest['name'])}) has more: {count(rarest['train_count'], 'image')}."
        )
    verb = "has" if few == 1 else "have"
    these = "this 1 is" if rarest["train_count"] == 1 else f"these {rarest['train_count']:,} are"
    return said + (
        f"{few:,} of {count(len(rows), 'class')} {verb} fewer than {per_class} in all; for the "
        f"rarest ({shorten(rarest['name'])}) {these} all a method sees."
    )


def shown_ranks(n_classes: int) -> list[int]:
    """Return the ranks that are shown: all, or evenly spread ones with the first and the last.

    Example:
        >>> shown_ranks(3), len(shown_ranks(1000)), shown_ranks(1000)[-1]
        ([0, 1, 2], 15, 999)
    """
    number = min(n_classes, MAX_COLUMNS)
    return [int(rank) for rank in np.linspace(0, n_classes - 1, number).round()]


def _title(frame: pd.DataFrame, per_class: int) -> str:
    rarest = int(frame["train_count"].min())
    title = f"Up to {count(per_class, 'training image')} of each class"
    if rarest < per_class:
        title += f"; the rarest has {rarest:,}"
    return title


def _subtitle(frame: pd.DataFrame, look: Look) -> str:
    notes = [rule_note(frame)]
    if len(frame) > MAX_COLUMNS:
        notes.insert(0, f"{MAX_COLUMNS} of {len(frame):,} classes, evenly spread over the ranks")
    return caption(notes, look)


def _mark_end(figure: go.Figure, column: int, here: int, look: Look) -> None:
    figure.add_annotation(
        text=f"only {here}" if here else "none",
        x=column,
        y=here + 0.12,
        yanchor="top",
        showarrow=False,
        font={"color": look.ground.ink},
    )


def _add_hover(figure: go.Figure, columns: pd.DataFrame, per_class: int) -> None:
    texts = [
        f"{plain(row.name)}<br>{count(row.train_count, 'training example')}, {row.group}"
        for row in columns.itertuples(index=False)
    ]
    figure.add_trace(
        go.Scatter(
            x=np.repeat(columns["rank"].to_numpy(), per_class),
            y=np.tile(np.arange(per_class, dtype=np.float32) + 0.5, len(columns)),
            mode="markers",
            marker={"size": 50, "symbol": "square", "opacity": 0},
            hovertext=np.repeat(texts, per_class).tolist(),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _label(figure: go.Figure, columns: pd.DataFrame, shown: list[int], look: Look) -> None:
    label_class_axis(figure, columns, look)
    if len(columns) > MAX_NAMED_CLASSES:
        figure.update_xaxes(
            tickvals=columns["rank"].tolist(), ticktext=rank_texts(shown), fixedrange=True
        )
