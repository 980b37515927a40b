"""The triangle of the probabilities of three classes: corners, axes, and polygons that fill parts of it."""

from collections.abc import Iterable

import numpy as np

from ltcore.plots.base.palette import Hue
from ltcore.plots.scene.marks import Axis, Band, Words
from ltcore.theory.crest_and_costs.cost_rules import CORNERS
from ltcore.types import FloatArray

ACROSS = Axis(title="p₂ + p₃ / 2", low=-0.12, high=1.12)
UP = Axis(title="√3 p₃ / 2", low=-0.12, high=1.0)
"""Both axes are places in the triangle, each corner being the certainty of one class."""
HUES: tuple[Hue, Hue, Hue] = ("blue", "green", "vermillion")
"""From the most frequent class to the rarest."""


def corner_words(panel: int = 0) -> tuple[Words, Words, Words]:
    """Return the names of the corners."""
    return (
        Words(
            text="1, head", x=-0.02, y=-0.01, hue=HUES[0], panel=panel, anchor="center", above=False
        ),
        Words(text="2", x=1.02, y=-0.01, hue=HUES[1], panel=panel, anchor="center", above=False),
        Words(
            text="3, tail",
            x=0.5,
            y=float(CORNERS[2, 1]) + 0.01,
            hue=HUES[2],
            panel=panel,
            anchor="center",
        ),
    )


def region(
    name: str, polygons: Iterable[FloatArray], hue: Hue, panel: int = 0, *, hatched: bool = False
) -> Band:
    """Return convex polygons as one band, so that their number may change while the mark stays.

    Each polygon is widened from a point at its left and narrowed to a point at its right: what joins two of
    them has no width.

    Args:
        name: what it is.
        polygons: corners as probabilities in turn around each, (V, 3).
        hue: of the fill.
        panel: where it is.
        hatched: instead of filled.

    Example:
        >>> band = region("all", [np.eye(3)], "blue")
        >>> np.round(band.x, 6).tolist(), np.round(band.high, 6).tolist()
        ([0.0, 0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.866025, 0.0, 0.0])
    """
    x: list[float] = []
    low: list[float] = []
    high: list[float] = []
    for corners in polygons:
        places = [tuple(place) for place in (corners @ CORNERS).tolist()]
        slices = [(across, *_heights(places, across)) for across in sorted({p[0] for p in places})]
        ends = [_point(slices[0]), *slices, _point(slices[-1])]
        x += [part[0] for part in ends]
        low += [part[1] for part in ends]
        high += [part[2] for part in ends]
    return Band(
        name=name,
        x=np.array(x),
        low=np.array(low),
        high=np.array(high),
        hue=hue,
        panel=panel,
        hatched=hatched,
    )


def _point(part: tuple[float, float, float]) -> tuple[float, float, float]:
    middle = (part[1] + part[2]) / 2
    return part[0], middle, middle


def _heights(places: list[tuple[float, float]], across: float) -> tuple[float, float]:
    """Return from where to where a convex polygon reaches above one place of the axis."""
    heights = []
    for index, (x, y) in enumerate(places):
        before, start = places[index - 1]
        if x == across:
            heights.append(y)
        elif min(x, before) < across < max(x, before):
            heights.append(start + (y - start) * (across - before) / (x - before))
    return min(heights), max(heights)
