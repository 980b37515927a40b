"""What a set of unlabelled examples is made of, class by class, beside the labelled ones."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.data.unlabelled_counts import exact_counts, reference_counts
from ltcore.types import GroupRule, IntArray

Rounding = Literal["run", "authors"]
"""How shares become whole numbers: as a run of the lab does it, or as the authors' code does."""


@dataclass(frozen=True, kw_only=True)
class MixSettings:
    """What unlabelled examples are asked for.

    Attributes:
        factor: k, unlabelled examples per labelled one.
        ratio: imbalance ratio of the unlabelled examples, at least 1.
        is_reversed: whether the rarest labelled class is the most frequent unlabelled one.
        relevance: share that is of the task's classes, in [0, 1].
        rounding: how shares become whole numbers.
    """

    factor: float
    ratio: float
    is_reversed: bool = False
    relevance: float = 1.0
    rounding: Rounding = "run"


@dataclass(frozen=True, eq=False)
class Mix:
    """Labelled and unlabelled examples.

    Attributes:
        classes: frame of ``class_axis`` with a column ``unlabelled``, one row per class.
        foreign: unlabelled examples of no class of the task.
    """

    classes: pd.DataFrame
    foreign: int

    @property
    def total(self) -> int:
        """All unlabelled examples."""
        return int(self.classes["unlabelled"].sum()) + self.foreign


def unlabelled_mix(
    labelled: IntArray, names: Sequence[str], asked: MixSettings, rule: GroupRule = "thresholds"
) -> Mix:
    """Return the unlabelled examples of each class, most frequent labelled class first.

    Together there are ``factor`` times as many as labelled ones, rounded to the nearest; the share
    ``relevance`` of them is of the task's classes, by the rank of their labelled counts.

    Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS
    2020; YyzHarry/imbalanced-semi-self at b91ad29.

    Args:
        labelled: labelled examples per class, in label order, int64 (C,).
        names: one per class.
        asked: factor, imbalance, order and relevance.
        rule: how classes are put into head, medium and tail.

    Example:
        >>> mix = unlabelled_mix(np.array([16, 4]), ("cat", "lynx"), MixSettings(factor=2, ratio=4,
        ...                                                                      relevance=0.5))
        >>> mix.classes[["name", "train_count", "unlabelled"]].values.tolist(), mix.foreign
        ([['cat', 16, 16], ['lynx', 4, 4]], 20)
    """
    axis = class_axis(labelled, names, rule)
    total = math.floor(asked.factor * int(np.sum(labelled)) + 0.5)
    relevant = math.floor(asked.relevance * total + 0.5)
    by_rank = _counts(relevant, len(axis), asked)
    unlabelled = by_rank[::-1] if asked.is_reversed else by_rank
    return Mix(axis.assign(unlabelled=unlabelled), total - relevant)


def _counts(total: int, n_classes: int, asked: MixSettings) -> IntArray:
    """Return counts by rank, (C,); the authors' rule needs at least one example per class."""
    if asked.rounding == "authors" and total >= n_classes:
        return reference_counts(total, n_classes, asked.ratio)
    return exact_counts(total, n_classes, asked.ratio)
