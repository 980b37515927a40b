"""Logit-adjusted softmax cross-entropy."""

from torch import Tensor

from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.methods.base import NormaliseBy


def logit_adjusted(
    logits: Tensor,
    targets: Tensor,
    log_priors: Tensor,
    *,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the cross-entropy of logits to which the class priors were added.

    Predictions use the plain logits; adding or subtracting the priors there as well would correct
    twice. With tau 1 this is balanced softmax.

    Source: Menon et al., "Long-Tail Learning via Logit Adjustment", ICLR 2021, Sec. 5.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        log_priors: ``tau * log(prior)``, shape (C,).
        class_weights: shape (C,), or None for all 1.
        normalise_by: "batch" divides by B, "weights" by the batch's summed weights.
        reduction: "mean" or "none" (one weighted loss per example, shape (B,)).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> import torch
        >>> priors = torch.tensor([0.9, 0.1])
        >>> logit_adjusted(torch.zeros(1, 2), torch.tensor([1]), priors.log())
        tensor(2.3026)
    """
    return softmax_cross_entropy(
        adjusted_logits(logits, log_priors),
        targets,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )


def adjusted_logits(logits: Tensor, log_priors: Tensor) -> Tensor:
    """Return the logits that logit adjustment trains on: ``logits + tau * log(prior)``.

    Args:
        logits: shape (B, C), any floating dtype.
        log_priors: ``tau * log(prior)``, shape (C,).

    Returns:
        Logits, float32 (float64 for float64 logits), shape (B, C).

    Example:
        >>> import torch
        >>> adjusted_logits(torch.ones(1, 2), torch.tensor([-0.5, -1.0]))
        tensor([[0.5000, 0.0000]])
    """
    logits = at_least_float32(logits)
    return logits + log_priors.to(logits)
