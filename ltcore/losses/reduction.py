"""From one loss per example to one number: class weights, and what the sum is divided by."""

from typing import Literal, get_args

from torch import Tensor

from ltcore.methods.base import NormaliseBy
from ltcore.registry import UnknownNameError

Reduction = Literal["mean", "none"]


def reduce_losses(
    losses: Tensor,
    targets: Tensor,
    *,
    class_weights: Tensor | None,
    normalise_by: NormaliseBy,
    reduction: Reduction,
) -> Tensor:
    """Return the weighted losses, averaged or one per example.

    The two divisors are two methods: "batch" is that of the class-balanced paper; "weights" is that
    of ``torch.nn.functional.cross_entropy(weight=...)`` and of the LDAM-DRW code. Under "weights" any
    scale of the weights cancels, and a batch of one class ignores them.

    Args:
        losses: one loss per example, unweighted, float32 or float64, shape (B,).
        targets: labels in [0, C), int64, shape (B,).
        class_weights: weights, shape (C,), or None for all 1; used in the dtype of ``losses``.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean", or "none" for the weighted losses, divided by nothing.

    Returns:
        A scalar, or shape (B,) for "none".

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> losses, targets = torch.tensor([1.0, 3.0]), torch.tensor([0, 1])
        >>> weights = torch.tensor([0.5, 1.5])
        >>> for divisor in ("batch", "weights"):
        ...     reduce_losses(losses, targets, class_weights=weights, normalise_by=divisor,
        ...                   reduction="mean")
        tensor(2.5000)
        tensor(2.5000)
    """
    if normalise_by not in get_args(NormaliseBy):
        raise UnknownNameError("normalise_by", normalise_by, get_args(NormaliseBy))
    if reduction not in get_args(Reduction):
        raise UnknownNameError("reduction", reduction, get_args(Reduction))
    if reduction == "mean" and len(losses) == 0:
        raise ValueError("the batch is empty: a mean loss needs at least one example")
    if class_weights is None:
        return losses.mean() if reduction == "mean" else losses
    weights = class_weights.to(losses)[targets]  # (B,)
    weighted = weights * losses
    if reduction == "none":
        return weighted
    return weighted.mean() if normalise_by == "batch" else weighted.sum() / weights.sum()
