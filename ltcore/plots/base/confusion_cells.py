"""The cells of a confusion matrix as a figure draws them: binned, coloured, numbered."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.analysis import rank_bins
from ltcore.plots.base.text import LABEL_LENGTH, number_between, percent, plain
from ltcore.plots.base.theme import Look
from ltcore.types import FloatArray, IntArray

MAX_CLASSES = 60
"""Beyond this many classes neighbouring ranks share a row and a column."""
EVEN_LUMINANCE = 0.179
"""On a ground of this relative luminance (WCAG 2.2) black and white stand out alike."""


class Matrix(NamedTuple):
    """The cells of one arm as they are drawn.

    Attributes:
        share: rows true, columns predicted, shape (B, B), NaN where no class of a row has an example.
        n: examples in each cell, shape (B, B).
        support: examples in each row, shape (B,).
    """

    share: FloatArray
    n: FloatArray
    support: FloatArray


def class_bins(classes: pd.DataFrame) -> IntArray:
    """Return the bin of each class rank, shape (C,): its rank where there are few classes."""
    return rank_bins(classes["group"].tolist(), MAX_CLASSES)


def binned_matrix(cells: pd.DataFrame, bins: IntArray) -> Matrix:
    """Return the cells of one arm by bins, each row the mean over its classes that have examples."""
    size = int(bins[-1]) + 1
    share, n = np.zeros((size, size)), np.zeros((size, size))
    tested, support = np.zeros(size), np.zeros(size)
    diagonal = cells[cells["rank"] == cells["predicted_rank"]]
    np.add.at(tested, bins[diagonal["rank"]], diagonal["share"].notna().to_numpy(dtype=np.float64))
    np.add.at(support, bins[diagonal["rank"]], diagonal["support"].to_numpy(dtype=np.float64))
    place = bins[cells["rank"]], bins[cells["predicted_rank"]]
    np.add.at(share, place, cells["share"].fillna(0).to_numpy(dtype=np.float64))
    np.add.at(n, place, cells["n"].to_numpy(dtype=np.float64))
    rows = np.where(tested > 0, tested, np.nan)[:, None]
    return Matrix(share / rows, n, support)


def heat_map(matrix: Matrix, classes: pd.DataFrame, bins: IntArray) -> go.Heatmap:
    """Return the cells in colour; what they are is told where one points at them."""
    first = np.flatnonzero(np.diff(bins, prepend=-1)).astype(np.float32)
    edges = np.append(first - 0.5, len(bins) - 0.5).astype(np.float32)
    binned = len(first) < len(bins)
    return go.Heatmap(
        x=edges if binned else first,
        y=edges if binned else first,
        z=matrix.share.astype(np.float32),
        coloraxis="coloraxis",
        hovertext=_hover_texts(matrix, _names(classes, bins)),
        hovertemplate="%{hovertext}<extra></extra>",
        hoverongaps=False,
    )


def cell_numbers(matrix: Matrix, look: Look) -> go.Scatter:
    """Return the shares in per cent, each on its cell."""
    rows, columns = np.nonzero(matrix.share > 0)
    shares = matrix.share[rows, columns].tolist()
    return go.Scatter(
        x=columns.astype(np.float32),
        y=rows.astype(np.float32),
        mode="text",
        text=[_cell_text(share) for share in shares],
        textfont={
            "size": look.text_size,
            "color": [text_on(share, look.ground.sequential) for share in shares],
        },
        hoverinfo="skip",
        showlegend=False,
    )


def text_on(share: float, scale: Sequence[str]) -> str:
    """Return black or white, whichever stands out (contrast 4.5 or more) on a colour of a scale.

    Args:
        share: place on the scale, in [0, 1].
        scale: colours in hexadecimal, evenly spaced.

    Example:
        >>> text_on(0.0, ["#FFFFFF", "#000000"]), text_on(1.0, ["#FFFFFF", "#000000"])
        ('#000000', '#FFFFFF')
    """
    stops = np.linspace(0, 1, len(scale))
    colours = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in scale])
    channels = np.array([np.interp(share, stops, channel) for channel in colours.T]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "#000000" if linear @ [0.2126, 0.7152, 0.0722] > EVEN_LUMINANCE else "#FFFFFF"


def _cell_text(share: float) -> str:
    """Return a share in per cent as it is written into its cell.

    Example:
        >>> _cell_text(0.004), _cell_text(0.568)
        ('&lt;1', '57')
    """
    return "&lt;1" if share < 0.005 else f"{100 * share:.0f}"


def _names(classes: pd.DataFrame, bins: IntArray) -> list[str]:
    if bins[-1] + 1 == len(bins):
        return [plain(name, LABEL_LENGTH) for name in classes["name"]]
    ranks = classes.groupby(bins)["rank"].agg(["min", "max"]) + 1
    return [f"ranks {number_between(*span)}" for span in ranks.itertuples(index=False, name=None)]


def _hover_texts(matrix: Matrix, names: list[str]) -> list[list[str]]:
    return [
        [
            f"{true} predicted as {predicted}<br>{percent(share)}: {n:,.1f} of {support:,.0f} examples"
            if n
            else f"{true} never predicted as {predicted}"
            for predicted, share, n in zip(names, shares, counts, strict=True)
        ]
        for true, shares, counts, support in zip(
            names, matrix.share, matrix.n, matrix.support, strict=True
        )
    ]
