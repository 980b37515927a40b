"""Means over the head, medium and tail classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltcore.registry import UnknownNameError
from ltcore.types import GROUPS, Group


@dataclass(frozen=True)
class GroupMean:
    """The mean of a per-class value over one group.

    Attributes:
        mean: mean over the group's classes where the value is defined, NaN where there is none.
        n_classes: classes in the group; 0 says that the group is empty.
    """

    mean: float
    n_classes: int


def group_means(values: ArrayLike, groups: ArrayLike) -> dict[Group, GroupMean]:
    """Return the mean recall (or precision, or error) of each group, all three groups always.

    An empty group has mean NaN and 0 classes: a tail that does not exist has not failed.

    Args:
        values: one value per class, shape (C,), NaN where undefined.
        groups: "head", "medium" or "tail" per class, shape (C,), from ``ltcore.types.class_groups``.

    Raises:
        ValueError: where the shapes differ or a group is unknown.

    Example:
        >>> means = group_means([0.9, 0.7, 0.5], ["head", "medium", "medium"])
        >>> means["medium"].mean, means["tail"]
        (0.6, GroupMean(mean=nan, n_classes=0))
    """
    array, names = np.asarray(values, dtype=np.float64), np.asarray(groups)
    if array.ndim != 1 or array.shape != names.shape:
        raise ValueError(
            f"values has shape {array.shape} but groups has {names.shape}: give one group per class"
        )
    for name in np.unique(names):
        if name not in GROUPS:
            raise UnknownNameError("class group", str(name), GROUPS)
    means: dict[Group, GroupMean] = {}
    for group in GROUPS:
        members = array[names == group]
        defined = members[~np.isnan(members)]
        mean = float(defined.mean()) if defined.size else float("nan")
        means[group] = GroupMean(mean, members.size)
    return means
