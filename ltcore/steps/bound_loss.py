"""The table that binds each loss of a recipe to its function and its numbers per class."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ltcore import classwise, losses
from ltcore.methods.base import (
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    NormaliseBy,
    SigmoidLoss,
    SoftmaxLoss,
)
from ltcore.types import FloatArray, IntArray

LossValue = Callable[[Tensor, Tensor, Tensor, Tensor | None, NormaliseBy], Tensor]
"""(logits (B, C), targets (B,), numbers per class (C,), class weights (C,) or None, reduction) -> scalar."""
SeenLogits = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(logits (B, C), targets (B,), numbers per class (C,)) -> logits as the loss sees them (B, C)."""


@dataclass(frozen=True, eq=False)
class BoundLoss:
    """A loss with its settings filled in.

    Attributes:
        value: the loss of a batch.
        seen_logits: what the loss turns into probabilities.
        per_class: the loss's own number per class (margins, shifted log priors), float32, shape (C,).
        logit_scale: factor from model outputs to logits.
        binary: whether each class is a yes-or-no question of its own.
    """

    value: LossValue
    seen_logits: SeenLogits
    per_class: Tensor
    logit_scale: float = 1.0
    binary: bool = False

    def true_probability(self, logits: Tensor, targets: Tensor, per_class: Tensor) -> Tensor:
        """Return the probability of the true class as the loss sees it, float32, shape (B,)."""
        seen = self.seen_logits(logits.detach().float(), targets, per_class)
        probabilities = torch.sigmoid(seen) if self.binary else torch.softmax(seen, dim=1)
        return probabilities.gather(1, targets[:, None]).squeeze(1)


def bind_loss(loss: Loss, class_counts: IntArray) -> BoundLoss:
    """Return the function and the per-class numbers of a recipe's loss.

    Args:
        loss: the loss and its settings.
        class_counts: training examples per class, shape (C,).

    Raises:
        ValueError: the loss needs every class to have an example and one has none.
    """
    if isinstance(loss, SoftmaxLoss):
        return _bind_softmax(loss, class_counts)
    if isinstance(loss, SigmoidLoss):
        return _bind_sigmoid(loss, class_counts)
    if isinstance(loss, LdamLoss):
        return _bind_ldam(loss, class_counts)
    return _bind_logit_adjusted(loss, class_counts)


def _plain(logits: Tensor, targets: Tensor, per_class: Tensor) -> Tensor:  # noqa: ARG001
    return logits


def _tensor(numbers: FloatArray) -> Tensor:
    return torch.from_numpy(np.asarray(numbers, dtype=np.float32))


def _none_per_class(class_counts: IntArray) -> Tensor:
    return torch.zeros(len(class_counts))


def _bind_softmax(loss: SoftmaxLoss, class_counts: IntArray) -> BoundLoss:
    def value(
        logits: Tensor, targets: Tensor, _: Tensor, weights: Tensor | None, by: NormaliseBy
    ) -> Tensor:
        if loss.gamma == 0:
            return losses.softmax_cross_entropy(
                logits, targets, class_weights=weights, normalise_by=by
            )
        return losses.softmax_focal(
            logits, targets, gamma=loss.gamma, class_weights=weights, normalise_by=by
        )

    return BoundLoss(value, _plain, _none_per_class(class_counts))


def _bind_sigmoid(loss: SigmoidLoss, class_counts: IntArray) -> BoundLoss:
    def value(
        logits: Tensor, targets: Tensor, _: Tensor, weights: Tensor | None, by: NormaliseBy
    ) -> Tensor:
        if loss.gamma == 0:
            return losses.sigmoid_cross_entropy(
                logits, targets, class_weights=weights, normalise_by=by
            )
        return losses.sigmoid_focal(
            logits, targets, gamma=loss.gamma, class_weights=weights, normalise_by=by
        )

    return BoundLoss(value, _plain, _none_per_class(class_counts), binary=True)


def _bind_ldam(loss: LdamLoss, class_counts: IntArray) -> BoundLoss:
    def value(
        logits: Tensor, targets: Tensor, margins: Tensor, weights: Tensor | None, by: NormaliseBy
    ) -> Tensor:
        return losses.ldam(
            logits, targets, margins, scale=loss.scale, class_weights=weights, normalise_by=by
        )

    def seen(logits: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
        return losses.margin_logits(logits, targets, margins, scale=loss.scale)

    margins = _tensor(classwise.ldam_margins(class_counts, loss.max_margin))
    return BoundLoss(value, seen, margins, logit_scale=loss.scale)


def _bind_logit_adjusted(loss: LogitAdjustedLoss, class_counts: IntArray) -> BoundLoss:
    def value(
        logits: Tensor, targets: Tensor, shifts: Tensor, weights: Tensor | None, by: NormaliseBy
    ) -> Tensor:
        return losses.logit_adjusted(
            logits, targets, shifts, class_weights=weights, normalise_by=by
        )

    def seen(logits: Tensor, targets: Tensor, shifts: Tensor) -> Tensor:  # noqa: ARG001
        return losses.adjusted_logits(logits, shifts)

    return BoundLoss(value, seen, _tensor(classwise.log_priors(class_counts, loss.tau)))
