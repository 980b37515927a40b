"""The mean of feature maps over all positions, with a gradient that lies in memory as the maps do.

The gradient of ``torch.mean`` is an expanded view that lies in no order at all, and every operation before it
then walks through memory in steps: a third of the backward pass of a small network.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


class _PositionMean(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, maps: Tensor) -> Tensor:  # noqa: ANN401 (torch's own)
        ctx.shape = maps.shape
        return maps.mean(dim=(2, 3))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> Tensor:  # noqa: ANN401
        n, channels, height, width = ctx.shape
        each = (gradient / (height * width))[:, None, None, :]
        gradients: Tensor = each.expand(n, height, width, channels).contiguous()
        return gradients.permute(0, 3, 1, 2)


def position_mean(maps: Tensor) -> Tensor:
    """Return the mean of each map over its positions, shape (B, channels).

    Args:
        maps: shape (B, channels, H, W), best with channels last.

    Example:
        >>> position_mean(torch.arange(8.0).view(1, 2, 2, 2))
        tensor([[1.5000, 5.5000]])
    """
    mean: Tensor = _PositionMean.apply(maps)
    return mean
