"""The influence-balanced loss: cross-entropy over the gradient that an example leaves in the last layer."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy
from ltcore.methods.parts.influence_balanced import EPSILON


def influence_balanced(
    logits: Tensor,
    targets: Tensor,
    features: Tensor,
    *,
    alpha: float = 10.0,
    held: bool = False,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the cross-entropy of each example, times ``alpha``, over its influence.

    The influence is the sum of absolute values of the cross-entropy's gradient at the weights of a linear
    last layer: ``|p - e_y|_1 * |h|_1``. Held fixed, it makes all examples pull equally hard at these weights.
    Left in the graph, as in the authors' code, it takes part in the gradient: then hard examples pull up to
    twice as hard relative to easy ones as in plain training, as long as the influence is well above the
    ``EPSILON`` that is added to it, and longer features are rewarded.

    Source: Park et al., "Influence-Balanced Loss for Imbalanced Visual Classification", ICCV 2021;
    pseulki/IB-Loss b29b8b0, losses.py.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        features: what the last layer reads, shape (B, D).
        alpha: scale of the loss, above 0.
        held: whether the influence counts as a constant when gradients are taken.
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> influence_balanced(torch.zeros(1, 2), torch.tensor([0]), torch.tensor([[3.0, -4.0]]), alpha=7.0)
        tensor(0.6930)
    """
    logits, features = at_least_float32(logits), at_least_float32(features)
    losses = F.cross_entropy(logits, targets, reduction="none")
    # |p - e_y|_1 is 2 (1 - p_y); from the loss itself, whose digits are not lost where p_y is near 1.
    influence = -2 * torch.expm1(-losses) * features.abs().sum(dim=1).to(logits)
    if held:
        influence = influence.detach()
    return reduce_losses(
        losses * alpha / (influence + EPSILON),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )
