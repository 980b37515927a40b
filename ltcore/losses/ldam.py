"""Label-distribution-aware margin (LDAM) loss."""

from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.methods.base import NormaliseBy


def ldam(
    cosines: Tensor,
    targets: Tensor,
    margins: Tensor,
    *,
    scale: float = 30.0,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the cross-entropy of scaled cosines after the true class gives up its margin.

    The scale is applied here and nowhere else: the model hands over plain cosines. Predictions use
    the cosines without margins.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.2; the scale is in the authors' code alone (kaidic/LDAM-DRW at
    2536330, ``losses.py``).

    Args:
        cosines: cosines between features and class vectors, shape (B, C), any floating dtype.
        targets: labels in [0, C), int64, shape (B,).
        margins: one margin per class in cosine units, shape (C,).
        scale: inverse temperature, above 0.
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 cosines), a scalar or shape (B,).

    Raises:
        ValueError: for a scale of 0 or below, an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> cosines, margins = torch.tensor([[0.5, 0.5]]), torch.tensor([0.1, 0.5])
        >>> ldam(cosines, torch.tensor([1]), margins, scale=10)
        tensor(5.0067)
    """
    return softmax_cross_entropy(
        margin_logits(cosines, targets, margins, scale=scale),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def margin_logits(cosines: Tensor, targets: Tensor, margins: Tensor, *, scale: float) -> Tensor:
    """Return the logits that LDAM trains on: the true cosine less its margin, all scaled.

    Args:
        cosines: shape (B, C), any floating dtype.
        targets: labels in [0, C), int64, shape (B,).
        margins: one margin per class in cosine units, shape (C,).
        scale: inverse temperature, above 0.

    Returns:
        Logits, float32 (float64 for float64 cosines), shape (B, C).

    Raises:
        ValueError: for a scale of 0 or below.

    Example:
        >>> import torch
        >>> margin_logits(
        ...     torch.tensor([[0.5, 0.5]]), torch.tensor([1]), torch.tensor([0.1, 0.5]), scale=10
        ... )
        tensor([[5., 0.]])
    """
    if not scale > 0:
        raise ValueError(f"scale is {scale}: the inverse temperature of the cosines is above 0")
    cosines = at_least_float32(cosines)
    own = -margins.to(cosines)[targets]
    # In place, on memory of our own: another (B, C) array would cost more than the arithmetic.
    return cosines.scatter_add(1, targets[:, None], own[:, None]).mul_(scale)
