"""RandAugment's operations and how far each goes.

A level is a share of an operation's full strength: 0 changes nothing, 1 changes most. Its sign says in
which of two directions the operation goes, where it has two. Differences from torchvision's table: its
solarise inverts white at magnitude 0; its autocontrast and equalise have no magnitude, and here they are
blended in; its shifts go to 0.45 of the side.

Source: Cubuk et al., "RandAugment: Practical Automated Data Augmentation with a Reduced Search Space", 2019
(arXiv 1909.13719), Sec. 3 (the list); Sohn et al., "FixMatch", NeurIPS 2020 (arXiv 2001.07685), appendix on
augmentations (the ranges of shears, shifts, turns, solarise and posterise).
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ltcore.batches.operations.colour import saturation
from ltcore.batches.operations.geometry import (
    resampled,
    sheared_x,
    sheared_y,
    shifted_x,
    shifted_y,
    turned,
)
from ltcore.batches.operations.grouping import grouped
from ltcore.batches.operations.histogram import autocontrasted, equalised
from ltcore.batches.operations.sharpness import sharpness
from ltcore.batches.operations.tone import blended, brightness, contrast, posterised, solarised

LARGEST_SHEAR = 0.3
LARGEST_SHIFT = 0.3
"""Share of the side."""
LARGEST_TURN = 30.0
"""Degrees."""
LARGEST_STRETCH = 0.9
"""Of brightness, colour, contrast and sharpness: factors are 1 ± this."""
MOST_BITS_LOST = 4
WHITE = 256.0
"""The threshold that no value reaches."""

Change = Callable[[Tensor, Tensor], Tensor]
"""(uint8 images (n, channels, H, W), levels (n,)) -> changed images of the same shape."""

Map = Callable[[Tensor, int, int], Tensor]
"""(levels (n,), height, width) -> affine maps (n, 2, 3)."""

MAPS: dict[str, Map] = {
    "shear_x": lambda levels, _, __: sheared_x(LARGEST_SHEAR * levels),
    "shear_y": lambda levels, _, __: sheared_y(LARGEST_SHEAR * levels),
    "translate_x": lambda levels, _, width: shifted_x((LARGEST_SHIFT * width * levels).round()),
    "translate_y": lambda levels, height, _: shifted_y((LARGEST_SHIFT * height * levels).round()),
    "rotate": lambda levels, height, width: turned(LARGEST_TURN * levels, height, width),
}
"""What moves pixels."""

CHANGES: dict[str, Change] = {
    "brightness": lambda images, levels: brightness(images, 1 + LARGEST_STRETCH * levels),
    "colour": lambda images, levels: saturation(images, 1 + LARGEST_STRETCH * levels),
    "contrast": lambda images, levels: contrast(images, 1 + LARGEST_STRETCH * levels),
    "sharpness": lambda images, levels: sharpness(images, 1 + LARGEST_STRETCH * levels),
    "posterise": lambda images, levels: posterised(
        images, 8 - (MOST_BITS_LOST * levels.abs()).round()
    ),
    "solarise": lambda images, levels: solarised(images, (WHITE * (1 - levels.abs())).round()),
    "autocontrast": lambda images, levels: blended(
        images.float(), autocontrasted(images), levels.abs()
    ),
    "equalise": lambda images, levels: blended(images.float(), equalised(images), levels.abs()),
}
"""What changes their values."""

OPERATIONS = ("identity", *MAPS, *CHANGES)
"""The names; an operation's number is its place."""


def apply_operations(images: Tensor, kinds: Tensor, levels: Tensor) -> Tensor:
    """Return images after one operation for each row of ``kinds``.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        kinds: number of the operation of each image, in each round, int64, shape (rounds, B).
        levels: how far each goes and in which direction, in [-1, 1], float32, shape (rounds, B).

    Returns:
        Images, uint8, shape (B, channels, H, W), contiguous.

    Raises:
        ValueError: if images are not uint8.

    Example:
        >>> images = torch.full((2, 1, 8, 8), 100, dtype=torch.uint8)
        >>> kinds = torch.tensor([[OPERATIONS.index("identity"), OPERATIONS.index("brightness")]])
        >>> apply_operations(images, kinds, torch.tensor([[1.0, -0.5]]))[:, 0, 0, 0]
        tensor([100,  55], dtype=torch.uint8)
    """
    if images.dtype != torch.uint8:
        raise ValueError(
            f"images are {str(images.dtype).removeprefix('torch.')}: operations need uint8 images, "
            "before they are normalised"
        )
    images = images.contiguous()
    for of_round, (order, sizes) in zip(levels, grouped(kinds, len(OPERATIONS)), strict=True):
        together = _one_round(images.index_select(0, order), of_round[order], sizes)
        images = together.index_select(0, order.argsort())
    return images


def _one_round(images: Tensor, levels: Tensor, sizes: list[int]) -> Tensor:
    """Return images after one operation each; the first ``sizes[0]`` take the first operation, and so on."""
    parts = list(zip(torch.split(images, sizes), torch.split(levels, sizes), strict=True))
    unchanged, moved, changed = parts[0][0], parts[1 : len(MAPS) + 1], parts[len(MAPS) + 1 :]
    height, width = images.shape[2:]
    maps = [
        make(level, height, width) for make, (_, level) in zip(MAPS.values(), moved, strict=True)
    ]
    results = [
        change(part, level)
        for change, (part, level) in zip(CHANGES.values(), changed, strict=True)
        if len(part)
    ]
    resample = resampled(torch.cat([part for part, _ in moved]), torch.cat(maps))
    return torch.cat([unchanged, resample, *results])
