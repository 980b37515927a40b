"""A finished linear head with one learnable factor per class (LWS)."""

import torch
from torch import Tensor, nn

from ltcore.models.heads import LinearHead


class RescaledHead(nn.Module):
    """Logits of a frozen linear head, multiplied by one learnt factor per class.

    The bias is scaled too, as in the authors' code (facebookresearch/classifier-balancing at f162ade).

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR 2020,
    Sec. 4.2, "Learnable weight scaling".

    Args:
        linear: the head, which is frozen here.

    Example:
        >>> head = RescaledHead(LinearHead(3, 2))
        >>> [name for name, parameter in head.named_parameters()]
        ['factors']
    """

    frozen_weight: Tensor
    frozen_bias: Tensor

    def __init__(self, linear: LinearHead) -> None:
        super().__init__()
        self.register_buffer("frozen_weight", linear.weight.detach().clone())
        self.register_buffer("frozen_bias", linear.bias.detach().clone())
        self.factors = nn.Parameter(torch.ones(linear.out_features))

    @property
    def weight(self) -> Tensor:
        """The class vectors in effect, shape (C, D)."""
        return self.factors[:, None] * self.frozen_weight

    @property
    def bias(self) -> Tensor:
        """The biases in effect, shape (C,)."""
        return self.factors * self.frozen_bias

    def forward(self, features: Tensor) -> Tensor:
        """Return logits (B, C) of features (B, D)."""
        with torch.autocast(features.device.type, enabled=False):
            plain = nn.functional.linear(
                features.to(self.frozen_weight.dtype), self.frozen_weight, self.frozen_bias
            )
            return self.factors * plain
