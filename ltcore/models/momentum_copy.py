"""A copy of a module that follows it slowly, as a teacher or an encoder of keys."""

import copy
from typing import TypeVar

import torch
from torch import nn

M = TypeVar("M", bound=nn.Module)


def momentum_copy(module: M) -> M:
    """Return a copy that wants no gradient and stays in evaluation mode.

    In evaluation mode its batch norm uses the statistics that it has, so that what it makes of an example
    does not depend on the other examples of the batch.

    Args:
        module: the original, which is left as it is.

    Example:
        >>> follower = momentum_copy(nn.BatchNorm1d(2))
        >>> follower.training, follower.weight.requires_grad
        (False, False)
    """
    return copy.deepcopy(module).requires_grad_(requires_grad=False).eval()


@torch.no_grad()
def follow(follower: nn.Module, module: nn.Module, momentum: float) -> None:
    """Move a copy towards its original: ``momentum`` of what it was and the rest of what the original is.

    Means and variances of batch norm move in the same way (Cai et al., "Exponential Moving Average
    Normalization for Self-supervised and Semi-supervised Learning", CVPR 2021): left as they were, they would
    be those of a random network. Whole numbers are copied.

    Args:
        follower: of ``momentum_copy``; changed in place.
        module: the original.
        momentum: in [0, 1); 0 copies.

    Example:
        >>> module = nn.BatchNorm1d(1)
        >>> follower = momentum_copy(module)
        >>> _ = module.running_mean.fill_(1.0), module.num_batches_tracked.fill_(7)
        >>> follow(follower, module, 0.75)
        >>> follower.running_mean.item(), follower.num_batches_tracked.item()
        (0.25, 7)
    """
    pairs = [
        *zip(follower.parameters(), module.parameters(), strict=True),
        *zip(follower.buffers(), module.buffers(), strict=True),
    ]
    for kept, current in pairs:
        if kept.is_floating_point():
            kept.lerp_(current, 1 - momentum)
        else:
            kept.copy_(current)
