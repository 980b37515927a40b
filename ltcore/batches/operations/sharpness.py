"""Sharpness: towards a smoothed image, or away from it."""

from torch import Tensor

from ltcore.batches.operations.tone import blended

CENTRE, SUM = 5, 13
"""Weight of a pixel among its eight neighbours, which weigh 1 each, and of all nine."""


def sharpness(images: Tensor, factors: Tensor) -> Tensor:
    """Return images blended with their smoothed selves: 0 is smooth, 1 changes nothing, 2 is sharper.

    Pixels at the border stay as they are, as in Pillow and torchvision; so do images of fewer than 3 pixels.

    Args:
        images: uint8, shape (B, channels, H, W).
        factors: at least 0, float32, shape (B,).

    Example:
        >>> import torch
        >>> images = torch.zeros(1, 1, 3, 3, dtype=torch.uint8)
        >>> images[0, 0, 1, 1] = 130
        >>> sharpness(images, torch.tensor([0.0]))[0, 0, 1]
        tensor([ 0, 50,  0], dtype=torch.uint8)
    """
    if min(images.shape[2:]) < 3:
        return images
    values = images.float()
    inner = values[..., 1:-1, 1:-1]
    rows = values[..., :-2, :] + values[..., 1:-1, :] + values[..., 2:, :]
    around = rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]
    smooth = around.add_(inner, alpha=CENTRE - 1).div_(SUM).round_()
    changed = images.clone()
    changed[..., 1:-1, 1:-1] = blended(smooth, inner, factors)
    return changed
