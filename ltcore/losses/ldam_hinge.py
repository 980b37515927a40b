"""Hinge form of the label-distribution-aware margin (LDAM) loss."""

import torch
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction, reduce_losses
from ltcore.methods.base import NormaliseBy


def ldam_hinge(
    scores: Tensor,
    targets: Tensor,
    margins: Tensor,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return ``max(best rival - true score + margin, 0)``.

    Only the true class and its best rival have a gradient, and neither once the margin is kept, so it
    trains more slowly than its softmax form. Predictions use the scores without margins. Where there is
    one class there is no rival, and the loss is 0.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.2 (LDAM-HG of its tables); the authors' code has the softmax form alone.

    Args:
        scores: class scores, shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        margins: one margin per class in units of the scores, shape (C,).
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 scores), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> scores, margins = torch.tensor([[0.75, 0.5, 0.0]]), torch.tensor([0.1, 0.2, 0.5])
        >>> ldam_hinge(scores, torch.tensor([1]), margins)
        tensor(0.4500)
    """
    scores = at_least_float32(scores)
    rivals = best_rivals(scores, targets)
    rival_and_true = scores.gather(1, torch.stack([rivals, targets], dim=1))  # (B, 2)
    lacking = rival_and_true[:, 0] - rival_and_true[:, 1] + margins.to(scores)[targets]
    return reduce_losses(
        lacking.clamp(min=0).masked_fill(rivals == targets, 0),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


@torch.no_grad()
def best_rivals(scores: Tensor, targets: Tensor) -> Tensor:
    """Return which other class scores highest, int64, shape (B,); the target where there is no other.

    Example:
        >>> import torch
        >>> best_rivals(torch.tensor([[0.75, 0.5, 0.0]]), torch.tensor([0]))
        tensor([1])
    """
    # torch's argmax alone is many times slower on a processor than its max with indices.
    return scores.scatter(1, targets[:, None], -torch.inf).max(dim=1).indices
