"""The CIFAR ResNets: ResNet-20, 32, 44 and 56.

Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, Sec. 4.2, with the
parameter-free shortcuts of option A. Weights start Kaiming-normal (fan in), as in the long-tail
papers' code (kaidic/LDAM-DRW, ``models/resnet_cifar.py``).

Differences from that code: ReLU and the residual sum work in place, and the head is apart; both
leave the result unchanged.
"""

from itertools import pairwise
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.models.network import Backbone

WIDTHS = (16, 32, 64)
"""Channels of the three groups of blocks."""


def option_a_shortcut(inputs: Tensor, channels: int) -> Tensor:
    """Return every second pixel with zero channels added on both sides; no parameters.

    Args:
        inputs: shape (B, before, H, W).
        channels: channels after, at least ``before``.

    Returns:
        Shape (B, channels, ceil(H / 2), ceil(W / 2)), in the memory format of the inputs.

    Example:
        >>> import torch
        >>> option_a_shortcut(torch.ones(1, 2, 4, 4), 4)[0, :, 0, 0]
        tensor([0., 1., 1., 0.])
    """
    added = channels - inputs.shape[1]
    return F.pad(inputs[:, :, ::2, ::2], (0, 0, 0, 0, added // 2, added - added // 2))


class BasicBlock(nn.Module):
    """Two 3x3 convolutions with batch norm, and a shortcut around both.

    Args:
        before: channels of the input.
        after: channels of the output; where they differ, the block halves the image.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.changes_shape = before != after
        stride = 2 if self.changes_shape else 1
        self.convolution1 = nn.Conv2d(before, after, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.convolution2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the block's output, shape (B, after, H or H / 2, W or W / 2)."""
        hidden = F.relu(self.norm1(self.convolution1(inputs)), inplace=True)
        hidden = self.norm2(self.convolution2(hidden))
        shortcut = option_a_shortcut(inputs, hidden.shape[1]) if self.changes_shape else inputs
        return F.relu(hidden.add_(shortcut), inplace=True)


class CifarResNet(Backbone):
    """A CIFAR ResNet without its classifier: 6 n + 2 layers of depth, 64 features.

    Args:
        depth: 20, 32, 44, 56, or any other 6 n + 2; the classifier counts as one layer.
        channels: channels of the images; their size is free.

    Raises:
        ValueError: the depth is not 6 n + 2.

    Example:
        >>> import torch
        >>> CifarResNet(20, channels=3)(torch.zeros(2, 3, 32, 32)).shape
        torch.Size([2, 64])
    """

    block: ClassVar[type[BasicBlock]] = BasicBlock

    def __init__(self, depth: int, channels: int) -> None:
        super().__init__()
        blocks, rest = divmod(depth - 2, 6)
        if rest or blocks < 1:
            raise ValueError(f"depth {depth}: a CIFAR ResNet has 6 n + 2 layers, e.g. 20, 32 or 56")
        self.n_features = WIDTHS[-1]
        self.convolution = nn.Conv2d(channels, WIDTHS[0], 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(WIDTHS[0])
        widths = [WIDTHS[0]] + [width for width in WIDTHS for _ in range(blocks)]
        self.blocks = nn.Sequential(
            *(self.block(before, after) for before, after in pairwise(widths))
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, images: Tensor) -> Tensor:
        """Return features (B, 64) of images (B, channels, H, W)."""
        hidden = F.relu(self.norm(self.convolution(images)), inplace=True)
        return torch.mean(self.blocks(hidden), dim=(2, 3))
