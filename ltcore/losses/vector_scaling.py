"""Vector-scaling (VS) loss, and class-dependent temperatures (CDT) as its special case."""

import torch
from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.methods.base import NormaliseBy


def vector_scaling(
    logits: Tensor,
    targets: Tensor,
    multipliers: Tensor,
    offsets: Tensor,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the cross-entropy of logits that each class multiplies and shifts.

    Predictions use the plain logits. Offsets of 0 leave class-dependent temperatures (CDT), multipliers
    of 1 leave logit adjustment. A multiplier below 1 raises a logit that is negative, so early in
    training it works against the tail.

    Source: Kini et al., "Label-Imbalanced and Group-Sensitive Classification under
    Overparameterization", NeurIPS 2021; the numbers per class as in the authors' code
    (orparask/VS-Loss at 7ade9c9), which divides by the inverse of our multipliers.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        multipliers: above 0, shape (C,), see ``ltcore.classwise.vs_multipliers``.
        offsets: ``tau * log(prior)``, shape (C,).
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> multipliers, priors = torch.tensor([1.0, 0.5]), torch.tensor([0.9, 0.1])
        >>> vector_scaling(torch.zeros(1, 2), torch.tensor([1]), multipliers, priors.log())
        tensor(2.3026)
    """
    return softmax_cross_entropy(
        scaled_logits(logits, multipliers, offsets),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def scaled_logits(logits: Tensor, multipliers: Tensor, offsets: Tensor) -> Tensor:
    """Return the logits that vector scaling trains on: ``multipliers * logits + offsets``.

    Args:
        logits: shape (B, C), any floating dtype.
        multipliers: above 0, shape (C,).
        offsets: shape (C,).

    Returns:
        Logits, float32 (float64 for float64 logits), shape (B, C).

    Example:
        >>> import torch
        >>> scaled_logits(torch.ones(1, 2), torch.tensor([1.0, 0.5]), torch.tensor([0.0, -1.0]))
        tensor([[ 1.0000, -0.5000]])
    """
    logits = at_least_float32(logits)
    return torch.addcmul(offsets.to(logits), logits, multipliers.to(logits))
