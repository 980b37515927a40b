"""The losses written out in plain torch, as quickly as is known: what the benchmark measures ours against.

Each takes logits (B, C), targets (B,) and the loss's own numbers, and returns the mean. They are as
little as the formula needs: float32 alone, no options, and not safe where ours are (a focal power below 1
at a certain prediction).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.methods.base import (
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    SigmoidLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.methods.parts import EqualizationLoss, InfluenceBalancedLoss, LadeLoss
from ltcore.methods.parts.influence_balanced import EPSILON

FOCUS = 2.0
SCALE = 30.0
STRENGTH, PENALTY = 0.1, 0.01

Eager = Callable[..., Tensor]
"""(logits (B, C), targets (B,), the loss's own numbers ...) -> a scalar."""


@dataclass(frozen=True, kw_only=True)
class Rival:
    """A loss, and the best plain formulation of it.

    Attributes:
        name: of the loss.
        loss: its record, bound for ours.
        eager: the formulation.
        written: the formulation in a few words.
        weighted: whether class weights are the first of its numbers.
    """

    name: str
    loss: Loss
    eager: Eager
    written: str
    weighted: bool = False


def weighted_cross_entropy(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted cross-entropy over B."""
    return F.cross_entropy(logits, targets, weight=weights, reduction="sum") / len(logits)


def binary_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the binary cross-entropies, summed over classes."""
    one_hot = torch.zeros_like(logits).scatter_(1, targets[:, None], 1.0)
    total = F.binary_cross_entropy_with_logits(logits, one_hot, reduction="sum")
    return total / len(logits)


def focal(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the focal loss of the softmax."""
    losses = F.cross_entropy(logits, targets, reduction="none")
    return ((1 - (-losses).exp()) ** FOCUS * losses).mean()


def binary_focal(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the focal binary cross-entropies, summed over classes."""
    right = logits * torch.full_like(logits, -1.0).scatter_(1, targets[:, None], 1.0)
    return -(torch.sigmoid(-right) ** FOCUS * F.logsigmoid(right)).sum() / len(logits)


def margin(cosines: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
    """Return LDAM."""
    with_margin = cosines.scatter_add(1, targets[:, None], -margins[targets][:, None])
    return F.cross_entropy(SCALE * with_margin, targets)


def hinge(cosines: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
    """Return the hinge of LDAM, scaled (``F.multi_margin_loss`` sums over all rivals, and is slower)."""
    rivals = cosines.scatter(1, targets[:, None], -torch.inf).max(dim=1).values
    true = cosines.gather(1, targets[:, None]).squeeze(1)
    return SCALE * F.relu(rivals - true + margins[targets]).mean()


def shifted(logits: Tensor, targets: Tensor, shifts: Tensor) -> Tensor:
    """Return the cross-entropy of shifted logits."""
    return F.cross_entropy(logits + shifts, targets)


def scaled(logits: Tensor, targets: Tensor, multipliers: Tensor, offsets: Tensor) -> Tensor:
    """Return the cross-entropy of multiplied and shifted logits."""
    return F.cross_entropy(torch.addcmul(offsets, logits, multipliers), targets)


def pairwise(logits: Tensor, targets: Tensor, alpha: Tensor, margins: Tensor) -> Tensor:
    """Return the weighted cross-entropy of logits plus the margins of the true class."""
    losses = F.cross_entropy(logits + margins[targets], targets, reduction="none")
    return (alpha[targets] * losses).mean()


def equalized(logits: Tensor, targets: Tensor, left_out: Tensor) -> Tensor:
    """Return the cross-entropy without the rivals that are always left out."""
    absent = (left_out > 0).expand_as(logits).scatter(1, targets[:, None], value=False)
    return F.cross_entropy(logits.masked_fill(absent, -torch.inf), targets)


def disentangled(logits: Tensor, targets: Tensor, log_priors: Tensor) -> Tensor:
    """Return LADE: the shifted cross-entropy and its regulariser."""
    one_hot = F.one_hot(targets, logits.shape[1]).to(logits)
    present = one_hot.sum(0)
    mean = one_hot.T.mul(logits.T).sum(1) / present.clamp(min=1)
    weight = (-log_priors[targets]).exp() / (logits.shape[1] * len(logits))
    spread = (logits.exp() * weight[:, None]).sum(0).log()
    bound = (mean - spread - PENALTY * spread**2) * (present > 0)
    return shifted(logits, targets, log_priors) - STRENGTH * (log_priors.exp() * bound).sum()


def by_influence(logits: Tensor, targets: Tensor, *, features: Tensor) -> Tensor:
    """Return the cross-entropies over the influence of each example, which is held fixed."""
    losses = F.cross_entropy(logits, targets, reduction="none")
    errors = logits.detach().softmax(1) - F.one_hot(targets, logits.shape[1])
    influence = errors.abs().sum(1) * features.abs().sum(1)
    return (losses * SCALE / (influence + EPSILON)).mean()


RIVALS = (
    Rival(
        name="softmax cross-entropy",
        loss=SoftmaxLoss(),
        eager=F.cross_entropy,
        written="F.cross_entropy",
    ),
    Rival(
        name="softmax cross-entropy, weighted",
        loss=SoftmaxLoss(),
        eager=weighted_cross_entropy,
        written="F.cross_entropy, weights, sum / B",
        weighted=True,
    ),
    Rival(
        name="sigmoid cross-entropy",
        loss=SigmoidLoss(),
        eager=binary_cross_entropy,
        written="F.binary_cross_entropy_with_logits, sum / B",
    ),
    Rival(
        name="softmax focal",
        loss=SoftmaxLoss(gamma=FOCUS),
        eager=focal,
        written="(1 - exp(-ce)) ** 2 * ce",
    ),
    Rival(
        name="sigmoid focal",
        loss=SigmoidLoss(gamma=FOCUS),
        eager=binary_focal,
        written="sigmoid(-z) ** 2 * F.logsigmoid(z)",
    ),
    Rival(
        name="LDAM",
        loss=LdamLoss(scale=SCALE),
        eager=margin,
        written="scatter_add, F.cross_entropy",
    ),
    Rival(
        name="LDAM-HG", loss=LdamHingeLoss(scale=SCALE), eager=hinge, written="scatter, max, F.relu"
    ),
    Rival(
        name="logit-adjusted",
        loss=LogitAdjustedLoss(),
        eager=shifted,
        written="F.cross_entropy of z + shifts",
    ),
    Rival(
        name="vector scaling",
        loss=VectorScalingLoss(),
        eager=scaled,
        written="F.cross_entropy of addcmul",
    ),
    Rival(
        name="pairwise",
        loss=PairwiseLoss(),
        eager=pairwise,
        written="alpha * F.cross_entropy of z + margins",
    ),
    Rival(
        name="equalization",
        loss=EqualizationLoss(chance=1.0),
        eager=equalized,
        written="masked_fill, F.cross_entropy",
    ),
    Rival(
        name="LADE",
        loss=LadeLoss(strength=STRENGTH, penalty=PENALTY),
        eager=disentangled,
        written="F.cross_entropy of z + shifts, sums of exp(z)",
    ),
    Rival(
        name="influence-balanced",
        loss=InfluenceBalancedLoss(alpha=SCALE, held=True),
        eager=by_influence,
        written="F.cross_entropy / (softmax - one-hot, times |h|)",
    ),
)
