"""Brightness, contrast, posterising, solarising: what changes how light a pixel is.

Values that fall between two grey levels are cut down to the lower one, as Pillow and torchvision do.
"""

import torch
from torch import Tensor

from ltcore.batches.operations.luminance import luminance


def blended(base: Tensor, images: Tensor, factors: Tensor) -> Tensor:
    """Return base + factor (image - base), cut to the range of uint8: 0 is the base, 1 is the image.

    Args:
        base: float32, what shape (B, channels, H, W) broadcasts from.
        images: uint8 or float32, shape (B, channels, H, W).
        factors: float32, shape (B,).

    Returns:
        Images, uint8, shape (B, channels, H, W).

    Example:
        >>> images = torch.full((2, 1, 1, 1), 100, dtype=torch.uint8)
        >>> blended(torch.zeros(1), images, torch.tensor([0.5, 3.0])).flatten()
        tensor([ 50, 255], dtype=torch.uint8)
    """
    mixed = torch.lerp(base, images.float(), factors[:, None, None, None])
    return mixed.clamp_(0, 255).to(torch.uint8)


def brightness(images: Tensor, factors: Tensor) -> Tensor:
    """Return images times their factor: 0 is black, 1 changes nothing.

    Args:
        images: uint8, shape (B, channels, H, W).
        factors: at least 0, float32, shape (B,).

    Example:
        >>> images = torch.tensor([[[[10, 200]]]], dtype=torch.uint8)
        >>> brightness(images, torch.tensor([1.5])).flatten()
        tensor([ 15, 255], dtype=torch.uint8)
    """
    return images.mul(factors[:, None, None, None]).clamp_(0, 255).to(torch.uint8)


def contrast(images: Tensor, factors: Tensor) -> Tensor:
    """Return images stretched about their mean grey level: 0 is that grey, 1 changes nothing.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        factors: at least 0, float32, shape (B,).

    Example:
        >>> images = torch.tensor([[[[100, 140]]]], dtype=torch.uint8)
        >>> contrast(images, torch.tensor([1.5])).flatten()
        tensor([ 90, 150], dtype=torch.uint8)
    """
    return blended(luminance(images).mean(dim=(2, 3), keepdim=True), images, factors)


def posterised(images: Tensor, bits: Tensor) -> Tensor:
    """Return images with only the leading bits of each value kept; 8 change nothing.

    Args:
        images: uint8, shape (B, channels, H, W).
        bits: whole numbers in 0..8, any dtype, shape (B,).

    Example:
        >>> images = torch.tensor([[[[100, 255]]]], dtype=torch.uint8)
        >>> posterised(images, torch.tensor([2])).flatten()
        tensor([ 64, 192], dtype=torch.uint8)
    """
    kept = 256 - torch.exp2(8.0 - bits)
    return images & kept.to(torch.uint8)[:, None, None, None]


def solarised(images: Tensor, thresholds: Tensor) -> Tensor:
    """Return images with all values from the threshold on inverted: 256 changes nothing, 0 everything.

    Args:
        images: uint8, shape (B, channels, H, W).
        thresholds: in [0, 256], float32, shape (B,).

    Example:
        >>> images = torch.tensor([[[[100, 255]]]], dtype=torch.uint8)
        >>> solarised(images, torch.tensor([128.0])).flatten()
        tensor([100,   0], dtype=torch.uint8)
    """
    inverted = images >= thresholds[:, None, None, None]
    return images ^ inverted.to(torch.uint8).mul_(255)  # 255 - value is each bit flipped
