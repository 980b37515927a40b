"""A head that answers with the class whose mean feature is nearest (NCM)."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from ltcore.methods.base import Distance
from ltcore.models.heads import SMALLEST_NORM
from ltcore.types import IntArray


class NearestMeanHead(nn.Module):
    """Minus the squared distance to each class mean, or the cosine with it.

    Source: Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR 2020,
    Sec. 4.2. "centred" (features less their mean over all examples, then of length 1) is the authors' default
    (facebookresearch/classifier-balancing at f162ade). Their "cosine" divides by the number of features; ours
    is the cosine.

    Args:
        n_features: number of features D.
        n_classes: number of classes C.
        distance: "centred", "euclidean" (plain features) or "cosine".

    Example:
        >>> head = NearestMeanHead(2, 2, "euclidean")
        >>> head.set_means(np.eye(2, dtype=np.float32), np.array([0, 1]))
        >>> head(torch.tensor([[0.6, 0.5]]))
        tensor([[-0.4100, -0.6100]], grad_fn=<NegBackward0>)
    """

    def __init__(self, n_features: int, n_classes: int, distance: Distance) -> None:
        super().__init__()
        self.distance = distance
        self.means = nn.Parameter(torch.zeros(n_classes, n_features))  # (C, D)
        self.centre = nn.Parameter(torch.zeros(n_features))  # (D,)

    @torch.no_grad()
    def set_means(self, features: NDArray[np.float32], labels: IntArray) -> None:
        """Take the class means of these features.

        Args:
            features: float32, shape (N, D).
            labels: int64, shape (N,).

        Raises:
            ValueError: a class has no example.
        """
        counts = np.bincount(labels, minlength=len(self.means))
        if not counts.all():
            raise ValueError(
                f"class {int(np.flatnonzero(counts == 0)[0])} has no training example, so it has no mean"
            )
        if self.distance == "centred":
            self.centre.copy_(torch.from_numpy(features.mean(0, dtype=np.float64)))
        comparable = self._comparable(torch.from_numpy(features).to(self.centre)).double()
        sums = comparable.new_zeros(self.means.shape)
        sums.index_add_(0, torch.from_numpy(labels).to(sums.device), comparable)
        self.means.copy_(sums / torch.from_numpy(counts).to(sums)[:, None])

    def _comparable(self, features: Tensor) -> Tensor:
        if self.distance == "euclidean":
            return features
        return F.normalize(features - self.centre, dim=1, eps=SMALLEST_NORM)

    def forward(self, features: Tensor) -> Tensor:
        """Return scores (B, C) of features (B, D): minus squared distances, or cosines."""
        with torch.autocast(features.device.type, enabled=False):
            comparable = self._comparable(features.to(self.means.dtype))
            if self.distance == "cosine":
                return F.linear(comparable, F.normalize(self.means, dim=1, eps=SMALLEST_NORM))
            # Not by |x|^2 - 2 x m + |m|^2, which is rounding where features lie far from zero.
            exact = "donot_use_mm_for_euclid_dist"
            return -torch.cdist(comparable, self.means, compute_mode=exact).square()
