"""Classes side by side in frequency order, on an axis that stays as it is for any number of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ltcore.plots.scene.marks import Axis, Bars
from ltcore.types import FloatArray

MOST_TICKS = 4
"""So many ranks stand below the narrowest panel."""
FILLED = 0.86
"""Width of a bar, as a share of its class's room."""
RAREST = 1 / 3
"""Share of the classes that are drawn warm."""


def class_axis(n_classes: int) -> Axis:
    """Return the axis from 0 to 1 of which each class takes an equal share, with a few ranks, from 1.

    Args:
        n_classes: C, at least 1.

    Example:
        >>> class_axis(10).tick_texts, class_axis(2).tick_texts
        (('1', '4', '7', '10'), ('1', '2'))
    """
    ranks = np.linspace(0, n_classes - 1, min(n_classes, MOST_TICKS)).round().astype(int)
    return Axis(
        title="Class, from the most frequent to the rarest",
        low=0,
        high=1,
        ticks=tuple(places(n_classes)[ranks].tolist()),
        tick_texts=tuple(f"{rank + 1:,}" for rank in ranks),
    )


def places(n_classes: int) -> FloatArray:
    """Return the middles of the classes on ``class_axis``, (C,).

    Example:
        >>> places(2).tolist()
        [0.25, 0.75]
    """
    return np.asarray((np.arange(n_classes) + 0.5) / n_classes)


def class_bars(
    names: Sequence[str], heights: ArrayLike, *, opacity: float = 0.75, panel: int = 0
) -> tuple[Bars, Bars]:
    """Return one bar per class: blue, and the rarest third of them warm, at least one.

    Args:
        names: what the hover says of the frequent and of the rarest classes.
        heights: of the bars in frequency order, (C,).
        opacity: of the fills.
        panel: where they are.

    Example:
        >>> [bars.height.tolist() for bars in class_bars(("often", "rare"), [3.0, 2.0, 1.0])]
        [[3.0, 2.0], [1.0]]
    """
    tall = np.asarray(heights, dtype=np.float64)
    first = tall.size - max(1, round(RAREST * tall.size))
    x, width = places(tall.size), FILLED / tall.size
    frequent, rare = slice(first), slice(first, None)
    return (
        Bars(
            name=names[0],
            x=x[frequent],
            height=tall[frequent],
            width=width,
            hue="blue",
            opacity=opacity,
            panel=panel,
        ),
        Bars(
            name=names[1],
            x=x[rare],
            height=tall[rare],
            width=width,
            hue="vermillion",
            opacity=opacity,
            panel=panel,
        ),
    )
