"""BCL: change an image more strongly where its contrastive loss stays high."""

import torch
from torch import Tensor, nn

from ltcore.batches.batch import Batch
from ltcore.losses.memorisation import memorisation_scores, momentum_losses
from ltcore.losses.nt_xent import nt_xent_each
from ltcore.models.network import Network
from ltcore.steps.selfsup.simclr import SimclrMethod
from ltcore.training import Method, Needs, StepOutput


class BclMethod(Method):
    """A contrastive method, whose views grow stronger for images that it finds hard.

    Until the first epoch is over, all scores are 0 and the views are plain. The losses of the images and
    which of them have been seen are buffers of the state: a resumed epoch draws the same views.

    Source: Zhou et al., ICML 2022, Sec. 3.

    Args:
        contrast: what makes the embeddings.
        view: name of the view that knows strengths.
        n_examples: images N that the stage trains on.
        momentum: of each image's loss.
        quantile: see ``memorisation_scores``.
    """

    scores_classes = False

    def __init__(
        self,
        contrast: SimclrMethod,
        *,
        view: str,
        n_examples: int,
        momentum: float,
        quantile: float,
    ) -> None:
        super().__init__()
        self.contrast = contrast
        self.needs = Needs(labelled=(view, view))
        self.momentum = momentum
        self.quantile = quantile
        self.losses: Tensor
        self.seen: Tensor
        self.losses_now: Tensor
        self.seen_now: Tensor
        self.scores: Tensor
        for name in ("losses", "losses_now", "scores"):
            self.register_buffer(name, torch.zeros(n_examples))
        for name in ("seen", "seen_now"):
            self.register_buffer(name, torch.zeros(n_examples, dtype=torch.bool))

    def start(self, network: Network, *, new_head: bool) -> None:
        """Get the contrastive method ready."""
        self.contrast.start(network, new_head=new_head)

    def strengths(self, index: Tensor) -> Tensor:
        """Return the scores of the last epoch, in [0, 1], shape (B,)."""
        return self.scores[index]

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:  # noqa: ARG002
        """Return the loss of one batch, and remember the loss of each of its images."""
        contrast = self.contrast
        first, second = contrast.embeddings(model, batch.views)
        each = nt_xent_each(first, second, temperature=contrast.temperature)
        self.losses_now[batch.index] = each.detach().float()
        self.seen_now[batch.index] = True
        loss = each.mean()
        contrast.measure(loss, first, second)
        return StepOutput(loss)

    def after_epoch(self, model: nn.Module, epoch: int) -> None:
        """Move each image's loss towards that of this epoch, and score all of them."""
        self.contrast.after_epoch(model, epoch)
        before, now = (
            torch.where(seen, losses, torch.nan)
            for losses, seen in ((self.losses, self.seen), (self.losses_now, self.seen_now))
        )
        moved = momentum_losses(now, before, momentum=self.momentum)
        self.scores.copy_(memorisation_scores(moved, quantile=self.quantile))
        self.seen |= self.seen_now
        # Not a number would count as a run that has gone astray.
        self.losses.copy_(torch.where(self.seen, moved, 0.0))
        self.losses_now.zero_()
        self.seen_now.zero_()

    def after_step(self, model: nn.Module, progress: float) -> None:
        """Let the contrastive method react."""
        self.contrast.after_step(model, progress)

    def measures(self) -> dict[str, float]:
        """Return the means over the epoch of the contrastive method."""
        return dict(self.contrast.measures())
