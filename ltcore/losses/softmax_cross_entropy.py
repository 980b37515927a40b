"""Softmax cross-entropy, weighted per class."""

import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy


def softmax_cross_entropy(
    logits: Tensor,
    targets: Tensor,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return ``-log softmax(logits)`` of the true class, weighted by its class.

    Source: with weights of scheme "effective" this is class-balanced softmax, Cui et al.,
    "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, Sec. 4.1. Unlike
    ``F.cross_entropy(weight=...)`` the default divides by the batch size, as the paper does.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> softmax_cross_entropy(torch.zeros(1, 4), torch.tensor([2]))
        tensor(1.3863)
    """
    losses = F.cross_entropy(at_least_float32(logits), targets, reduction="none")
    return reduce_losses(
        losses,
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )
