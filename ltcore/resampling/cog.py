"""COG and COG-OS: a large class becomes several classes of about the size of the others.

Source: Wu et al., "Local Decomposition for Rare Class Analysis", KDD 2007 (long version: Data Mining and
Knowledge Discovery 20, 2010). Phase I clusters the examples of each class and gives each cluster a label of
its own; phase II (COG-OS alone) copies the examples of rare classes; phase III trains any classifier on the
sub-labels; phase IV maps what it predicts back to the class.

The number of clusters is left open there, and so is the number of copies. Here both follow from one
reference count, by default the median class count; that rule is ours. Halves are rounded up,
``floor(x + 1/2)``, where numpy's ``round`` would take the even neighbour.
"""

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.classwise.counts import checked_counts
from ltcore.types import FloatArray, IntArray

DecisionRule = Literal["max", "sum"]


def reference_size(counts: ArrayLike, reference_count: int = 0) -> int:
    """Return the class size that COG aims at: ``reference_count``, or the median count where that is 0.

    Args:
        counts: training examples per class, (C,), each at least 1.
        reference_count: 0 for the median (of an even number of classes the mean of the middle two, halves
            up), or 1 and more.

    Raises:
        ValueError: a count is below 1, or the reference is negative.

    Example:
        >>> reference_size([5000, 500, 50]), reference_size([5000, 500, 50], 100)
        (500, 100)
    """
    sizes = checked_counts(counts)
    if reference_count < 0:
        raise ValueError(
            f"reference_count is {reference_count}: give 1 or more, or 0 for the median"
        )
    return int(reference_count) or int(_half_up(np.median(sizes)))


def cluster_counts(counts: ArrayLike, reference_count: int = 0) -> IntArray:
    """Return how many clusters each class becomes: ``max(1, round(n / reference))``, never more than n.

    Args:
        counts: training examples per class, (C,), each at least 1.
        reference_count: examples that a cluster should have on average; 0 is the median class count.

    Returns:
        K, int64, shape (C,), each at least 1.

    Raises:
        ValueError: a count is below 1, or the reference is negative.

    Example:
        >>> cluster_counts([5000, 500, 50], 500).tolist()
        [10, 1, 1]
    """
    sizes = np.atleast_1d(checked_counts(counts))
    wanted = np.maximum(1, _half_up(sizes / reference_size(sizes, reference_count)))
    return np.minimum(wanted, sizes).astype(np.int64)


def replications(counts: ArrayLike, reference_count: int = 0) -> IntArray:
    """Return how often each example of a class is used in COG-OS: ``max(1, round(reference / n))``.

    Args:
        counts: training examples per class, (C,), each at least 1.
        reference_count: examples that a rare class should be worth; 0 is the median class count.

    Returns:
        r, int64, shape (C,); 1 is no copy.

    Raises:
        ValueError: a count is below 1, or the reference is negative.

    Example:
        >>> replications([5000, 500, 50], 500).tolist()
        [1, 1, 10]
    """
    sizes = np.atleast_1d(checked_counts(counts))
    return np.maximum(1, _half_up(reference_size(sizes, reference_count) / sizes)).astype(np.int64)


def subclass_scores(
    logits: NDArray[np.floating[Any]], parents: ArrayLike, decision: DecisionRule = "max"
) -> FloatArray:
    """Return one score per class from logits of sub-classes; the prediction is its arg-max.

    Args:
        logits: scores of the sub-classes, (N, K); log-probabilities will do.
        parents: class of each sub-class, integers (K,); every class from 0 to C - 1 has one.
        decision: "max" takes the class of the best sub-class, as the paper does; "sum" adds the
            probabilities of the sub-classes of a class, by logsumexp.

    Returns:
        Scores, float64, (N, C). Only those of "sum" are log-probabilities, up to a constant per row.

    Raises:
        ValueError: the shapes do not go together, a class has no sub-class, or the rule is unknown.

    Example:
        >>> p = np.log([[0.2, 0.2, 0.35, 0.25]])
        >>> [int(subclass_scores(p, [0, 0, 1, 2], rule).argmax()) for rule in ("max", "sum")]
        [1, 0]
    """
    if decision not in get_args(DecisionRule):
        raise ValueError(
            f"decision is {decision!r}: give one of {', '.join(get_args(DecisionRule))}"
        )
    scores, owners = np.asarray(logits, dtype=np.float64), _checked_parents(parents)
    if scores.ndim != 2 or scores.shape[1] != len(owners):
        raise ValueError(
            f"logits have shape {scores.shape} and parents {owners.shape}: give (N, K) and (K,)"
        )
    # Sorted by parent each class is one slice, and one reduction serves all of them.
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(owners.max() + 1))
    combine = np.maximum if decision == "max" else np.logaddexp
    return np.asarray(combine.reduceat(scores[:, order], starts, axis=1))


def _checked_parents(parents: ArrayLike) -> IntArray:
    owners = np.asarray(parents)
    if owners.ndim != 1 or not owners.size or not np.issubdtype(owners.dtype, np.integer):
        raise ValueError(
            f"parents have shape {owners.shape} and dtype {owners.dtype}: give integers, shape (K,)"
        )
    if owners.min() < 0:
        raise ValueError(f"a parent is {owners.min()}: classes are numbered from 0")
    childless = np.flatnonzero(np.bincount(owners) == 0)
    if childless.size:
        raise ValueError(
            f"class {childless[0]} has no sub-class: parents must name every class from 0 on"
        )
    return owners.astype(np.int64)


def _half_up(number: ArrayLike) -> FloatArray:
    """Round to the nearest whole number, halves up."""
    return np.floor(np.asarray(number, dtype=np.float64) + 0.5)
