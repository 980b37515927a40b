"""SMOTE as a training set: the smaller classes filled up with points between their own examples."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from ltcore.data import Examples, LongTailData
from ltcore.methods.base import Smote
from ltcore.resampling import filled_up_size, smote, under_sample
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Features
from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class SmoteExamples:
    """The training examples of a stage after SMOTE.

    Attributes:
        settings: neighbours, and the size that classes are brought to.
        space: "inputs" (of the network; pixels are rounded) or "features" (of its head).
        key: numbers that name the draw.
    """

    settings: Smote
    space: str
    key: tuple[int, ...]

    def __call__(self, data: LongTailData, features: Features) -> Examples:
        """Return originals and synthetic examples, every class as large as the others."""
        labels, counts = data.train.labels, data.task.class_counts
        if self.space == "features":
            return self.filled_up(features(), labels, counts, np.ones(1))
        return self.filled_up(data.train.inputs(), labels, counts, data.std.astype(np.float64))

    def filled_up(
        self,
        points: NDArray[Any],
        labels: IntArray,
        class_counts: IntArray,
        units: FloatArray,
    ) -> Examples:
        """Return points of which every class has the same number.

        Neighbours are the nearest in units of each input's own spread, as the network sees them, so that no
        column of large numbers decides alone; the lines between them are the same in any unit.

        Args:
            points: shape (N, ..., K).
            labels: their classes, int64, shape (N,).
            class_counts: examples per class, shape (C,).
            units: spread of the last axis, above 0, shape (K,) or (1,).
        """
        rng = np.random.default_rng(self.key)
        targets = np.full(
            len(class_counts), filled_up_size(class_counts, self.settings.keep_largest)
        )
        kept = under_sample(labels, np.minimum(targets, class_counts), rng)
        points, labels = points[kept], labels[kept]
        flat = (points / units).reshape(len(points), -1)
        new, new_labels = smote(flat, labels, targets, neighbours=self.settings.neighbours, rng=rng)
        made = new.reshape(-1, *points.shape[1:]) * units
        if np.issubdtype(points.dtype, np.integer):
            made = np.rint(made)
        pool = np.concatenate([points, made.astype(points.dtype)])
        return Examples(pool, np.arange(len(pool)), np.concatenate([labels, new_labels]))


class HeadOnFeatures(SupervisedMethod):
    """Trains the head of a network on batches of features."""

    def logits(self, model: nn.Module, inputs: Tensor) -> Tensor:
        """Return the logits of a batch of features, shape (B, C)."""
        head = model.head
        if not isinstance(head, nn.Module):
            raise TypeError("the network has no head")
        logits: Tensor = self.output_scale * head(inputs)
        return logits
