"""What each technique makes of the examples that are there: copied, dropped, invented or cut into parts."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ltcore.resampling import (
    DecisionRule,
    cluster_classes,
    cluster_counts,
    over_sample,
    replications,
    smote,
    under_sample,
)
from ltcore.types import FloatArray, IntArray

Technique = Literal["plain", "under", "over", "smote", "cog", "cog_os"]
TECHNIQUES: tuple[Technique, ...] = get_args(Technique)


@dataclass(frozen=True)
class Treatment:
    """A technique with its settings.

    Attributes:
        technique: "plain" changes nothing; "under", "over" and "smote" bring all classes to one size; "cog"
            cuts large classes into clusters, "cog_os" copies the rare ones to the size of a cluster too.
        neighbours: k of SMOTE.
        clusters: of the largest class, in COG; the reference count is its size over this.
        decision: how COG goes back from sub-classes to classes.
    """

    technique: Technique = "smote"
    neighbours: int = 5
    clusters: int = 3
    decision: DecisionRule = "max"

    def __post_init__(self) -> None:
        if self.technique not in TECHNIQUES:
            raise ValueError(
                f"technique is {self.technique!r}: give one of {', '.join(TECHNIQUES)}"
            )
        if self.neighbours < 1 or self.clusters < 1:
            raise ValueError(
                f"neighbours is {self.neighbours}, clusters {self.clusters}: give at least 1 of each"
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class Treated:
    """A training set after a technique.

    Attributes:
        points: what a classifier is trained on, float64 (M, 2).
        sub_labels: what it is to tell apart, int64 (M,): the classes, or their clusters.
        parents: class of each sub-label, int64 (K,).
        uses: how often each original is in ``points``, int64 (N,); 0: dropped.
        new: points that were invented, float64 (S, 2).
        original_sub_labels: sub-label of each original, int64 (N,).
    """

    points: FloatArray
    sub_labels: IntArray
    parents: IntArray
    uses: IntArray
    new: FloatArray
    original_sub_labels: IntArray


def treat(points: FloatArray, labels: IntArray, treatment: Treatment, seed: int) -> Treated:
    """Apply a technique to a training set.

    Args:
        points: originals, float64 (N, 2).
        labels: their classes, int64 (N,), each class at least once.
        treatment: technique and settings.
        seed: of its draws, at least 0.

    Example:
        >>> line = np.array([[0.0, 0], [1, 0], [2, 0], [9, 0]])
        >>> treated = treat(line, np.array([0, 0, 0, 1]), Treatment("over"), seed=0)
        >>> treated.uses.tolist(), len(treated.points)
        ([1, 1, 1, 3], 6)
    """
    counts = np.bincount(labels)
    sub_labels, parents = labels, np.arange(len(counts))
    if treatment.technique in ("cog", "cog_os"):
        reference = reference_of(counts, treatment.clusters)
        wanted = cluster_counts(counts, reference)
        sub_labels, parents = cluster_classes(points, labels, wanted, seed)
    taken = _positions(labels, counts, treatment, seed)
    new, new_labels = points[:0], labels[:0]
    if treatment.technique == "smote":
        targets = np.full(len(counts), counts.max())
        rng = np.random.default_rng(seed)
        new, new_labels = smote(points, labels, targets, neighbours=treatment.neighbours, rng=rng)
    return Treated(
        points=np.concatenate([points[taken], new]),
        sub_labels=np.concatenate([sub_labels[taken], new_labels]),
        parents=parents,
        uses=np.bincount(taken, minlength=len(labels)),
        new=new,
        original_sub_labels=sub_labels,
    )


def reference_of(counts: IntArray, clusters: int) -> int:
    """Return the reference count at which the largest class becomes ``clusters`` clusters.

    Example:
        >>> reference_of(np.array([200, 10]), 3)
        67
    """
    return max(1, int(counts.max() / clusters + 0.5))


def neighbour_segments(points: FloatArray, neighbours: int) -> FloatArray:
    """Return the segments that SMOTE puts new examples on.

    Args:
        points: examples of one class, float64 (n, 2).
        neighbours: k; fewer where there are fewer.

    Returns:
        Both ends of each segment, float64 (S, 2, 2), every segment once.

    Example:
        >>> neighbour_segments(np.array([[0.0, 0], [1, 0], [5, 0]]), 1)[:, :, 0].tolist()
        [[0.0, 1.0], [1.0, 5.0]]
    """
    k = min(neighbours, len(points) - 1)
    if k < 1:
        return np.empty((0, 2, 2))
    squares = ((points[:, None] - points) ** 2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    nearest = np.argsort(squares, axis=1, kind="stable")[:, :k]
    ends = np.column_stack([np.repeat(np.arange(len(points)), k), nearest.ravel()])
    return np.asarray(points[np.unique(np.sort(ends, axis=1), axis=0)])


def _positions(labels: IntArray, counts: IntArray, treatment: Treatment, seed: int) -> IntArray:
    """Return which originals are taken, a copy as often as it is one."""
    rng = np.random.default_rng(seed)
    match treatment.technique:
        case "under":
            return under_sample(labels, np.full(len(counts), counts.min()), rng)
        case "over":
            return over_sample(labels, np.full(len(counts), counts.max()), rng)
        case "cog_os":
            times = replications(counts, reference_of(counts, treatment.clusters))
            return np.repeat(np.arange(len(labels)), times[labels])
        case _:
            return np.arange(len(labels))
