"""Torchvision's ResNet-18 and ResNet-50 for larger images, without pre-trained weights.

Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, Table 1, as built by
torchvision. Images of other than three channels get their own first convolution.
"""

from typing import Literal

from torch import Tensor, nn

from ltcore.models.network import Backbone


class TorchvisionResNet(Backbone):
    """A torchvision ResNet without its classifier.

    Args:
        depth: 18 (512 features) or 50 (2048 features).
        channels: channels of the images; their size is free, 64x64 and up makes sense.

    Example:
        >>> import torch
        >>> TorchvisionResNet(18, channels=1)(torch.zeros(2, 1, 64, 64)).shape
        torch.Size([2, 512])
    """

    def __init__(self, depth: Literal[18, 50], channels: int) -> None:
        super().__init__()
        # Torchvision takes seconds to import, and most runs use a smaller network.
        from torchvision.models import resnet18, resnet50

        makers = {18: resnet18, 50: resnet50}
        self.net: nn.Module = makers[depth](weights=None)
        self.n_features = int(self.net.fc.in_features)
        self.net.fc = nn.Identity()
        if channels != self.net.conv1.in_channels:
            self.net.conv1 = nn.Conv2d(channels, 64, 7, stride=2, padding=3, bias=False)
            nn.init.kaiming_normal_(self.net.conv1.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, images: Tensor) -> Tensor:
        """Return features (B, 512 or 2048) of images (B, channels, H, W)."""
        features: Tensor = self.net(images)
        return features
