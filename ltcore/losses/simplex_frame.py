"""Class directions that all have the same angle to each other."""

import math

import torch
from torch import Tensor


def simplex_frame(n_classes: int, dim: int, generator: torch.Generator) -> Tensor:
    """Return K directions of length 1 whose cosines are all -1 / (K - 1), turned at random.

    No K directions lie further apart. They span K - 1 dimensions.

    Source: Zhou et al., "Combating Representation Learning Disparity with Geometric Harmonization", NeurIPS
    2023.

    Args:
        n_classes: number of directions K, at least 2.
        dim: number of dimensions D, at least K - 1.
        generator: draws the rotation, on the CPU.

    Returns:
        float32, shape (K, D).

    Raises:
        ValueError: where K is below 2 or above D + 1.

    Example:
        >>> frame = simplex_frame(3, 2, torch.Generator().manual_seed(0))
        >>> (frame @ frame.T).round(decimals=4)
        tensor([[ 1.0000, -0.5000, -0.5000],
                [-0.5000,  1.0000, -0.5000],
                [-0.5000, -0.5000,  1.0000]])
    """
    if not 2 <= n_classes <= dim + 1:
        raise ValueError(
            f"n_classes is {n_classes} in {dim} dimensions: equal angles need from 2 to {dim + 1} "
            "directions; take fewer classes or a wider projection"
        )
    centred = torch.eye(n_classes, dtype=torch.float64) - 1 / n_classes
    # Coordinates of the centred corners in the K - 1 dimensions that they span.
    corners = torch.linalg.qr(centred[:, : n_classes - 1]).Q  # (K, K - 1)
    drawn = torch.randn(dim, n_classes - 1, generator=generator, dtype=torch.float64)
    rotation = torch.linalg.qr(drawn).Q  # (D, K - 1)
    frame: Tensor = math.sqrt(n_classes / (n_classes - 1)) * corners @ rotation.T
    return frame.float()
