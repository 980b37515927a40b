"""The head that a contrastive loss is computed on, and that no classifier sees."""

from torch import Tensor, nn


class ProjectionHead(nn.Module):
    """Features to embeddings: a hidden layer of the same width with ReLU, then a linear layer.

    Source: Chen et al., SimCLR, ICML 2020, Sec. 2.1. It works in the precision of its weights, also where the
    backbone runs in bf16. Its layers start as torch draws them: a last layer of zeros would give every image
    the same embedding, without a direction.

    Args:
        n_features: features D of the backbone.
        n_outputs: dimensions of an embedding.

    Example:
        >>> import torch
        >>> ProjectionHead(64, 128)(torch.zeros(2, 64)).shape
        torch.Size([2, 128])
    """

    def __init__(self, n_features: int, n_outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_features, n_features), nn.ReLU(), nn.Linear(n_features, n_outputs)
        )

    def forward(self, features: Tensor) -> Tensor:
        """Return embeddings, shape (B, n_outputs), of features (B, D)."""
        embeddings: Tensor = self.layers(features.float())
        return embeddings
