"""The network that every method trains: a backbone and a head."""

import torch
from torch import Tensor, nn


class Backbone(nn.Module):
    """A module that maps inputs to features.

    Attributes:
        n_features: number of features D that it returns for each input.
    """

    n_features: int


class Network(nn.Module):
    """A backbone and the head that turns its features into logits.

    Args:
        backbone: maps inputs, float32, shape (B, channels, H, W) or (B, D), to features (B, D).
        head: maps features (B, D) to logits (B, C).

    Example:
        >>> import torch
        >>> from ltcore.models.heads import LinearHead
        >>> from ltcore.models.mlp import MLP
        >>> network = Network(MLP((2,), width=8), LinearHead(8, 3))
        >>> network(torch.zeros(5, 2)).shape, network.features(torch.zeros(5, 2)).shape
        (torch.Size([5, 3]), torch.Size([5, 8]))
    """

    def __init__(self, backbone: Backbone, head: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = head

    @property
    def n_features(self) -> int:
        """Number of features D that the head reads."""
        return self.backbone.n_features

    def features(self, inputs: Tensor) -> Tensor:
        """Return what the head reads, shape (B, D)."""
        features: Tensor = self.backbone(inputs)
        return features

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits (cosines where the head is a cosine head), shape (B, C)."""
        logits: Tensor = self.head(self.features(inputs))
        return logits


def device_of(module: nn.Module) -> torch.device:
    """Return where a module's parameters lie.

    Example:
        >>> device_of(nn.Linear(2, 2))
        device(type='cpu')
    """
    return next(module.parameters()).device
