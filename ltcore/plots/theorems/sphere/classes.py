"""The classes of the sphere's pictures: how many examples each has, and in which colour it is drawn."""

from collections.abc import Mapping

import numpy as np

from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.palette import Hue
from ltcore.types import Group, class_groups

EXAMPLES = 200
"""Examples of all classes together, about."""
GROUP_HUES: Mapping[Group, Hue] = {"head": "blue", "medium": "grey", "tail": "vermillion"}
LEVEL_HUES: Mapping[str, Hue] = {"sample": "purple", "class": "green"}
LEVEL_NAMES: Mapping[str, str] = {"sample": "by example", "class": "by class"}


def long_tail(n_classes: int, ratio: float) -> tuple[int, ...]:
    """Return counts that fall geometrically, about 200 in all.

    Args:
        n_classes: K, at least 2.
        ratio: largest count over smallest, at least 1; rounding changes it a little.

    Example:
        >>> long_tail(3, 10), long_tail(3, 1)
        ((141, 44, 14), (66, 66, 66))
    """
    shares = (1 / ratio) ** (np.arange(n_classes) / (n_classes - 1))
    largest = int(EXAMPLES / shares.sum())
    return tuple(exponential_counts(largest, n_classes, ratio).tolist())


def groups(n_classes: int) -> list[Group]:
    """Return head, medium or tail of each class, most frequent first: thirds of the ranks.

    Example:
        >>> groups(3)
        ['head', 'medium', 'tail']
    """
    names: list[Group] = class_groups(np.arange(n_classes, 0, -1), "terciles").tolist()
    return names
