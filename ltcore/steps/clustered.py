"""COG: large classes are split into clusters, the clusters are learnt, and classes are predicted."""

from dataclasses import dataclass

import torch
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.data import LongTailData
from ltcore.methods.base import Clustering, Composition, Decision
from ltcore.models.network import Network
from ltcore.models.subclass_head import SubclassHead
from ltcore.resampling import cluster_classes, cluster_counts, reference_size
from ltcore.steps.supervised import SupervisedMethod
from ltcore.training.method import Scored, StepOutput
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False)
class Subclasses:
    """The clusters that a run learns.

    Attributes:
        labels: cluster of each training example, int64, shape (N,).
        parents: class of each cluster, int64, shape (K,).
    """

    labels: IntArray
    parents: IntArray


def find_subclasses(clustering: Clustering, data: LongTailData, seed: int) -> Subclasses:
    """Cluster the training examples of each class by k-means on their normalised, flattened inputs.

    Args:
        clustering: how large a cluster should be.
        data: the examples; every class needs one.
        seed: of the first centres.

    Raises:
        ValueError: a class has no training example.
    """
    counts = data.task.class_counts
    numbers = cluster_counts(counts, reference_size(counts, clustering.reference_count))
    inputs = data.train.inputs().astype("float32")
    if data.task.is_image:
        inputs /= 255
    flat = ((inputs - data.mean) / data.std).reshape(len(inputs), -1)
    return Subclasses(*cluster_classes(flat, data.train.labels, numbers, seed))


@dataclass(frozen=True, eq=False)
class SubclassReshape:
    """Gives a network a head for sub-classes.

    Attributes:
        parents: class of each sub-class, int64, shape (K,).
        decision: from sub-class scores to a class.
    """

    parents: IntArray
    decision: Decision

    def __call__(self, network: Network) -> None:
        """Replace the head."""
        network.head = SubclassHead(
            network.n_features, torch.from_numpy(self.parents), self.decision
        )


class ClusteredMethod(SupervisedMethod):
    """A composition's loss on sub-classes; what it reports are classes.

    Args:
        composition: what the method is made of.
        subclasses: what stands in for the classes.
    """

    def __init__(self, composition: Composition, subclasses: Subclasses) -> None:
        super().__init__(composition, torch.bincount(torch.from_numpy(subclasses.labels)).numpy())
        self.subclass_labels: torch.Tensor
        labels = torch.from_numpy(subclasses.labels)
        self.register_buffer("subclass_labels", labels, persistent=False)

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the loss of one batch on its sub-classes."""
        within = Batch(batch.index, self.subclass_labels[batch.index], batch.views)
        output = super().step(model, within, progress)
        head = model.head
        if not isinstance(head, SubclassHead):
            raise TypeError(f"sub-classes need a head for them, not a {type(head).__name__}")
        scored = output.scored
        if scored is None:
            raise TypeError("a supervised step scores its classes")
        classes = head.classes(scored.logits)
        return StepOutput(
            output.loss, Scored(classes, scored.true_probability, learnt=scored.logits)
        )
