"""The softmax form of the equalization loss."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy


def softmax_equalization(
    logits: Tensor,
    targets: Tensor,
    left_out: Tensor,
    *,
    draws: Tensor | None = None,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the cross-entropy of a softmax from which rivals are left out by chance.

    A rival that is left out is not pushed down by the example. The true class always counts.

    Source: Tan et al., "Equalization Loss for Long-Tailed Object Recognition", CVPR 2020, the softmax form
    for classification; zhangyongshun/BagofTricks-LT ce7859a, lib/loss/loss_impl/equalization_loss.py.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        left_out: probability that each class is left out as a rival, shape (C,).
        draws: uniform on [0, 1), shape (B, C): rival c of example i is left out where ``draws[i, c]`` is
            below ``left_out[c]``. None draws them.
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> softmax_equalization(torch.zeros(1, 3), torch.tensor([0]), torch.tensor([0.0, 0.0, 1.0]))
        tensor(0.6931)
    """
    logits = at_least_float32(logits)
    drawn = torch.rand_like(logits) if draws is None else draws.to(logits)
    absent = (drawn < left_out.to(logits)).scatter(1, targets[:, None], value=False)
    return reduce_losses(
        F.cross_entropy(logits.masked_fill(absent, -torch.inf), targets, reduction="none"),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def equalized_logits(logits: Tensor, targets: Tensor, left_out: Tensor) -> Tensor:
    """Return logits whose softmax counts each rival as often as it counts on average.

    Args:
        logits: shape (B, C), any floating dtype.
        targets: labels in [0, C), int64, shape (B,).
        left_out: probability that each class is left out as a rival, shape (C,).

    Returns:
        Logits, float32 (float64 for float64 logits), shape (B, C); minus infinity for a rival that never
        counts.

    Example:
        >>> seen = equalized_logits(torch.zeros(1, 2), torch.tensor([0]), torch.tensor([0.5, 0.5]))
        >>> torch.softmax(seen, dim=1)
        tensor([[0.6667, 0.3333]])
    """
    logits = at_least_float32(logits)
    counted = torch.log1p(-left_out.to(logits)).expand_as(logits)
    return logits + counted.scatter(1, targets[:, None], 0.0)
