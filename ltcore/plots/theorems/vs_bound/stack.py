"""Terms per class as stacked bars, the most frequent class at the bottom and the tail warm."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ltcore.plots.base.palette import Hue
from ltcore.plots.scene.marks import Axis, Bars
from ltcore.types import FloatArray

CLASS_HUES: Sequence[Hue] = ("blue", "sky", "grey", "orange", "vermillion")
"""From the most frequent to the rarest of five classes."""
LIGHTEST = 0.45


def shares_of(terms: FloatArray) -> FloatArray:
    """Return each class's share of the sum of the terms, shape (..., C); NaN where the sum is 0 or unknown.

    Example:
        >>> shares_of(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist()
        [[0.25, 0.75], [nan, nan]]
    """
    totals = np.broadcast_to(terms.sum(axis=-1, keepdims=True), terms.shape)
    shares = np.full(terms.shape, np.nan)
    np.divide(terms, totals, out=shares, where=totals > 0)
    return shares


def class_names(counts: Sequence[int]) -> list[str]:
    """Return what the classes of a toy are called, from the most frequent.

    Example:
        >>> class_names([1000, 10])
        ['class 1 (1,000)', 'class 2 (10)']
    """
    return [f"class {rank} ({count:,})" for rank, count in enumerate(counts, start=1)]


def layer_hues(n_layers: int) -> list[tuple[Hue, float]]:
    """Return hue and opacity of layers from the most frequent class to the rarest, each unlike its neighbour.

    Example:
        >>> [hue for hue, _ in layer_hues(5)]
        ['blue', 'sky', 'grey', 'orange', 'vermillion']
        >>> [opacity for _, opacity in layer_hues(10)][:4]
        [0.85, 0.45, 0.85, 0.45]
    """
    families = [len(CLASS_HUES) * layer // n_layers for layer in range(n_layers)]
    return [
        (CLASS_HUES[family], LIGHTEST if layer and families[layer - 1] == family else 0.85)
        for layer, family in enumerate(families)
    ]


def stacked(
    x: ArrayLike, layers: FloatArray, width: ArrayLike, names: Sequence[str]
) -> tuple[Bars, ...]:
    """Return one row of bars per layer, each standing on the one before; what is NaN has no height.

    Args:
        x: middles, (P,).
        layers: heights, (P, L).
        width: of each bar, (P,) or one number.
        names: of the layers, L of them, for the legend.

    Example:
        >>> [bars.base.tolist() for bars in stacked([0, 1], np.array([[1.0, 2.0], [3.0, 4.0]]), 0.8, "ab")]
        [[0.0, 0.0], [1.0, 3.0]]
    """
    heights = np.nan_to_num(layers)
    bases = np.cumsum(heights, axis=1) - heights
    return tuple(
        Bars(
            name=name,
            x=x,
            height=heights[:, index],
            width=width,
            base=bases[:, index],
            hue=hue,
            opacity=opacity,
            label=name,
        )
        for index, (name, (hue, opacity)) in enumerate(
            zip(names, layer_hues(len(names)), strict=True)
        )
    )


def stack_axis(shown: str, highest: float) -> Axis:
    """Return the axis of stacked terms.

    Args:
        shown: "terms" or "shares".
        highest: sum that must find room.
    """
    if shown == "shares":
        return Axis(
            title="Share of the sum", low=0, high=1.16, percent=True, ticks=(0, 0.25, 0.5, 0.75, 1)
        )
    return Axis(title="Sum of the terms", low=0, high=highest)
