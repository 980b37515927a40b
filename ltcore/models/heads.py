"""Classifier heads: a linear one, and one that sees angles only.

Both work in the precision of their weights (float32) even where the backbone runs in bf16: with
three significant digits, a cosine times a scale of 30 would be wrong by a tenth of a logit, and a
head costs next to nothing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SMALLEST_NORM = 1e-4
"""Features shorter than this are treated as this long, which bounds the gradient at a zero feature."""


class LinearHead(nn.Linear):
    """Logits as inner products of features and class weights, plus a bias.

    Weights start Kaiming-normal as in the CIFAR ResNets, which the papers' recipe relies on.

    Args:
        n_features: number of features D.
        n_classes: number of classes C.
        bias: whether each class has a bias.

    Example:
        >>> LinearHead(64, 10)(torch.zeros(2, 64)).shape
        torch.Size([2, 10])
    """

    def __init__(self, n_features: int, n_classes: int, *, bias: bool = True) -> None:
        super().__init__(n_features, n_classes, bias=bias)

    def reset_parameters(self) -> None:
        """Draw new weights from N(0, 2 / D); the bias as torch draws it."""
        super().reset_parameters()
        nn.init.kaiming_normal_(self.weight)

    def forward(self, features: Tensor) -> Tensor:
        """Return logits (B, C) of features (B, D)."""
        with torch.autocast(features.device.type, enabled=False):
            return super().forward(features.to(self.weight.dtype))


class CosineHead(nn.Module):
    """Cosines of the angles between features and class weights, without a bias.

    Source: Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
    NeurIPS 2019, Sec. 3.2. As in the authors' ``NormedLinear``, weights start on the unit sphere;
    here a feature of length zero has a bounded gradient. The loss multiplies by its scale.

    Args:
        n_features: number of features D.
        n_classes: number of classes C.

    Example:
        >>> head = CosineHead(3, 2)
        >>> features = 7.0 * head.weight.detach()
        >>> head(features).detach().diagonal().round(decimals=4)
        tensor([1., 1.])
    """

    def __init__(self, n_features: int, n_classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_classes, n_features))  # (C, D)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new class weights on the unit sphere."""
        with torch.no_grad():
            self.weight.uniform_(-1, 1)
            self.weight.copy_(F.normalize(self.weight, dim=1))

    def forward(self, features: Tensor) -> Tensor:
        """Return cosines in [-1, 1], shape (B, C), of features (B, D)."""
        with torch.autocast(features.device.type, enabled=False):
            directions = F.normalize(features.to(self.weight.dtype), dim=1, eps=SMALLEST_NORM)
            class_directions = F.normalize(self.weight, dim=1, eps=SMALLEST_NORM)
            return F.linear(directions, class_directions).clamp(-1.0, 1.0)
