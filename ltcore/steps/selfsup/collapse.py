"""Whether embeddings collapse: views that agree, and images that spread over the sphere.

Where all images get one embedding, views agree perfectly and nothing has been learned: the second number
tells. Source: Wang and Isola, "Understanding Contrastive Representation Learning through Alignment and
Uniformity on the Hypersphere", ICML 2020, Sec. 4.
"""

import math

import torch
from torch import Tensor

from ltcore.losses.cosines import unit_rows


@torch.no_grad()
def alignment(first: Tensor, second: Tensor) -> Tensor:
    """Return the mean squared distance of the two views of an image on the unit sphere, in [0, 4].

    Args:
        first: embeddings of one view of each image, shape (B, D), any scale.
        second: those of the other view, in the same order.

    Example:
        >>> alignment(torch.eye(2), torch.eye(2)), alignment(torch.eye(2), -torch.eye(2))
        (tensor(0.), tensor(4.))
    """
    return (unit_rows(first) - unit_rows(second)).square().sum(dim=1).mean()


@torch.no_grad()
def uniformity(embeddings: Tensor) -> Tensor:
    """Return the logarithm of the mean of exp(-2 d^2) over all pairs of images, d their distance.

    It is 0 where all embeddings are the same, and about -4 where they spread evenly in many dimensions.

    Args:
        embeddings: of one view of each image, shape (B, D), any scale, B at least 2.

    Example:
        >>> uniformity(torch.ones(3, 2)), uniformity(torch.tensor([[1.0, 0.0], [-2.0, 0.0]]))
        (tensor(0.), tensor(-8.))
    """
    exponents = -2 * torch.pdist(unit_rows(embeddings)).square()
    return torch.logsumexp(exponents, dim=0) - math.log(len(exponents))
