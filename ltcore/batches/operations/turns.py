"""Quarter turns, exactly: no pixel is interpolated."""

import torch
from torch import Tensor

from ltcore.batches.memory_format import in_format_of


def rotated(images: Tensor, quarter_turns: Tensor) -> Tensor:
    """Return each image turned anticlockwise by its number of quarter turns, as ``torch.rot90`` does.

    Args:
        images: any dtype, shape (B, channels, S, S).
        quarter_turns: how often each one turns, int64, shape (B,); four turns are none.

    Returns:
        Images, same dtype, shape and memory format.

    Raises:
        ValueError: if images are not square, or there is not one number for each.

    Example:
        >>> images = torch.tensor([[[[1, 2], [3, 4]]]])
        >>> rotated(images, torch.tensor([1]))
        tensor([[[[2, 4],
                  [1, 3]]]])
    """
    height, width = images.shape[2:]
    if height != width:
        raise ValueError(
            f"images are {height} x {width} pixels: only square ones keep their shape under a quarter turn. "
            "Crop or resize them first"
        )
    if quarter_turns.shape != images.shape[:1]:
        raise ValueError(
            f"quarter turns have the shape {tuple(quarter_turns.shape)}: give one number for each of the "
            f"{len(images)} images"
        )
    given, turns = images, quarter_turns.remainder(4)[:, None, None, None]
    images = torch.where(turns % 2 == 1, images.transpose(2, 3), images)
    images = torch.where((turns == 1) | (turns == 2), images.flip(2), images)
    return in_format_of(given, torch.where(turns >= 2, images.flip(3), images))


def balanced_turns(n: int, device: torch.device) -> Tensor:
    """Return the quarter turns 0, 1, 2, 3, 0, 1, ... of a batch, so that each is as frequent as the others.

    They depend on the place in the batch alone: a method that predicts them can write them down. Which
    example takes which place is drawn by the sampler.

    Args:
        n: images of the batch.
        device: where the numbers are wanted.

    Returns:
        Quarter turns, int64, shape (n,), in 0..3.

    Example:
        >>> balanced_turns(6, torch.device("cpu"))
        tensor([0, 1, 2, 3, 0, 1])
    """
    return torch.arange(n, device=device).remainder_(4)
