"""The grey level of a pixel."""

from torch import Tensor

ONE = 2**16
RED, GREEN, BLUE = 19595, 38470, 7471
"""Parts of red, green and blue in a grey level; they add up to ``ONE``."""


def luminance(images: Tensor) -> Tensor:
    """Return the grey level of each pixel, rounded as Pillow rounds: a grey pixel keeps its value.

    The weights are those of ITU-R BT.601. torchvision cuts instead, so that its white has grey level 254.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.

    Returns:
        Whole numbers in 0..255 as float32, shape (B, 1, H, W).

    Raises:
        ValueError: if there are neither 1 nor 3 channels.

    Example:
        >>> import torch
        >>> luminance(torch.tensor([255, 0, 0], dtype=torch.uint8).view(1, 3, 1, 1)).item()
        76.0
    """
    channels = images.shape[1]
    if channels == 1:
        return images.float()
    if channels != 3:
        raise ValueError(
            f"images have {channels} channels: changes of colour need 1 (grey) or 3 (red, green, blue)"
        )
    red, green, blue = images.float().unbind(dim=1)  # sums below 2 ** 24 are exact in float32
    grey = (red * RED).add_(green, alpha=GREEN).add_(blue, alpha=BLUE)
    return grey.add_(ONE // 2).div_(ONE).floor_()[:, None]
