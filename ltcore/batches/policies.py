"""Augmentation policies: which random changes a training image goes through, scaled to its size."""

from collections.abc import Callable

import torch
from torch import Tensor

from ltcore.batches.augment import cutout, random_crop, random_flip

Augment = Callable[[Tensor, torch.Generator], Tensor]
"""(uint8 images (B, channels, H, W), generator) -> changed images of the same shape."""


def augment_policy(name: str, side: int) -> Augment | None:
    """Return the policy of a name, or None where nothing changes.

    A crop pads by an eighth of the side (4 pixels of 32, as in the CIFAR recipe), a cut-out hides a square of
    half the side (DeVries and Taylor, 2017, Sec. 3).

    Args:
        name: "none", "crop", "crop_flip" or "crop_flip_cutout".
        side: height of the images in pixels.
    """
    if name == "none":
        return None
    padding = max(1, side // 8)

    def augment(images: Tensor, generator: torch.Generator) -> Tensor:
        images = random_crop(images, padding, generator)
        if "flip" in name:
            images = random_flip(images, generator)
        if "cutout" in name:
            images = cutout(images, side // 2, generator)
        return images

    return augment
