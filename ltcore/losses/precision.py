"""The precision in which losses are computed."""

import torch
from torch import Tensor


def at_least_float32(values: Tensor) -> Tensor:
    """Return the values in float32, or in float64 where they already are.

    Mixed precision hands over bf16 or fp16 logits; margins, log priors, class weights and the loss
    itself would lose their digits there (a log prior of -9.2 is off by up to 0.03 in bf16).

    Example:
        >>> at_least_float32(torch.zeros(1, dtype=torch.bfloat16)).dtype
        torch.float32
    """
    return values.to(torch.promote_types(values.dtype, torch.float32))
