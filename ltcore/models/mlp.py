"""A multi-layer perceptron for feature vectors; images are flattened."""

import math

import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.models.network import Backbone


class MLP(Backbone):
    """Two hidden layers with ReLU; the second one's activations are the features.

    Args:
        input_shape: (D,) or (H, W, channels).
        width: units of each hidden layer.

    Example:
        >>> import torch
        >>> MLP((8, 8, 1), width=32)(torch.zeros(4, 1, 8, 8)).shape
        torch.Size([4, 32])
    """

    def __init__(self, input_shape: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.n_features = width
        self.hidden1 = nn.Linear(math.prod(input_shape), width)
        self.hidden2 = nn.Linear(width, width)
        for layer in (self.hidden1, self.hidden2):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return features (B, width) of inputs (B, D) or (B, channels, H, W)."""
        hidden = F.relu(self.hidden1(inputs.flatten(1)), inplace=True)
        return F.relu(self.hidden2(hidden), inplace=True)
