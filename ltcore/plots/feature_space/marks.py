"""How examples are marked on a map: colour by frequency, the tail warm, open where classified wrong."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.plots.base.palette import Mode
from ltcore.plots.base.strokes import OPEN
from ltcore.plots.base.text import plain

SYMBOLS = (0, 1, 2, 5, 3, 17, 6, 22, 13, 18)
"""Plotly's numbers of circle, square, diamond, triangle, cross, star and more: one per class of the tail."""
FREQUENCY: Mapping[Mode, tuple[tuple[float, str], ...]] = {
    "light": ((0.0, "#9DBBD0"), (0.49, "#4F7D9F"), (0.51, "#C8750F"), (1.0, "#5E2A05")),
    "dark": ((0.0, "#46677F"), (0.49, "#86B3D0"), (0.51, "#D58A2E"), (1.0, "#FFE3B3")),
}
"""Most to least frequent class: cool up to the tail and warm in it, ever further from the ground."""
OTHERS, TAIL = (0.0, 0.49), (0.51, 1.0)
"""Where on the scale the classes outside the tail lie, and those in it."""
NAME_LENGTH = 24


def class_shades(classes: pd.DataFrame) -> dict[int, float]:
    """Return where each class lies on the scale of colours, by its frequency rank.

    Args:
        classes: one row per class with rank and group, in frequency order.

    Example:
        >>> classes = pd.DataFrame({"rank": [0, 1, 2], "group": ["head", "medium", "tail"]})
        >>> class_shades(classes)
        {0: 0.0, 1: 0.49, 2: 0.51}
    """
    in_tail = classes["group"] == "tail"
    shades: dict[int, float] = {}
    for (low, high), rows in ((OTHERS, classes[~in_tail]), (TAIL, classes[in_tail])):
        places = np.linspace(low, high, len(rows)).tolist() if len(rows) > 1 else [low] * len(rows)
        shades |= dict(zip(rows["rank"].tolist(), places, strict=True))
    return shades


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
        ['lynx, predicted as cat']
    """
    names = {name: plain(name, NAME_LENGTH) for name in {*rows["name"], *rows["predicted_name"]}}
    columns = (rows[column] for column in ("name", "predicted_name", "class", "predicted"))
    return [
        names[name] if label == predicted else f"{names[name]}, predicted as {names[called]}"
        for name, called, label, predicted in zip(*columns, strict=True)
    ]
