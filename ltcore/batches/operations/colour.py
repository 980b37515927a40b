"""Saturation, hue and loss of colour; grey images stay as they are."""

import torch
from torch import Tensor

from ltcore.batches.operations.luminance import luminance
from ltcore.batches.operations.tone import blended


def saturation(images: Tensor, factors: Tensor) -> Tensor:
    """Return images with their colours stretched: 0 is grey, 1 changes nothing.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        factors: at least 0, float32, shape (B,).

    Example:
        >>> images = torch.tensor([200, 100, 100], dtype=torch.uint8).view(1, 3, 1, 1)
        >>> saturation(images, torch.tensor([0.0])).flatten()
        tensor([130, 130, 130], dtype=torch.uint8)
    """
    return blended(luminance(images), images, factors)


def hue(images: Tensor, shifts: Tensor) -> Tensor:
    """Return images with each colour moved around the colour circle; lightness and saturation stay.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        shifts: parts of the circle, in [-0.5, 0.5], float32, shape (B,); 0 changes nothing.

    Example:
        >>> images = torch.tensor([200, 100, 100], dtype=torch.uint8).view(1, 3, 1, 1)
        >>> hue(images, torch.tensor([1 / 3])).flatten()  # a third from red is green
        tensor([100, 200, 100], dtype=torch.uint8)
    """
    if images.shape[1] == 1:
        return images
    red, green, blue = images.float().unbind(dim=1)
    largest = torch.maximum(torch.maximum(red, green), blue)
    spread = largest - torch.minimum(torch.minimum(red, green), blue)
    safe = spread.clamp(min=1)
    sixths = torch.where(
        largest == red,
        (green - blue) / safe,
        torch.where(largest == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    sixths += 6 * shifts[:, None, None]
    # Each channel falls from the largest value to the smallest and rises again, in sixths of the circle.
    channels = [_channel(largest, spread, sixths, offset) for offset in (5, 3, 1)]
    return torch.stack(channels, dim=1).round_().to(torch.uint8)


def greyed(images: Tensor, chosen: Tensor) -> Tensor:
    """Return the chosen images without their colours, in as many channels as before.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        chosen: bool, shape (B,).

    Example:
        >>> images = torch.tensor([255, 0, 0], dtype=torch.uint8).view(1, 3, 1, 1)
        >>> greyed(images, torch.tensor([True])).flatten()
        tensor([76, 76, 76], dtype=torch.uint8)
    """
    grey = luminance(images).to(torch.uint8)
    return torch.where(chosen[:, None, None, None], grey, images)


def _channel(largest: Tensor, spread: Tensor, sixths: Tensor, offset: int) -> Tensor:
    """Return one channel, float32, shape (B, H, W): 5 is red's offset, 3 is green's, 1 is blue's."""
    place = (sixths + offset).remainder_(6)
    fall = torch.minimum(place, 4 - place).clamp_(0, 1)
    return largest - spread * fall
