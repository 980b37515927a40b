"""Example images in rows, each with its caption, right and wrong ones told apart."""

from collections.abc import Sequence
from itertools import repeat

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ltcore.plots.base.axes import EM, WIDTH
from ltcore.plots.base.palette import Style
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import Look, empty_figure, new_figure
from ltcore.plots.base.tiles import LONGEST_SIDE, placed, tile

KEY = "picture_grid"
CROSS = "×"
WRONG = Style("vermillion", 0)
MOST_LISTED = 8
"""Captions that the words name; the others are counted."""
CAPTION_ROOM = 2.0
"""Height of a caption with the gap under it, in text sizes."""
TITLE_ROOM = 3.0
"""Height of the title, in text sizes."""
GAP = 0.06
"""Gap on each side of an image, in places."""


def picture_grid(
    images: Sequence[NDArray[np.uint8]] | NDArray[np.uint8],
    labels: Sequence[str],
    *,
    columns: int,
    marks: Sequence[bool | None] | None = None,
    look: Look | None = None,
) -> go.Figure:
    """Draw images row by row, each with a caption below.

    Args:
        images: uint8, each (H, W, channels) with 1 or 3 channels, or one array (n, H, W, channels).
        labels: one caption per image; names in it are text. The hover shows it whole.
        columns: images per row, at least 1.
        marks: whether each image was predicted right; None for one where that is unknown. A wrong one has a
            vermillion frame and a cross before its caption. None where nothing was predicted.
        look: where it is shown.

    Returns:
        A figure whose ``layout.height`` is the height in pixels that it needs. A click on an image selects
        a point whose ``customdata`` is the image's place in ``images``.

    Raises:
        ValueError: the numbers of images, labels and marks differ, ``columns`` is below 1, or an array is
            no image.

    Example:
        >>> figure = picture_grid(np.zeros((3, 8, 8, 1), np.uint8), ["cat", "dog", "lynx"], columns=2)
        >>> len(figure.layout.images), figure.layout.title.text
        (3, '3 images')
    """
    look = look or Look()
    if columns < 1:
        raise ValueError(f"columns is {columns}: a row needs at least 1 image")
    known = list(repeat(None, len(labels))) if marks is None else list(marks)
    if not len(images) == len(labels) == len(known):
        raise ValueError(
            f"there are {len(images)} images, {len(labels)} labels and {len(known)} marks: give one of each "
            "per image"
        )
    if len(images) == 0:
        return empty_figure(KEY, "No images", look)
    figure = new_figure(KEY, _title(known), "", look)
    height = _row_height(images[0], columns, look)
    share = 1 - CAPTION_ROOM * look.text_size / height
    shade = look.shade(WRONG)
    tiles, captions = [], []
    for place, (image, label, right) in enumerate(zip(images, labels, known, strict=True)):
        row, column = divmod(place, columns)
        source = tile(image, shade.line, 6) if right is False else tile(image, look.ground.faint)
        tiles.append(placed(source, (column + 0.5, row + share / 2), (1 - 2 * GAP, share)))
        captions.append(
            {
                "text": _caption(label, right, columns, look),
                "x": column + 0.5,
                "y": row + share,
                "yanchor": "top",
                "showarrow": False,
                "font": {"color": shade.text if right is False else look.ground.ink},
            }
        )
    figure.update_layout(images=tiles, annotations=captions)
    _add_hover(figure, labels, known, columns)
    _fit(figure, -(-len(images) // columns), columns, height, look)
    return figure


def words_picture_grid(labels: Sequence[str], marks: Sequence[bool | None] | None = None) -> str:
    """Say what the images are, and which were predicted wrong.

    Args:
        labels: one caption per image.
        marks: whether each was predicted right.

    Example:
        >>> print(words_picture_grid(["cat", "lynx as cat"], [True, False]))
        2 images, 1 predicted right. Misclassified: lynx as cat.
    """
    if not labels:
        return "There are no images here."
    known = list(marks) if marks is not None else [None] * len(labels)
    wrong = [label for label, right in zip(labels, known, strict=True) if right is False]
    if all(right is None for right in known):
        shown = list(dict.fromkeys(labels))
        return f"{count(len(labels), 'image')}: {_listed(shown)}."
    said = (
        f"{count(len(labels), 'image')}, {sum(right is True for right in known)} predicted right."
    )
    return f"{said} Misclassified: {_listed(wrong)}." if wrong else said


def _title(known: Sequence[bool | None]) -> str:
    images = count(len(known), "image")
    if all(right is None for right in known):
        return images
    return f"{sum(right is True for right in known)} of {images} predicted right"


def _row_height(image: NDArray[np.uint8], columns: int, look: Look) -> float:
    """Return the height in pixels of a row: the image as wide as its place lets it be, and its caption."""
    width: float = min((1 - 2 * GAP) * WIDTH / columns, LONGEST_SIDE)
    return float(width * image.shape[0] / image.shape[1] + CAPTION_ROOM * look.text_size)


def _caption(label: str, right: bool | None, columns: int, look: Look) -> str:  # noqa: FBT001 (a mark)
    room = max(int(WIDTH / columns / (EM * look.text_size)), 3)
    return f"{CROSS} {plain(label, max(room - 2, 3))}" if right is False else plain(label, room)


def _add_hover(
    figure: go.Figure, labels: Sequence[str], known: Sequence[bool | None], columns: int
) -> None:
    """Lay an invisible mark on every image, for the pointer and for clicks."""
    places = np.arange(len(labels))
    said = {True: "<br>predicted right", False: "<br>predicted wrong", None: ""}
    figure.add_trace(
        go.Scatter(
            x=(places % columns + 0.5).astype(np.float32),
            y=(places // columns + 0.4).astype(np.float32),
            mode="markers",
            marker={"size": 60, "symbol": "square", "opacity": 0},
            customdata=places,
            hovertext=[
                plain(label) + said[right] for label, right in zip(labels, known, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
        )
    )


def _fit(figure: go.Figure, rows: int, columns: int, height: float, look: Look) -> None:
    top = TITLE_ROOM * look.text_size
    figure.update_xaxes(visible=False, range=[0, columns], fixedrange=True)
    figure.update_yaxes(visible=False, range=[rows, 0], fixedrange=True)
    figure.update_layout(
        showlegend=False,
        height=round(rows * height + top),
        margin={"t": top, "b": 0, "l": 0, "r": 0},
    )


def _listed(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:MOST_LISTED])
    return f"{shown} and {len(labels) - MOST_LISTED:,} more" if len(labels) > MOST_LISTED else shown
