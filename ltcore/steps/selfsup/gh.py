"""Geometric Harmonization: views agree on surrogate classes whose directions are equally far apart."""

import math

import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.losses.geometric_harmonization import geometric_harmonization, surrogate_scores
from ltcore.losses.nt_xent import nt_xent
from ltcore.losses.simplex_frame import simplex_frame
from ltcore.models.network import Network, device_of
from ltcore.pretraining.gh import GhSettings
from ltcore.steps.selfsup.simclr import SimclrMethod
from ltcore.training import StepOutput

EARLY_MOMENTUM, LATE_MOMENTUM = 0.9, 0.999
"""Of each image's scores, before and after the agreement begins."""
RAMP, REFRESH = 0.01, 0.02
"""Shares of the stage: how long the weight grows, and how often the class shares are counted anew. The
authors' code has 10 and 20 of 1,000 epochs."""


class GhMethod(SimclrMethod):
    """SimCLR's loss, and agreement of both views on surrogate classes of the shares that images fall into.

    An image falls into the surrogate class of its largest score, averaged over the epochs. The frame, the
    scores and the shares are buffers of the state.

    Source: Zhou et al., NeurIPS 2023, Algorithm 1; MediaBrain-SJTU/Geometric-Harmonization at 9f7057c,
    train_cifar.py.

    Args:
        settings: of the loss; the warm-up is cut to whole epochs.
        n_examples: images N that the stage trains on.
        epochs: length of the stage.
    """

    measured = (*SimclrMethod.measured, "harmonization_loss")

    def __init__(self, settings: GhSettings, *, n_examples: int, epochs: int) -> None:
        super().__init__(temperature=settings.temperature, projection=settings.projection)
        n_surrogates = settings.surrogate_classes
        self.weight = settings.gh_weight
        self.epochs = epochs
        self.warmup_epochs = math.floor(settings.gh_warmup * epochs + 1e-9)
        self.frame: Tensor
        self.scores: Tensor
        self.seen: Tensor
        self.marginals: Tensor
        self.register_buffer("frame", torch.zeros(n_surrogates, settings.projection))
        self.register_buffer("scores", torch.zeros(n_examples, n_surrogates))
        self.register_buffer("seen", torch.zeros(n_examples, dtype=torch.bool))
        self.register_buffer("marginals", torch.full((n_surrogates,), 1 / n_surrogates))

    def start(self, network: Network, *, new_head: bool) -> None:
        """Draw a projection head, and turn the frame."""
        super().start(network, new_head=new_head)
        seed = int(torch.randint(2**62, ()))
        generator = torch.Generator().manual_seed(seed)
        n_surrogates, dimensions = self.frame.shape
        frame = simplex_frame(n_surrogates, dimensions, generator)
        self.frame.copy_(frame.to(device_of(network)))

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:
        """Return the loss of one batch, and remember the scores of its images."""
        first, second = self.embeddings(model, batch.views)
        contrast = nt_xent(first, second, temperature=self.temperature)
        weight = self.weight_at(progress)
        agreement = contrast.new_zeros(())
        if weight:
            agreement = geometric_harmonization(first, second, self.frame, self.marginals)
        self._remember(batch.index, first.detach(), late=progress >= self.begins_at)
        self.measure(contrast, first, second, harmonization_loss=agreement)
        return StepOutput(contrast + weight * agreement)

    @property
    def begins_at(self) -> float:
        """Share of the stage at which the agreement begins, in [0, 1)."""
        return self.warmup_epochs / self.epochs

    def weight_at(self, progress: float) -> float:
        """Return the weight of the agreement: 0 in the warm-up, then growing for a hundredth of the stage."""
        grown = (progress - self.begins_at) / RAMP
        return self.weight * min(max(grown, 0.0), 1.0)

    def after_epoch(self, model: nn.Module, epoch: int) -> None:  # noqa: ARG002
        """Count the images of each surrogate class at the end of the warm-up, and now and then after it."""
        since, often = epoch - self.warmup_epochs, max(1, round(REFRESH * self.epochs))
        if since < 0 or since % often:
            return
        n_surrogates = len(self.marginals)
        counts = torch.bincount(self.scores[self.seen].argmax(dim=1), minlength=n_surrogates)
        self.marginals.copy_(counts / counts.sum())

    def _remember(self, index: Tensor, embeddings: Tensor, *, late: bool) -> None:
        """Average the scores of each image over the epochs; its first ones are taken as they are."""
        now = surrogate_scores(embeddings, self.frame)
        momentum = LATE_MOMENTUM if late else EARLY_MOMENTUM
        mixed = momentum * self.scores[index] + (1 - momentum) * now
        self.scores[index] = torch.where(self.seen[index][:, None], mixed, now)
        self.seen[index] = True
