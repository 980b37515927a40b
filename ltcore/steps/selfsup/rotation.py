"""Rotation: predict by how many quarter turns each image was turned."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.batches.operations.turns import balanced_turns, rotated
from ltcore.models.heads import LinearHead
from ltcore.models.network import Network, device_of
from ltcore.steps.head_inputs import backbone_features
from ltcore.steps.running_means import RunningMeans
from ltcore.training import Method, Needs, StepOutput

TURNS = 4


class RotationMethod(Method):
    """Cross-entropy over the four quarter turns, each as frequent in a batch as the others.

    Source: Gidaris et al., ICLR 2018; one turn for each image, as Yang and Xu, NeurIPS 2020, have it. Their
    accuracy is that of turns, and says nothing of classes.
    """

    needs = Needs(labelled=("rotation",))
    scores_classes = False

    def __init__(self) -> None:
        super().__init__()
        self.head: nn.Module
        self.means = RunningMeans("rotation_accuracy")

    def start(self, network: Network, *, new_head: bool) -> None:  # noqa: ARG002
        """Draw a head for the four turns."""
        self.head = LinearHead(network.n_features, TURNS).to(device_of(network))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:  # noqa: ARG002
        """Return the loss of one batch."""
        (images,) = batch.views
        turns = balanced_turns(len(images), images.device)
        logits = self.head(backbone_features(model, images))
        self.means.add(rotation_accuracy=(logits.argmax(dim=1) == turns).float().mean())
        return StepOutput(F.cross_entropy(logits, turns))

    def solved(self, network: Network, images: Tensor) -> Tensor:
        """Return the share of the four turns of each image that are recognised, shape (B,)."""
        right = []
        for turn in range(TURNS):
            turns = torch.full((len(images),), turn, device=images.device)
            said = self.head(network.features(rotated(images, turns))).argmax(dim=1)
            right.append(said == turns)
        return torch.stack(right).float().mean(dim=0)

    def measures(self) -> dict[str, float]:
        """Return the share of turns that were recognised, over the epoch's batches."""
        return self.means.taken()
