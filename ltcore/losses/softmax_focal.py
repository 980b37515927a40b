"""Focal loss in its softmax form."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy


def softmax_focal(
    logits: Tensor,
    targets: Tensor,
    gamma: float,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return ``(1 - p) ** gamma * -log p`` with p the softmax probability of the true class.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, authors' code kaidic/LDAM-DRW at 2536330, ``losses.py``. Theirs takes p from the
    weighted cross-entropy, so that the weights change the focus too; ours takes the probability.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        gamma: focusing parameter, at least 0; 0 is cross-entropy.
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for a negative gamma, an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> softmax_focal(torch.zeros(1, 2), torch.tensor([0]), gamma=2)
        tensor(0.1733)
    """
    if not gamma >= 0:
        raise ValueError(f"gamma is {gamma}: the focusing parameter is at least 0")
    cross_entropy = F.cross_entropy(at_least_float32(logits), targets, reduction="none")
    # At p = 1 the derivative of (1 - p) ** gamma is infinite for gamma < 1, and 0 * inf is NaN.
    tiny = torch.finfo(cross_entropy.dtype).tiny
    modulator = (-torch.expm1(-cross_entropy)).clamp(min=tiny) ** gamma
    return reduce_losses(
        modulator * cross_entropy,
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )
