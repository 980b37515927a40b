"""Sigmoid cross-entropy: one yes-or-no question per class."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy

LINEAR_FROM = 40.0
"""log(1 + exp(x)) is x from here on, to the last digit of float64; torch's own 20 is good for float32."""


def sigmoid_cross_entropy(
    logits: Tensor,
    targets: Tensor,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the binary cross-entropies of all classes, summed over classes.

    The sum runs over classes and the batch divides; averaging over both instead (the default of
    torch) would make the loss C times smaller. The weight of the true class multiplies all C terms.

    Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019,
    Sec. 4.2.

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
        >>> sigmoid_cross_entropy(torch.zeros(1, 4), torch.tensor([2]))
        tensor(2.7726)
    """
    losses = surprise(wrong_logits(logits, targets)).sum(dim=1)
    return reduce_losses(
        losses,
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def wrong_logits(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the logit of the wrong answer to each question: -z for the true class, else z.

    Example:
        >>> import torch
        >>> wrong_logits(torch.tensor([[2.0, 1.0, -1.0]]), torch.tensor([0]))
        tensor([[-2.,  1., -1.]])
    """
    logits = at_least_float32(logits)
    signs = torch.ones_like(logits).scatter(1, targets[:, None], -1.0)
    return logits * signs


def surprise(wrong: Tensor) -> Tensor:
    """Return -log p of the right answers, ``log(1 + exp(wrong))``, from logits of the wrong ones.

    Example:
        >>> import torch
        >>> surprise(torch.tensor([0.0, 100.0]))
        tensor([  0.6931, 100.0000])
    """
    return F.softplus(wrong, threshold=LINEAR_FROM)
