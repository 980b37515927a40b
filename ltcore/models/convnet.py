"""A small convolutional network for images from 8x8 to 64x64 that trains in seconds."""

from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.models.network import Backbone

SMALLEST_POOLED_SIDE = 8
"""Feature maps with a shorter side than this are not pooled: 8x8 digits would have no shape left."""


class ConvNet(Backbone):
    """Three blocks of 3x3 convolution, batch norm and ReLU, then the mean over all positions.

    The blocks have a quarter, a half and all of ``width`` channels. The first two end with 2x2 max
    pooling where the image is large enough.

    Args:
        channels: channels of the images.
        width: channels of the last block, the number of features.

    Example:
        >>> import torch
        >>> ConvNet(channels=1, width=64)(torch.zeros(4, 1, 8, 8)).shape
        torch.Size([4, 64])
    """

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.n_features = width
        widths = (channels, max(1, width // 4), max(1, width // 2), width)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1, bias=False) for before, after in pairwise(widths)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(after) for after in widths[1:])
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, images: Tensor) -> Tensor:
        """Return features (B, width) of images (B, channels, H, W)."""
        last = len(self.convolutions) - 1
        hidden = images
        for block, (convolution, norm) in enumerate(
            zip(self.convolutions, self.norms, strict=True)
        ):
            hidden = F.relu(norm(convolution(hidden)), inplace=True)
            if block < last and min(hidden.shape[2:]) >= SMALLEST_POOLED_SIDE:
                hidden = F.max_pool2d(hidden, 2)
        return hidden.mean(dim=(2, 3))
