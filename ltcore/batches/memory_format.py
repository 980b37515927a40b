"""The order in which a batch of images lies in memory."""

import torch
from torch import Tensor


def in_format_of(images: Tensor, changed: Tensor) -> Tensor:
    """Return the changed images in the memory format of the originals; no copy where it fits.

    Args:
        images: shape (B, channels, H, W), contiguous or with channels last.
        changed: the same shape, in any order.

    Example:
        >>> images = torch.zeros(2, 8, 8, 3, dtype=torch.uint8).permute(0, 3, 1, 2)
        >>> changed = in_format_of(images, torch.ones(2, 3, 8, 8, dtype=torch.uint8))
        >>> changed.is_contiguous(memory_format=torch.channels_last)
        True
    """
    last = torch.channels_last
    channels_last = images.is_contiguous(memory_format=last) and not images.is_contiguous()
    return changed.contiguous(memory_format=last if channels_last else torch.contiguous_format)
