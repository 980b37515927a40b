"""SimCLR: recognise which of the batch's views show the same image."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.losses.nt_xent import nt_xent
from ltcore.models.network import Network, device_of
from ltcore.models.projection_head import ProjectionHead
from ltcore.steps.head_inputs import backbone_features
from ltcore.steps.running_means import RunningMeans
from ltcore.steps.selfsup.collapse import alignment, uniformity
from ltcore.training import Method, Needs, StepOutput


class SimclrMethod(Method):
    """NT-Xent on the embeddings of two views; both pass through the network in one batch.

    Source: Chen et al., ICML 2020, Algorithm 1.

    Args:
        temperature: of the loss.
        projection: dimensions of an embedding.
    """

    needs = Needs(labelled=("simclr", "simclr"))
    scores_classes = False
    measured: tuple[str, ...] = ("contrastive_loss", "alignment", "uniformity")
    """Names of what a step measures."""

    def __init__(self, *, temperature: float, projection: int) -> None:
        super().__init__()
        self.temperature = temperature
        self.projection = projection
        self.head: nn.Module
        self.means = RunningMeans(*self.measured)

    def start(self, network: Network, *, new_head: bool) -> None:  # noqa: ARG002
        """Draw a projection head."""
        self.head = ProjectionHead(network.n_features, self.projection).to(device_of(network))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:  # noqa: ARG002
        """Return the loss of one batch."""
        first, second = self.embeddings(model, batch.views)
        loss = nt_xent(first, second, temperature=self.temperature)
        self.measure(loss, first, second)
        return StepOutput(loss)

    def embeddings(self, model: nn.Module, views: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Return the embeddings of both views, each float32, shape (B, projection).

        Args:
            model: the network in training mode.
            views: two views of each image, each of shape (B, ...).
        """
        features = backbone_features(model, torch.cat(tuple(views)))
        first, second = self.head(features).chunk(2)
        return first, second

    def measure(self, loss: Tensor, first: Tensor, second: Tensor, **more: Tensor) -> None:
        """Add what a step says of loss and collapse.

        Args:
            loss: contrastive loss of the batch.
            first: embeddings of one view, shape (B, D).
            second: those of the other.
            **more: other numbers of the step, by name.
        """
        self.means.add(
            contrastive_loss=loss,
            alignment=alignment(first, second),
            uniformity=uniformity(first),
            **more,
        )

    def measures(self) -> dict[str, float]:
        """Return the means over the epoch of loss, alignment and uniformity."""
        return self.means.taken()
