"""What a training step sees of the data."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class UnlabelledBatch:
    """Unlabelled examples beside a batch, on the training device.

    Attributes:
        index: positions of the examples in the unlabelled set, int64, shape (U,).
        views: random views of the inputs, as the method asked for them, each float32, shape (U, ...).
    """

    index: Tensor
    views: tuple[Tensor, ...]


@dataclass(frozen=True, eq=False)
class Batch:
    """One batch on the training device.

    Attributes:
        index: positions of the examples among those that the stage trains on, int64, shape (B,).
        labels: class of each example, int64, shape (B,).
        views: random views of the inputs, as the method asked for them, each float32, shape
            (B, channels, H, W) for images or (B, D) for features.
        unlabelled: unlabelled examples of the same step, None where the method asks for none.
    """

    index: Tensor
    labels: Tensor
    views: tuple[Tensor, ...]
    unlabelled: UnlabelledBatch | None = None

    @property
    def n_examples(self) -> int:
        """Examples of the step, unlabelled ones included."""
        return len(self.index) + (0 if self.unlabelled is None else len(self.unlabelled.index))
