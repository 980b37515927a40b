"""SMOTE as a training set: the smaller classes filled up with points between their own examples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from ltcore.data import Examples, LongTailData
from ltcore.methods.base import Smote
from ltcore.resampling import filled_up_size, smote, under_sample
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training import Features
from ltcore.types import IntArray


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
        points = features() if self.space == "features" else data.train.inputs()
        return self.filled_up(points, data.train.labels, data.task.class_counts)

    def filled_up(
        self, points: NDArray[np.generic], labels: IntArray, class_counts: IntArray
    ) -> Examples:
        """Return points of which every class has the same number.

        Args:
            points: shape (N, ...).
            labels: their classes, int64, shape (N,).
            class_counts: examples per class, shape (C,).
        """
        rng = np.random.default_rng(self.key)
        targets = np.full(
            len(class_counts), filled_up_size(class_counts, self.settings.keep_largest)
        )
        kept = under_sample(labels, np.minimum(targets, class_counts), rng)
        points, labels = points[kept], labels[kept]
        flat = points.reshape(len(points), -1)
        new, new_labels = smote(flat, labels, targets, neighbours=self.settings.neighbours, rng=rng)
        pool = np.concatenate([flat, new]).reshape(-1, *points.shape[1:])
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
