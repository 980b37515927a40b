"""Phase I of COG: k-means within each class; every cluster becomes a class of its own."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.resampling.label_checks import checked_labels, checked_targets
from ltcore.types import IntArray

MINI_BATCH_ABOVE = 2**22
"""Numbers of one class (examples times features) above which k-means reads it in mini-batches."""
STARTS = 4
"""k-means runs from so many starts, and the tightest clusters are kept."""


def cluster_classes(
    inputs: NDArray[Any], labels: ArrayLike, counts_of_clusters: ArrayLike, seed: int
) -> tuple[IntArray, IntArray]:
    """Cut each class into clusters and give every cluster a label.

    A class gets fewer clusters than asked for where it has fewer distinct examples, or where k-means
    leaves one empty: every sub-label has an example.

    Args:
        inputs: floating or integer, finite, shape (N, D).
        labels: class of each example, integers (N,), in any order.
        counts_of_clusters: clusters to look for per class, (C,), each at least 1 (``cluster_counts``).
        seed: of the starts of k-means, from 0 to 2 ** 32 - 1.

    Returns:
        The sub-label of each example, int64 (N,), and the class of each sub-label, int64 (K,), sorted;
        within a class the largest cluster is first.

    Raises:
        ValueError: the shapes do not go together, a value or label is illegal, a number of clusters is
            below 1, or a class has no example.

    Example:
        >>> line = np.array([[0.0], [0.1], [9.0], [5.0]])
        >>> sub_labels, parents = cluster_classes(line, [0, 0, 0, 1], [2, 1], seed=0)
        >>> sub_labels.tolist(), parents.tolist()
        ([0, 0, 1, 2], [0, 0, 1])
    """
    wanted = checked_targets(counts_of_clusters)
    classes = checked_labels(labels, len(wanted))
    _check(inputs, classes, wanted)
    sub_labels = np.empty(len(classes), dtype=np.int64)
    parents: list[int] = []
    for parent, number in enumerate(wanted):
        rows = np.flatnonzero(classes == parent)
        own = _clusters(inputs[rows], min(int(number), len(rows)), seed)
        sub_labels[rows] = own + len(parents)
        parents.extend([parent] * (int(own.max()) + 1))
    return sub_labels, np.array(parents, dtype=np.int64)


def _clusters(rows: NDArray[Any], number: int, seed: int) -> IntArray:
    """Return the cluster of each row, numbered from 0 without a gap, the largest first."""
    if number == 1:
        return np.zeros(len(rows), dtype=np.int64)
    from sklearn.cluster import KMeans, MiniBatchKMeans  # slow to import
    from sklearn.exceptions import ConvergenceWarning

    kind = MiniBatchKMeans if rows.size > MINI_BATCH_ABOVE else KMeans
    with warnings.catch_warnings():
        # It warns where there are fewer distinct rows than clusters; the empty ones are dropped below.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = kind(n_clusters=number, n_init=STARTS, random_state=seed).fit_predict(rows)
    _, found, sizes = np.unique(found, return_inverse=True, return_counts=True)
    places = np.empty(len(sizes), dtype=np.int64)
    places[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return places[found]


def _check(inputs: NDArray[Any], classes: IntArray, wanted: IntArray) -> None:
    if inputs.ndim != 2 or len(inputs) != len(classes):
        raise ValueError(
            f"inputs have shape {inputs.shape} and labels {classes.shape}: give (N, D) and (N,)"
        )
    bad = np.flatnonzero(~np.isfinite(inputs).all(axis=1))
    if bad.size:
        raise ValueError(f"inputs[{bad[0]}] holds a value that is not finite (NaN or infinity)")
    sizes = np.bincount(classes, minlength=len(wanted))
    if (wanted < 1).any():
        parent = int(np.argmax(wanted < 1))
        raise ValueError(f"class {parent} should get {wanted[parent]} clusters: give 1 or more")
    if (sizes == 0).any():
        parent = int(np.argmax(sizes == 0))
        raise ValueError(f"class {parent} has no example: drop the class or give it one")
