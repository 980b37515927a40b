"""What a training step sees of the data."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Batch:
    """One batch on the training device.

    Attributes:
        index: positions of the examples in the training split, int64, shape (B,).
        labels: class of each example, int64, shape (B,).
        views: as many augmented copies of the inputs as the method asked for, each float32, shape
            (B, channels, H, W) for images or (B, D) for features.
    """

    index: Tensor
    labels: Tensor
    views: tuple[Tensor, ...]
