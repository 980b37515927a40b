"""Mixup and Remix: every example of a batch is blended with another one of it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ltcore.batches.batch import Batch
from ltcore.methods.base import Mixing


@dataclass(frozen=True, eq=False)
class MixedBatch:
    """A batch whose examples are blends of two.

    Attributes:
        inputs: the blends, shape of the batch's inputs.
        partners: class of the second example of each blend, int64, shape (B,).
        shares: share of the first one's label in the loss, in [0, 1], float32, shape (B,).
    """

    inputs: Tensor
    partners: Tensor
    shares: Tensor

    def shared(self, first: Tensor, second: Tensor) -> Tensor:
        """Return the mean of two numbers of each blend by the shares of its labels, shape (B,)."""
        return self.shares * first + (1 - self.shares) * second


def mixed(batch: Batch, mixing: Mixing, class_counts: Tensor) -> MixedBatch:
    """Blend each example with one drawn from the same batch, by one share for the whole batch.

    Draws from torch's global generator, which the loop seeds for every step.

    Source: Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018, Sec. 2 (one share per batch
    is in the authors' code); Chou et al., "Remix: Rebalanced Mixup", ECCV 2020 workshops, Sec. 3.

    Args:
        batch: inputs (B, ...) and labels (B,).
        mixing: how shares are drawn, and when a label goes to the rarer class whole.
        class_counts: training examples per class, shape (C,), on the device of the batch.
    """
    concentration = torch.tensor(mixing.alpha, dtype=torch.float64)
    share = float(
        torch.distributions.Beta(concentration, concentration, validate_args=False).sample()
    )
    order = torch.randperm(len(batch.labels)).to(batch.labels.device)
    inputs = batch.views[0]
    partners = batch.labels[order]
    shares = label_shares(
        share,
        class_counts[batch.labels],
        class_counts[partners],
        kappa=mixing.kappa,
        tau=mixing.tau,
    )
    return MixedBatch(share * inputs + (1 - share) * inputs[order], partners, shares)


def label_shares(
    share: float, first: Tensor, second: Tensor, *, kappa: float, tau: float
) -> Tensor:
    """Return how much of each label the first example of a blend keeps.

    Where one class has at least ``kappa`` times the examples of the other and its share of the blend is below
    ``tau``, the label goes to the rarer class whole; elsewhere labels are shared as the inputs are.

    Source: Chou et al., "Remix: Rebalanced Mixup", ECCV 2020 workshops, Sec. 3.

    Args:
        share: share of the first example in the blend, in [0, 1].
        first: training examples of the first one's class, shape (B,).
        second: of the second one's, shape (B,).
        kappa: smallest ratio of counts that counts as imbalance; 0 switches the rule off (mixup).
        tau: largest share of the frequent one that may be overruled, in [0, 1].

    Returns:
        Share of the first label, in [0, 1], float32, shape (B,).

    Example:
        >>> head, tail = torch.tensor([5000.0]), torch.tensor([50.0])
        >>> label_shares(0.3, head, tail, kappa=3, tau=0.5), label_shares(0.7, tail, head, kappa=3, tau=0.5)
        (tensor([0.]), tensor([1.]))
    """
    shares = torch.full_like(first, share, dtype=torch.float32)
    if kappa == 0:
        return shares
    if share < tau:
        shares = torch.where(first >= kappa * second, 0.0, shares)
    if 1 - share < tau:
        shares = torch.where(second >= kappa * first, 1.0, shares)
    return shares
