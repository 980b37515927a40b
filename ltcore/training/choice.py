"""What a stage chooses from the unlabelled examples before it begins."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ltcore.types import IntArray


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network says of the unlabelled examples, unaugmented and in evaluation mode.

    Attributes:
        probabilities: float32, shape (U, C), rows sum to 1.
    """

    probabilities: NDArray[np.float32]

    @property
    def labels(self) -> IntArray:
        """The likeliest class of each, ties to the lower label, int64, shape (U,)."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """Its probability, in [0, 1], shape (U,)."""
        return np.asarray(self.probabilities.max(axis=1), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Choice:
    """Unlabelled examples that a stage trains on as if they were labelled.

    Attributes:
        positions: in the unlabelled set, int64, shape (K,), ascending.
        labels: the class that each is given, int64, shape (K,).

    Example:
        >>> choice = Choice(np.array([2, 5]), np.array([1, 0]))
        >>> Choice.from_tensors(choice.tensors()).positions.tolist()
        [2, 5]
    """

    positions: IntArray
    labels: IntArray

    def tensors(self) -> dict[str, Tensor]:
        """Return what a checkpoint of the stage keeps."""
        return {
            "positions": torch.from_numpy(self.positions),
            "labels": torch.from_numpy(self.labels),
        }

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor]) -> "Choice":
        """Return the choice that a checkpoint has kept.

        Raises:
            KeyError: it has none.
        """
        return cls(tensors["positions"].numpy(), tensors["labels"].numpy())

    def counts(self, n_classes: int) -> IntArray:
        """Return how many examples each class is given, int64, shape (C,)."""
        return np.bincount(self.labels, minlength=n_classes)
