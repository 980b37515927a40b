"""The table that binds each loss part to its function and its numbers per class."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ltcore import classwise, losses
from ltcore.losses.equalization import equalized_logits, softmax_equalization
from ltcore.losses.influence_balanced import influence_balanced
from ltcore.losses.lade import lade
from ltcore.methods.parts import (
    EqualizationLoss,
    InfluenceBalancedLoss,
    LadeLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    SigmoidLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.types import FloatArray, IntArray

Numbers = tuple[Tensor, ...]
"""A loss's own numbers: per class (C,), or per pair of classes (C, C), float32."""


LossValue = Callable[..., Tensor]
"""(logits (B, C), targets (B,), own numbers ..., class_weights=, normalise_by=, reduction=) -> loss."""
SeenLogits = Callable[..., Tensor]
"""(logits (B, C), targets (B,), own numbers ...) -> logits as the loss sees them (B, C)."""


class BoundLoss(nn.Module):
    """A loss with its settings filled in.

    Its numbers follow from settings and class counts: they move with the module, and no checkpoint has them.

    Args:
        value: the loss of a batch.
        numbers: the loss's own numbers (margins, shifted log priors, ...).
        seen_logits: what the loss turns into probabilities.
        logit_scale: factor from model outputs to logits.
        binary: whether each class is a yes-or-no question of its own.
        reads_features: whether ``value`` also takes ``features=``, what the head reads (B, D).
        by_example: whether the loss of an example depends on it alone, and that of a batch on the mean of
            theirs and of the class weights alone.
    """

    def __init__(  # noqa: PLR0913 (one for each trait of a loss)
        self,
        *,
        value: LossValue,
        numbers: Numbers,
        seen_logits: SeenLogits,
        logit_scale: float = 1.0,
        binary: bool = False,
        reads_features: bool = False,
        by_example: bool = True,
    ) -> None:
        super().__init__()
        self.value = value
        self.seen_logits = seen_logits
        self.logit_scale = logit_scale
        self.binary = binary
        self.reads_features = reads_features
        self.by_example = by_example
        for place, number in enumerate(numbers):
            self.register_buffer(f"number_{place}", number, persistent=False)

    @property
    def numbers(self) -> Numbers:
        """The loss's own numbers, in the order in which ``value`` takes them."""
        return tuple(self.buffers())

    def true_probability(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Return the probability of the true class as the loss sees it, float32, shape (B,)."""
        seen = self.seen_logits(logits.detach().float(), targets, *self.numbers)
        probabilities = torch.sigmoid(seen) if self.binary else torch.softmax(seen, dim=1)
        return probabilities.gather(1, targets[:, None]).squeeze(1)


def bind_loss(loss: Loss, class_counts: IntArray) -> BoundLoss:
    """Return the function and the numbers of a loss part.

    Args:
        loss: the loss and its settings.
        class_counts: training examples per class, shape (C,).

    Raises:
        ValueError: the loss needs every class to have an example and one has none.
    """
    return _BINDERS[type(loss)](loss, class_counts)


def _numbers(*parts: FloatArray) -> Numbers:
    return tuple(torch.from_numpy(np.asarray(part, dtype=np.float32)) for part in parts)


def _plain(logits: Tensor, targets: Tensor) -> Tensor:  # noqa: ARG001
    return logits


def _softmax(loss: SoftmaxLoss, _: IntArray) -> BoundLoss:
    if loss.gamma == 0:
        return BoundLoss(value=losses.softmax_cross_entropy, numbers=(), seen_logits=_plain)

    def focal(logits: Tensor, targets: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return losses.softmax_focal(logits, targets, gamma=loss.gamma, **reducing)

    return BoundLoss(value=focal, numbers=(), seen_logits=_plain)


def _sigmoid(loss: SigmoidLoss, _: IntArray) -> BoundLoss:
    if loss.gamma == 0:
        return BoundLoss(
            value=losses.sigmoid_cross_entropy, numbers=(), seen_logits=_plain, binary=True
        )

    def focal(logits: Tensor, targets: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return losses.sigmoid_focal(logits, targets, gamma=loss.gamma, **reducing)

    return BoundLoss(value=focal, numbers=(), seen_logits=_plain, binary=True)


def _ldam(loss: LdamLoss, class_counts: IntArray) -> BoundLoss:
    def value(logits: Tensor, targets: Tensor, margins: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return losses.ldam(logits, targets, margins, scale=loss.scale, **reducing)

    def seen(logits: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
        return losses.margin_logits(logits, targets, margins, scale=loss.scale)

    margins = _numbers(loss.numbers(class_counts).margins)
    return BoundLoss(value=value, numbers=margins, seen_logits=seen, logit_scale=loss.logit_scale)


def _hinge(loss: LdamHingeLoss, class_counts: IntArray) -> BoundLoss:
    def value(logits: Tensor, targets: Tensor, margins: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return loss.scale * losses.ldam_hinge(logits, targets, margins, **reducing)

    def seen(logits: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
        return losses.margin_logits(logits, targets, margins, scale=loss.scale)

    margins = _numbers(loss.numbers(class_counts).margins)
    return BoundLoss(value=value, numbers=margins, seen_logits=seen, logit_scale=loss.logit_scale)


def _logit_adjusted(loss: LogitAdjustedLoss, class_counts: IntArray) -> BoundLoss:
    def seen(logits: Tensor, targets: Tensor, shifts: Tensor) -> Tensor:  # noqa: ARG001
        return losses.adjusted_logits(logits, shifts)

    shifts = _numbers(loss.numbers(class_counts).offsets)
    return BoundLoss(value=losses.logit_adjusted, numbers=shifts, seen_logits=seen)


def _vector_scaling(loss: VectorScalingLoss, class_counts: IntArray) -> BoundLoss:
    def seen(logits: Tensor, targets: Tensor, multipliers: Tensor, offsets: Tensor) -> Tensor:  # noqa: ARG001
        return losses.scaled_logits(logits, multipliers, offsets)

    own = loss.numbers(class_counts)
    return BoundLoss(
        value=losses.vector_scaling,
        numbers=_numbers(own.multipliers, own.offsets),
        seen_logits=seen,
    )


def _pairwise(loss: PairwiseLoss, class_counts: IntArray) -> BoundLoss:
    def value(
        logits: Tensor,
        targets: Tensor,
        alpha: Tensor,
        margins: Tensor,
        *,
        class_weights: Tensor | None = None,
        **reducing: Any,  # noqa: ANN401
    ) -> Tensor:
        weights = alpha if class_weights is None else alpha * class_weights
        return losses.pairwise(logits, targets, weights, margins, **reducing)

    def seen(logits: Tensor, targets: Tensor, alpha: Tensor, margins: Tensor) -> Tensor:  # noqa: ARG001
        return losses.pairwise_logits(logits, targets, margins)

    # A factor common to all classes changes the learning rate alone: mean 1 over the training examples.
    _, margins = classwise.pairwise_terms(class_counts, loss.power)
    return BoundLoss(
        value=value,
        numbers=_numbers(loss.numbers(class_counts).weights, margins),
        seen_logits=seen,
        by_example=False,  # its own weights count in what the batch is divided by
    )


def _equalization(loss: EqualizationLoss, class_counts: IntArray) -> BoundLoss:
    return BoundLoss(
        value=softmax_equalization,
        numbers=_numbers(loss.left_out(class_counts)),
        seen_logits=equalized_logits,
        by_example=False,  # it draws which rivals count
    )


def _lade(loss: LadeLoss, class_counts: IntArray) -> BoundLoss:
    def value(logits: Tensor, targets: Tensor, shifts: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return lade(
            logits, targets, shifts, strength=loss.strength, penalty=loss.penalty, **reducing
        )

    def seen(logits: Tensor, targets: Tensor, shifts: Tensor) -> Tensor:  # noqa: ARG001
        return losses.adjusted_logits(logits, shifts)

    return BoundLoss(
        value=value,
        numbers=_numbers(loss.numbers(class_counts).offsets),
        seen_logits=seen,
        by_example=False,  # its regulariser looks at the whole batch
    )


def _influence_balanced(loss: InfluenceBalancedLoss, _: IntArray) -> BoundLoss:
    def value(logits: Tensor, targets: Tensor, *, features: Tensor, **reducing: Any) -> Tensor:  # noqa: ANN401
        return influence_balanced(
            logits, targets, features, alpha=loss.alpha, held=loss.held, **reducing
        )

    return BoundLoss(value=value, numbers=(), seen_logits=_plain, reads_features=True)


_BINDERS: Mapping[type[Any], Callable[[Any, IntArray], BoundLoss]] = {
    SoftmaxLoss: _softmax,
    SigmoidLoss: _sigmoid,
    LdamLoss: _ldam,
    LdamHingeLoss: _hinge,
    LogitAdjustedLoss: _logit_adjusted,
    VectorScalingLoss: _vector_scaling,
    PairwiseLoss: _pairwise,
    EqualizationLoss: _equalization,
    LadeLoss: _lade,
    InfluenceBalancedLoss: _influence_balanced,
}
