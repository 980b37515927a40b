"""Where names stand on a map, so that none covers another."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ltcore.types import FloatArray

MOST_STEPS = 6
"""How many heights a name may move from its place before it is left out."""
DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


def label_places(
    wanted: NDArray[np.floating], widths: Sequence[float], height: float
) -> list[tuple[float, float] | None]:
    """Return the middle of each name, moved where it would cover one before it.

    Args:
        wanted: where the middles should be, in pixels, shape (L, 2); the most important first.
        widths: width of each name, in pixels.
        height: height of every name, in pixels.

    Returns:
        One place for each name, in pixels; None where there is no room near its place.

    Example:
        >>> label_places(np.array([[0.0, 0.0], [3.0, 0.0], [90.0, 0.0]]), [20, 20, 20], 10)
        [(0.0, 0.0), (3.0, 10.0), (90.0, 0.0)]
    """
    places: list[tuple[float, float] | None] = []
    boxes: list[tuple[float, float, float]] = []
    for (x, y), width in zip(np.asarray(wanted, dtype=np.float64).tolist(), widths, strict=True):
        free = (
            place
            for place in _around(x, y, width, height)
            if not any(_cover((*place, width), box, height) for box in boxes)
        )
        place = next(free, None)
        places.append(place)
        if place is not None:
            boxes.append((*place, width))
    return places


def class_medians(
    places: NDArray[np.floating], classes: NDArray[np.integer], of: Sequence[int]
) -> FloatArray:
    """Return the median place of each of the classes, shape (L, 2).

    Example:
        >>> class_medians(np.array([[0.0, 1.0], [2.0, 3.0], [9.0, 9.0]]), np.array([5, 5, 6]), [5]).tolist()
        [[1.0, 2.0]]
    """
    rows = [np.median(places[classes == one], axis=0) for one in of]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _around(x: float, y: float, width: float, height: float) -> Iterator[tuple[float, float]]:
    yield x, y
    for step in range(1, MOST_STEPS + 1):
        for right, up in DIRECTIONS:
            # A name is wide: half its width is as far to the side as one line is up.
            yield x + right * step * max(height, width / 2), y + up * step * height


def _cover(
    one: tuple[float, float, float], other: tuple[float, float, float], height: float
) -> bool:
    apart = (one[2] + other[2]) / 2
    return abs(one[0] - other[0]) < apart and abs(one[1] - other[1]) < height
