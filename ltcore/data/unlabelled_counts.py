"""How many unlabelled examples each class gives, most frequent class first.

The shares fall geometrically, from 1 for the head to 1 / ratio for the tail, as those of labelled data do.
Two ways to make whole numbers of them:

* ``reference_counts`` is the rule of the authors of self-training on long-tailed data. It rounds down twice,
  so that a few of the examples asked for are missing and the head has a few more than its share.
* ``exact_counts`` is what a run takes: the counts sum to the request, and a larger request takes no example
  away from any class, so that the examples of a small request are among those of a large one. Largest
  remainders would sum to it too, but can take an example away (the Alabama paradox). Webster's method of
  apportionment, which gives the examples one by one to the class that is furthest behind, cannot.
"""

import heapq

import numpy as np

from ltcore.data.profiles import FLOOR_SLACK
from ltcore.types import FloatArray, IntArray


def reference_counts(total: int, n_classes: int, ratio: float) -> IntArray:
    """Return the counts of the authors' rule, which sum to ``total`` or a little less.

    A draft gives the head a C-th of the total and is rounded down; then every class is scaled by what the
    total is over the draft's sum, and rounded down again.

    Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS
    2020; YyzHarry/imbalanced-semi-self at b91ad29.

    Args:
        total: examples of all classes together, at least C.
        n_classes: number of classes C, at least 1.
        ratio: share of the most frequent class over that of the rarest, at least 1.

    Returns:
        Counts, int64, shape (C,), non-increasing.

    Example:
        >>> reference_counts(62030, 10, 100).tolist()
        [24999, 14984, 8983, 5384, 3228, 1934, 1156, 693, 415, 249]
    """
    draft = np.floor(total // n_classes * _fall(n_classes, ratio) + FLOOR_SLACK)
    counts = np.floor(draft * (total / draft.sum()) + FLOOR_SLACK)
    return np.asarray(counts, dtype=np.int64)


def exact_counts(total: int, n_classes: int, ratio: float) -> IntArray:
    """Return counts that fall geometrically and sum to ``total``.

    No count is smaller than that of a smaller total. A class may have none.

    Args:
        total: examples of all classes together, at least 0.
        n_classes: number of classes C, at least 1.
        ratio: share of the most frequent class over that of the rarest, at least 1.

    Returns:
        Counts, int64, shape (C,), non-increasing.

    Example:
        >>> exact_counts(62030, 10, 100).tolist()
        [24994, 14984, 8982, 5385, 3228, 1935, 1160, 695, 417, 250]
        >>> exact_counts(7, 3, 1).tolist()
        [3, 2, 2]
    """
    fall = _fall(n_classes, ratio)
    shares = fall / fall.sum()
    # So low that each class has still some to get: ties are then decided in one order, whatever the total.
    start = max(total - 2 * n_classes, 0)
    counts = np.floor(start * shares).astype(np.int64).tolist()
    furthest_behind = [(-_priority(shares[at], n), at) for at, n in enumerate(counts)]
    heapq.heapify(furthest_behind)
    for _ in range(total - sum(counts)):
        at = furthest_behind[0][1]
        counts[at] += 1
        heapq.heapreplace(furthest_behind, (-_priority(shares[at], counts[at]), at))
    return np.array(counts, dtype=np.int64)


def _fall(n_classes: int, ratio: float) -> FloatArray:
    """Return what each class has for one of the head, float64 (C,)."""
    position = np.arange(n_classes) / max(n_classes - 1, 1)
    return np.asarray((1 / ratio) ** position, dtype=np.float64)


def _priority(share: float, count: int) -> float:
    """Return how far a class with so many examples is behind its share."""
    return float(share) / (count + 0.5)
