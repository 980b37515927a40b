"""Which examples and epochs a run keeps outputs of."""

import math

import numpy as np

from ltcore.data import Examples
from ltcore.data.stratify import first_positions, stratified_positions
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
    n_classes = max(len(np.unique(labels)), 1)
    return first_positions(labels, max(1, min(SUBSET_PER_CLASS, SUBSET_TOTAL // n_classes)))


def kept_training_examples(train: Examples) -> Examples:
    """Return the training examples whose outputs a run keeps at its end: all, of a set up to 20,000.

    Of a larger one each class gives its first examples up to a common quota, so the tail is whole.

    Args:
        train: the training examples.

    Returns:
        Them, or a part of them, in their order.

    Example:
        >>> train = Examples(np.zeros((30_001, 2)), np.arange(30_001), np.repeat([0, 1], [30_000, 1]))
        >>> len(kept_training_examples(train))
        20000
    """
    positions = stratified_positions(train.labels, MOST_TRAINING_EXAMPLES)
    return Examples(train.pool, train.rows[positions], train.labels[positions])


def kept_epochs(epochs: int, snapshots: int) -> set[int]:
    """Return the epochs at which features are kept, evenly spread and with the last, counted from 1.

    Args:
        epochs: epochs of the run, at least 1.
        snapshots: how many are wanted, at least 0.

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
