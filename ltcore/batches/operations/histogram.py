"""Stretched and equalised histograms, of each channel of each image on its own."""

import torch
from torch import Tensor

LEVELS = 256


def autocontrasted(images: Tensor) -> Tensor:
    """Return images with each channel stretched until it reaches from 0 to 255.

    A channel with a single value stays as it is.

    Args:
        images: uint8, shape (B, channels, H, W).

    Example:
        >>> autocontrasted(torch.tensor([[[[100, 110, 120]]]], dtype=torch.uint8)).flatten()
        tensor([  0, 127, 255], dtype=torch.uint8)
    """
    values = images.float()
    low, high = values.amin((2, 3), keepdim=True), values.amax((2, 3), keepdim=True)
    # The product is a whole number below 2 ** 24, so the quotient never rounds up to the next level.
    stretched = (values - low).mul_(LEVELS - 1).div_((high - low).clamp(min=1))
    return torch.where(high > low, stretched.to(torch.uint8), images)


def equalised(images: Tensor) -> Tensor:
    """Return images with the values of each channel spread as evenly as a table of values can.

    The table is Pillow's and torchvision's: a value moves to the number of smaller pixels, divided by the
    pixels per level, a whole number. Difference: where that number is 0, because an image of 8 x 8 pixels
    has fewer pixels than levels, they leave the channel as it is; here it is then the fraction that it
    really is. A channel with a single value stays as it is.

    Args:
        images: uint8, shape (B, channels, H, W).

    Example:
        >>> equalised(torch.tensor([[[[100, 110, 120]]]], dtype=torch.uint8)).flatten()
        tensor([  0, 128, 255], dtype=torch.uint8)
    """
    places = images.flatten(2).long()
    counts = torch.zeros(*places.shape[:2], LEVELS, dtype=torch.long, device=images.device)
    counts.scatter_add_(2, places, torch.ones_like(places))
    smaller = counts.cumsum(dim=2) - counts
    below_top = smaller.gather(2, places.amax(dim=2, keepdim=True))
    step = below_top // (LEVELS - 1)
    # Twice numerator and denominator, because half a step is added to round.
    coarse = (smaller + step // 2) // step.clamp(min=1)
    fine = (2 * (LEVELS - 1) * smaller + below_top) // (2 * below_top).clamp(min=1)
    table = torch.where(step > 0, coarse, fine).clamp_(max=LEVELS - 1).to(torch.uint8)
    equal = table.gather(2, places).view(images.shape)
    return torch.where(below_top[..., None] > 0, equal, images)
