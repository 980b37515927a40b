"""Focal loss in its sigmoid form."""

import torch
from torch import Tensor

from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.losses.sigmoid_cross_entropy import surprise, wrong_logits
from ltcore.methods.base import NormaliseBy


def sigmoid_focal(
    logits: Tensor,
    targets: Tensor,
    gamma: float,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the focal binary cross-entropies ``(1 - p) ** gamma * -log p``, summed over classes.

    p is the probability of the right answer to each class's yes-or-no question.

    Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, Sec. 3; with
    weights Cui et al., CVPR 2019, Sec. 4.3. The modulator of the authors' code
    (richardaecn/class-balanced-loss at 1d78572) overflows in float32 below a logit of -88.7; ours
    is a power of ``sigmoid``, which cannot.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        gamma: focusing parameter, at least 0; 0 is sigmoid cross-entropy.
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for a negative gamma, an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> sigmoid_focal(torch.zeros(1, 2), torch.tensor([0]), gamma=2)
        tensor(0.3466)
    """
    if not gamma >= 0:
        raise ValueError(f"gamma is {gamma}: the focusing parameter is at least 0")
    wrong = wrong_logits(logits, targets)  # (B, C)
    # At p = 1 the derivative of (1 - p) ** gamma is infinite for gamma < 1, and 0 * inf is NaN.
    modulator = torch.sigmoid(wrong).clamp(min=torch.finfo(wrong.dtype).tiny) ** gamma
    losses = (modulator * surprise(wrong)).sum(dim=1)
    return reduce_losses(
        losses,
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )
