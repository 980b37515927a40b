"""The fixed, class-stratified subset whose features are kept over the run."""

import numpy as np

from ltcore.types import IntArray

SUBSET_PER_CLASS = 32
SUBSET_TOTAL = 4096


def stratified_subset(labels: IntArray) -> IntArray:
    """Return positions of the first examples of each class, int64, sorted.

    A class gives at most 32 examples, fewer where there are very many classes, and at least one.

    Args:
        labels: class of each example, shape (N,).

    Example:
        >>> stratified_subset(np.array([1, 0, 1])).tolist()
        [0, 1, 2]
    """
    classes, inverse = np.unique(labels, return_inverse=True)
    quota = max(1, min(SUBSET_PER_CLASS, SUBSET_TOTAL // max(len(classes), 1)))
    chosen = [np.flatnonzero(inverse == place)[:quota] for place in range(len(classes))]
    return np.sort(np.concatenate(chosen)).astype(np.int64)
