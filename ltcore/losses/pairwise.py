"""General pairwise loss."""

from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.methods.base import NormaliseBy


def pairwise(
    logits: Tensor,
    targets: Tensor,
    alpha: Tensor,
    margins: Tensor,
    *,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return ``alpha_y * log(1 + sum over rivals j of exp(margin_yj + z_j - z_y))``.

    It is consistent for the balanced error where alpha_y = delta_y / prior_y and
    margin_yj = log(delta_j / delta_y), for any delta above 0; ``ltcore.classwise.pairwise_terms``
    gives such terms. Predictions use the plain logits.

    Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Theorem 1.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        alpha: weight of each class, shape (C,); class weights are a part of it.
        margins: row of the true class, column of the rival, diagonal 0, shape (C, C).
        normalise_by: "batch" divides by B, "weights" by the batch's summed alpha.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> margins = torch.tensor([[0.0, -2.0], [2.0, 0.0]])
        >>> pairwise(torch.zeros(1, 2), torch.tensor([1]), torch.ones(2), margins)
        tensor(2.1269)
    """
    return softmax_cross_entropy(
        pairwise_logits(logits, targets, margins),
        targets,
        class_weights=alpha,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def pairwise_logits(logits: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
    """Return logits whose cross-entropy is the pairwise loss of weight 1: each rival plus its margin.

    Args:
        logits: shape (B, C), any floating dtype.
        targets: labels in [0, C), int64, shape (B,).
        margins: row of the true class, column of the rival, diagonal 0, shape (C, C).

    Returns:
        Logits, float32 (float64 for float64 logits), shape (B, C).

    Example:
        >>> import torch
        >>> margins = torch.tensor([[0.0, -2.0], [2.0, 0.0]])
        >>> pairwise_logits(torch.ones(1, 2), torch.tensor([1]), margins)
        tensor([[3., 1.]])
    """
    logits = at_least_float32(logits)
    return logits + margins.to(logits)[targets]
