"""The marks of one method's classes: seeds as small dots, whiskers, and what a mark says when pointed at."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.class_ends import (
    trained_on,
)
from ltcore.plots.base.metric_names import MEASURES
from ltcore.plots.base.series import (
    share,
)
from ltcore.plots.base.text import count, plain
from ltcore.plots.base.theme import translucent

MAX_CLASSES = 60
"""Beyond this many classes neighbouring ranks are averaged in about this many bins."""
Measure = Literal["recall", "precision", "f1"]


def draw_seeds(
    figure: go.Figure,
    centres: np.ndarray,
    values: Sequence[tuple[float, ...]],
    colour: str,
    arm: str,
    **place: int,
) -> None:
    """Draw every seed as a small dot, where there is more than one.

    Args:
        figure: the figure.
        centres: place on the x axis of each row, shape (R,).
        values: the seeds' values of each row.
        colour: of the arm, hexadecimal.
        arm: what the dots belong to.
        place: row and column of a subplot.
    """
    counts = [len(of_row) if len(of_row) > 1 else 0 for of_row in values]
    dots = [value for of_row in values if len(of_row) > 1 for value in of_row]
    figure.add_trace(
        go.Scatter(
            x=np.repeat(centres, counts),
            y=np.array(dots, dtype=np.float32),
            mode="markers",
            marker={"color": translucent(colour, 0.6), "size": 4.5},
            legendgroup=plain(arm),
            showlegend=False,
            hoverinfo="skip",
        ),
        **place,
    )


def whiskers(rows: pd.DataFrame, colour: str) -> dict[str, object]:
    """Return the error bars of the rows of a ``seeds_summary``."""
    mean = rows["mean"].to_numpy(dtype=np.float64)
    return {
        "type": "data",
        "symmetric": False,
        "array": (rows["high"].to_numpy() - mean).astype(np.float32),
        "arrayminus": (mean - rows["low"].to_numpy()).astype(np.float32),
        "color": colour,
        "thickness": 1.6,
        "width": 0,
    }


def hover_texts(rows: pd.DataFrame) -> list[str]:
    """Return what a pointer sees on each mark of a ``seeds_summary`` by class, names whole."""
    return [
        f"{plain(row.arm)}<br>{plain(row.name)} ({trained_on(row)})<br>"
        f"{MEASURES[row.metric]} {share(row, 1)}, {count(row.n_seeds, 'seed')}"
        for row in rows.itertuples(index=False)
    ]
