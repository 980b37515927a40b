"""The features that a run has kept, as one object."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltcore.analysis.base.missing import missing_reason
from ltcore.runs import NotKeptError, RunRecord
from ltcore.types import IntArray, Split


@dataclass(frozen=True, eq=False)
class Features:
    """The features of some examples of one split of one run.

    Attributes:
        values: what enters the classifier, float32, shape (N, D), finite.
        index: ids of the examples in the data set, int64, shape (N,).
        label: true classes, int64, shape (N,).
        predicted: predicted classes, int64, shape (N,).
    """

    values: NDArray[np.float32]
    index: IntArray
    label: IntArray
    predicted: IntArray

    def __len__(self) -> int:
        return len(self.index)

    def at(self, positions: IntArray) -> "Features":
        """Return the examples at these positions, in their order."""
        return Features(
            self.values[positions],
            self.index[positions],
            self.label[positions],
            self.predicted[positions],
        )

    def nearest(self, position: int, k: int) -> IntArray:
        """Return the positions of the ``k`` other examples nearest to one, the nearest first.

        Distances are Euclidean, in all dimensions; of examples at the same distance the first comes first.

        Args:
            position: of the example that is left out.
            k: how many; fewer where there are no more.

        Example:
            >>> line, none = np.array([[0.0], [4.0], [1.0]], dtype=np.float32), np.zeros(3, dtype=np.int64)
            >>> Features(line, none, none, none).nearest(0, 2).tolist()
            [2, 1]
        """
        apart = np.linalg.norm(self.values.astype(np.float64) - self.values[position], axis=1)
        apart[position] = np.inf
        order = np.argsort(apart, kind="stable")
        return order[: min(k, len(self) - 1)]


def read_features(record: RunRecord, split: Split) -> Features:
    """Return the features of a run after its last epoch, in the order of its predictions.

    Args:
        record: the run.
        split: which examples.

    Raises:
        NotKeptError: the run has not kept the features of this split; the message says why.
        RunGoneError: its folder has been deleted.
        DamagedRunError: its features do not belong to its predictions.
    """
    values = record.folder.read_features(split)
    predictions = record.folder.read_predictions(split)
    if values is None or predictions is None:
        raise NotKeptError(missing_reason(record, split, "features"))
    if values.ndim != 2 or len(values) != len(predictions):
        raise record.folder.damage(
            f"features_{split}.npy",
            f"has shape {values.shape}, but there are {len(predictions):,} predictions",
        )
    index, label, predicted = (
        predictions[column].to_numpy(dtype=np.int64) for column in ("index", "label", "predicted")
    )
    return Features(np.asarray(values, dtype=np.float32), index, label, predicted)
