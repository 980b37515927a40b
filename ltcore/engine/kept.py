"""Which examples and epochs a run keeps outputs of."""

import math

import numpy as np

from ltcore.data import Examples
from ltcore.data.stratify import stratified_positions
from ltcore.types import IntArray

SUBSET_PER_CLASS = 32
SUBSET_TOTAL = 4096
MOST_TRAINING_EXAMPLES = 20_000
"""Training examples whose outputs are kept; with a thousand classes their logits are 80 MB."""


def stratified_subset(labels: IntArray) -> IntArray:
    """Return positions of the fixed subset whose features are kept over the run, int64, sorted.

    It is the first examples of each class: at most 32, fewer where there are very many classes, and at
    least one.

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


def kept_training_examples(train: Examples) -> Examples:
    """Return the training examples whose outputs a run keeps at its end: all, of a set up to 20,000.

    Of a larger one each class gives its first examples up to a common quota, so the tail is whole.

    Args:
        train: the training examples.

    Example:
        >>> train = Examples(np.zeros((30_001, 2)), np.arange(30_001), np.repeat([0, 1], [30_000, 1]))
        >>> len(kept_training_examples(train))
        20000
    """
    positions = stratified_positions(train.labels, MOST_TRAINING_EXAMPLES)
    return Examples(train.pool, train.rows[positions], train.labels[positions])


def kept_epochs(epochs: int, snapshots: int) -> set[int]:
    """Return the epochs at which features are kept, evenly spread and with the last, counted from 1.

    Example:
        >>> sorted(kept_epochs(10, 3))
        [1, 6, 10]
    """
    if snapshots == 0:
        return set()
    if snapshots == 1:
        return {epochs}
    spread = np.linspace(1, epochs, min(snapshots, epochs))
    return {math.floor(epoch + 0.5) for epoch in spread}
