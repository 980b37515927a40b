"""How examples are marked on a map: colour by frequency, the tail warm, open where classified wrong."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.plots.palette import Mode
from ltcore.plots.text import plain

SYMBOLS = (0, 1, 2, 5, 3, 17, 6, 22, 13, 18)
"""Plotly's numbers of circle, square, diamond, triangle, cross, star and more: one per class of the tail."""
OPEN = 100
"""What plotly adds to the number of a mark that is not filled."""
FREQUENCY: Mapping[Mode, Mapping[str, tuple[str, str]]] = {
    "light": {"others": ("#9DBBD0", "#4F7D9F"), "tail": ("#C8750F", "#5E2A05")},
    "dark": {"others": ("#46677F", "#86B3D0"), "tail": ("#D58A2E", "#FFE3B3")},
}
"""Most to least frequent class: cool up to the tail and warm in it, ever further from the ground."""
NAME_LENGTH = 24


def class_colours(classes: pd.DataFrame, mode: Mode) -> dict[int, str]:
    """Return the colour of each class, by its frequency rank.

    Args:
        classes: one row per class with rank and group, in frequency order.
        mode: light or dark.

    Example:
        >>> classes = pd.DataFrame({"rank": [0, 1, 2], "group": ["head", "head", "tail"]})
        >>> class_colours(classes, "light")
        {0: '#9dbbd0', 1: '#4f7d9f', 2: '#c8750f'}
    """
    colours = {}
    in_tail = classes["group"] == "tail"
    for part, rows in (("others", classes[~in_tail]), ("tail", classes[in_tail])):
        shares = np.linspace(0, 1, len(rows)) if len(rows) > 1 else np.zeros(len(rows))
        for rank, share in zip(rows["rank"].tolist(), shares.tolist(), strict=True):
            colours[rank] = _mixed(*FREQUENCY[mode][part], share)
    return colours


def class_symbols(classes: pd.DataFrame) -> dict[int, int]:
    """Return the number of each class's mark, by its frequency rank: circles but in the tail.

    Example:
        >>> class_symbols(pd.DataFrame({"rank": [0, 1, 2], "group": ["head", "tail", "tail"]}))
        {0: 0, 1: 0, 2: 1}
    """
    tail = classes.loc[classes["group"] == "tail", "rank"].tolist()
    of_tail = {rank: SYMBOLS[place % len(SYMBOLS)] for place, rank in enumerate(tail)}
    return {rank: of_tail.get(rank, 0) for rank in classes["rank"].tolist()}


def marks(rows: pd.DataFrame, symbols: Mapping[int, int]) -> NDArray[np.uint8]:
    """Return the number of each example's mark: filled where it was classified right.

    Args:
        rows: columns rank, class and predicted.
        symbols: of ``class_symbols``.
    """
    of_class = rows["rank"].map(symbols).to_numpy(dtype=np.int64)
    wrong = (rows["predicted"] != rows["class"]).to_numpy()
    numbers: NDArray[np.uint8] = (of_class + OPEN * wrong).astype(np.uint8)
    return numbers


def hovers(rows: pd.DataFrame) -> list[str]:
    """Return what a pointer sees on each example: its class, and what it was taken for.

    Example:
        >>> rows = pd.DataFrame({"name": ["lynx"], "class": [1], "predicted": [0], "predicted_name": ["cat"]})
        >>> hovers(rows)
        ['lynx, taken for cat']
    """
    names = {name: plain(name, NAME_LENGTH) for name in {*rows["name"], *rows["predicted_name"]}}
    columns = (rows[column] for column in ("name", "predicted_name", "class", "predicted"))
    return [
        names[name] if label == predicted else f"{names[name]}, taken for {names[called]}"
        for name, called, label, predicted in zip(*columns, strict=True)
    ]


def _mixed(first: str, last: str, share: float) -> str:
    channels = (
        round(int(first[at : at + 2], 16) * (1 - share) + int(last[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)
