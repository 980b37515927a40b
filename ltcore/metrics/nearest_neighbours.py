"""Predictions by the nearest neighbours among features: what features tell apart without any training."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.types import IntArray

TEMPERATURE = 0.07
"""A neighbour counts exp(cosine / temperature)."""
ROWS_AT_ONCE = 1024


@dataclass(frozen=True, eq=False)
class LabelledFeatures:
    """Features of some examples, and their classes.

    Attributes:
        features: floating, shape (N, D).
        labels: classes in [0, C), int64, shape (N,).
    """

    features: NDArray[np.floating[Any]]
    labels: IntArray

    def __len__(self) -> int:
        return len(self.labels)


def neighbour_votes(
    bank: LabelledFeatures,
    features: NDArray[np.floating[Any]],
    n_classes: int,
    *,
    k: int = 20,
    are_the_bank: bool = False,
) -> IntArray:
    """Return the class that the k nearest examples of a bank vote for, by cosine.

    Source: Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance Discrimination", CVPR 2018,
    Sec. 3.4, with its temperature.

    Args:
        bank: examples whose classes are known.
        features: of the examples to predict, shape (N, D); a row of zeros is equally near to all.
        n_classes: number of classes C.
        k: neighbours that vote; all of the bank where it has fewer.
        are_the_bank: whether the examples are those of the bank, in its order; no example then votes for
            itself.

    Returns:
        Classes, ties to the lower label, int64, shape (N,).

    Raises:
        ValueError: k is below 1, or there is nobody to vote.

    Example:
        >>> bank = LabelledFeatures(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1]))
        >>> neighbour_votes(bank, np.array([[5.0, 1.0], [0.0, 2.0]]), 2, k=1).tolist()
        [0, 1]
    """
    own = int(are_the_bank)
    if k < 1 or len(bank) <= own:
        raise ValueError(
            f"k is {k} and the bank has {len(bank)} example(s): at least 1 neighbour must vote"
        )
    known, asked = _directions(bank.features), _directions(features)
    k = min(k, len(bank) - own)
    votes = np.empty(len(asked), dtype=np.int64)
    for start in range(0, len(asked), ROWS_AT_ONCE):
        block = slice(start, start + ROWS_AT_ONCE)
        cosines = asked[block] @ known.T
        if are_the_bank:
            rows = np.arange(len(cosines))
            cosines[rows, start + rows] = -np.inf
        nearest = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        nearness = np.take_along_axis(cosines, nearest, axis=1).astype(np.float64)
        weights = np.exp((nearness - nearness.max(axis=1, keepdims=True)) / TEMPERATURE)
        scores = np.zeros((len(cosines), n_classes))
        np.add.at(scores, (np.arange(len(cosines))[:, None], bank.labels[nearest]), weights)
        votes[block] = scores.argmax(axis=1)
    return votes


def _directions(features: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    rows = np.asarray(features, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
