"""Which examples pruning moves: those whose neighbours are of another class without the small weights.

Pruning identified exemplars (PIEs) are examples that a network and its pruned copy see differently; on long
tails they are more often rare. Source: Hooker et al., "What Do Compressed Deep Neural Networks Forget?", 2019
(arXiv 1911.05248), by the predictions of classifiers; here by nearest neighbours, since a pre-trained network
has no classifier. SDCLR (Jiang et al., ICML 2021) builds on them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.metrics.nearest_neighbours import LabelledFeatures, neighbour_votes
from ltcore.types import FloatArray, IntArray


def moved_by_pruning(
    banks: tuple[LabelledFeatures, LabelledFeatures],
    features: tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]],
    n_classes: int,
    *,
    k: int = 20,
) -> NDArray[np.bool_]:
    """Return which examples have neighbours that vote for another class once the network is pruned.

    Args:
        banks: the same examples as the dense and as the pruned network see them.
        features: of the examples that are asked about, by both, each of shape (N, D).
        n_classes: number of classes C.
        k: neighbours that vote.

    Returns:
        Shape (N,).

    Example:
        >>> bank = LabelledFeatures(np.eye(2), np.array([0, 1]))
        >>> asked = np.array([[2.0, 1.0], [0.0, 1.0]])
        >>> moved_by_pruning((bank, bank), (asked, asked * [0.1, 1]), 2, k=1).tolist()
        [True, False]
    """
    dense, pruned = (
        neighbour_votes(bank, asked, n_classes, k=k)
        for bank, asked in zip(banks, features, strict=True)
    )
    return np.asarray(dense != pruned)


def share_by_class(moved: NDArray[np.bool_], labels: IntArray, n_classes: int) -> FloatArray:
    """Return the share of each class's examples that moved, NaN for a class without examples, shape (C,).

    Args:
        moved: of each example, shape (N,).
        labels: its class, shape (N,).
        n_classes: number of classes C.

    Example:
        >>> share_by_class(np.array([True, False, True]), np.array([0, 0, 1]), 3).tolist()
        [0.5, 1.0, nan]
    """
    support = np.bincount(labels, minlength=n_classes)
    shares = np.full(n_classes, np.nan)
    np.divide(
        np.bincount(labels[moved], minlength=n_classes), support, out=shares, where=support > 0
    )
    return shares
