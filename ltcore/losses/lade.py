"""LADE: logit-adjusted cross-entropy and a regulariser of each class's scores over the batch."""

import math

import torch
from torch import Tensor

from ltcore.losses.logit_adjusted import logit_adjusted
from ltcore.losses.precision import at_least_float32
from ltcore.losses.reduction import Reduction
from ltcore.methods.base import NormaliseBy


def lade(
    logits: Tensor,
    targets: Tensor,
    log_priors: Tensor,
    *,
    strength: float = 0.1,
    penalty: float = 0.01,
    class_weights: Tensor | None = None,
    normalise_by: NormaliseBy = "batch",
    reduction: Reduction = "mean",
) -> Tensor:
    """Return the post-compensated cross-entropy of a batch plus ``strength`` times its regulariser.

    Source: Hong et al., "Disentangling Label Distribution for Long-tailed Visual Recognition", CVPR 2021;
    hyperconnect/LADE 5db5d13, loss/PriorCELoss.py and loss/LADELoss.py, from which ``label_regulariser``
    differs as it says.

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        log_priors: ``log(prior)``, shape (C,).
        strength: weight of the regulariser.
        penalty: see ``label_regulariser``.
        class_weights: of the cross-entropy alone, shape (C,), or None for all 1.
        normalise_by: "batch" divides the cross-entropy by B, "weights" by the batch's summed weights.
        reduction: "mean", or "none": the cross-entropy of each example plus the batch's regulariser, shape
            (B,).

    Returns:
        float32 (float64 for float64 logits), a scalar or shape (B,).

    Raises:
        ValueError: for an unknown name, or the mean of an empty batch.

    Example:
        >>> priors = torch.tensor([0.5, 0.5]).log()
        >>> lade(torch.zeros(2, 2), torch.tensor([0, 1]), priors)
        tensor(0.6931)
    """
    fit = logit_adjusted(
        logits,
        targets,
        log_priors,
        class_weights=class_weights,
        normalise_by=normalise_by,
        reduction=reduction,
    )
    return fit + strength * label_regulariser(logits, targets, log_priors, penalty=penalty)


def label_regulariser(
    logits: Tensor, targets: Tensor, log_priors: Tensor, *, penalty: float = 0.01
) -> Tensor:
    """Return minus the regularised Donsker-Varadhan bound of each class, averaged by the prior.

    For class c it is ``-(mean of z_c over class c - S_c - penalty * S_c^2)`` with S_c the logarithm of the
    mean of ``e^z_c`` over a balanced set. That mean is taken over the batch, in which an example weighs one
    over C times the prior of its own class. Its minimum is where z_c is the logarithm of p(x|c) over the
    balanced density of x.

    The authors' code weighs by the prior of class c instead, whichever class the example is of, and keeps
    classes without examples in the batch, with a mean of 0. Its minimum is then elsewhere: at the logarithm
    of P(c|x) under the training prior, plus log(C).

    Args:
        logits: shape (B, C), any floating dtype; half precision is computed in float32.
        targets: labels in [0, C), int64, shape (B,).
        log_priors: ``log(prior)``, shape (C,).
        penalty: weight of the square.

    Returns:
        float32 (float64 for float64 logits), a scalar; 0 for an empty batch.

    Example:
        >>> label_regulariser(torch.eye(2), torch.tensor([0, 1]), torch.tensor([0.5, 0.5]).log())
        tensor(-0.3760)
    """
    logits = at_least_float32(logits)
    if not len(logits):
        return logits.sum()
    n_examples, n_classes = logits.shape
    log_priors = log_priors.to(logits)
    own = (targets[:, None] == torch.arange(n_classes, device=targets.device)).to(logits)  # (B, C)
    present = own.sum(dim=0)  # (C,)
    mean = (own * logits).sum(dim=0) / present.clamp(min=1)
    balance = -log_priors[targets] - math.log(n_classes * n_examples)  # (B,)
    spread = torch.logsumexp(logits + balance[:, None], dim=0)  # (C,)
    bound = mean - spread - penalty * spread**2
    return -(log_priors.exp() * bound * (present > 0)).sum()
