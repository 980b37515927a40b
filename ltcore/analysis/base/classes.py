"""The class axis that every frame and figure shares: rank 0 is the most frequent class."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltcore.types import GroupRule, Task, class_groups

UNKNOWN = "unknown"
"""Group of every class of a run whose training counts nobody told."""


def class_axis(
    class_counts: ArrayLike | None,
    class_names: Sequence[str],
    rule: GroupRule = "thresholds",
) -> pd.DataFrame:
    """Return one row per class, most frequent first, ties by label.

    Args:
        class_counts: training examples per class, in label order, shape (C,); None where unknown, as in
            an import without counts.
        class_names: one name per class, in label order.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns class (label), name, rank (0 = most frequent), train_count, group, group_rule. Where the
        counts are unknown, train_count is 0, group "unknown" and rank the label.

    Raises:
        ValueError: where the lengths differ.

    Example:
        >>> class_axis([5, 500], ["lynx", "cat"])[["class", "name", "rank", "group"]].values.tolist()
        [[1, 'cat', 0, 'head'], [0, 'lynx', 1, 'tail']]
    """
    if class_counts is None:
        class_counts = np.zeros(len(class_names), dtype=np.int64)
    counts = np.asarray(class_counts, dtype=np.int64)
    if counts.shape != (len(class_names),):
        raise ValueError(
            f"class_counts has shape {counts.shape} but there are {len(class_names)} class names: "
            "give one count per class"
        )
    order = np.argsort(-counts, kind="stable")
    return pd.DataFrame(
        {
            "class": order,
            "name": [str(class_names[label]) for label in order],
            "rank": np.arange(len(order)),
            "train_count": counts[order],
            "group": class_groups(counts, rule)[order] if counts.any() else UNKNOWN,
            "group_rule": rule,
        }
    )


def class_counts_frame(task: Task, rule: GroupRule = "thresholds") -> pd.DataFrame:
    """Return the class axis of a task, see ``class_axis``.

    Example:
        >>> task = Task("toy", ("lynx", "cat"), np.array([5, 500]), (2,))
        >>> class_counts_frame(task)["train_count"].tolist()
        [500, 5]
    """
    return class_axis(task.class_counts, task.class_names, rule)
