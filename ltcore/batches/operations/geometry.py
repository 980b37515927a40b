"""Shears, shifts and turns: one affine map per image, and one resampling for all of them.

A map says for every point of the result where in the image it comes from. Points are measured in pixels
from the upper left corner, so the centre of the first pixel is (0.5, 0.5); directions and signs are
torchvision's.
"""

import torch
from torch import Tensor


def sheared_x(shears: Tensor) -> Tensor:
    """Return maps that move each row sideways by ``shear`` times its distance from the upper edge.

    Args:
        shears: columns per row, float32, shape (B,); a positive one moves the picture to the left.

    Returns:
        Maps, float32, shape (B, 2, 3).

    Example:
        >>> sheared_x(torch.tensor([0.3]))
        tensor([[[1.0000, 0.3000, 0.0000],
                 [0.0000, 1.0000, 0.0000]]])
    """
    return _maps(shears, x_by_y=shears)


def sheared_y(shears: Tensor) -> Tensor:
    """Return maps that move each column up by ``shear`` times its distance from the left edge.

    Args:
        shears: rows per column, float32, shape (B,); a positive one moves the picture up.

    Returns:
        Maps, float32, shape (B, 2, 3).

    Example:
        >>> sheared_y(torch.tensor([0.3]))[0, 1]
        tensor([0.3000, 1.0000, 0.0000])
    """
    return _maps(shears, y_by_x=shears)


def shifted_x(pixels: Tensor) -> Tensor:
    """Return maps that move the picture to the right.

    Args:
        pixels: how far, float32, shape (B,).

    Returns:
        Maps, float32, shape (B, 2, 3).

    Example:
        >>> shifted_x(torch.tensor([2.0]))[0, 0]
        tensor([ 1.,  0., -2.])
    """
    return _maps(pixels, x=-pixels)


def shifted_y(pixels: Tensor) -> Tensor:
    """Return maps that move the picture down.

    Args:
        pixels: how far, float32, shape (B,).

    Returns:
        Maps, float32, shape (B, 2, 3).

    Example:
        >>> shifted_y(torch.tensor([2.0]))[0, 1]
        tensor([ 0.,  1., -2.])
    """
    return _maps(pixels, y=-pixels)


def turned(degrees: Tensor, height: int, width: int) -> Tensor:
    """Return maps that turn the picture anticlockwise about its centre.

    Args:
        degrees: how far, float32, shape (B,).
        height: of the images, in pixels.
        width: of the images, in pixels.

    Returns:
        Maps, float32, shape (B, 2, 3).

    Example:
        >>> turned(torch.tensor([90.0]), 8, 8).round(decimals=4) + 0.0
        tensor([[[ 0., -1.,  8.],
                 [ 1.,  0.,  0.]]])
    """
    radians = degrees.deg2rad()
    cosine, sine = radians.cos(), radians.sin()
    x, y = width / 2, height / 2
    first = torch.stack([cosine, -sine, x - x * cosine + y * sine], dim=1)
    second = torch.stack([sine, cosine, y - x * sine - y * cosine], dim=1)
    return torch.stack([first, second], dim=1)


def resampled(images: Tensor, maps: Tensor) -> Tensor:
    """Return images whose every pixel is the one that its centre is mapped to; zeros come in from outside.

    Args:
        images: uint8, shape (B, channels, H, W).
        maps: from points of the result to points of the image, float32, shape (B, 2, 3).

    Returns:
        Images, uint8, shape (B, channels, H, W).

    Example:
        >>> images = torch.tensor([[[[1, 2, 3]]]], dtype=torch.uint8)
        >>> resampled(images, shifted_x(torch.tensor([1.0])))
        tensor([[[[0, 1, 2]]]], dtype=torch.uint8)
    """
    n, channels, height, width = images.shape
    across = torch.arange(width, device=images.device) + 0.5
    down = torch.arange(height, device=images.device)[:, None] + 0.5
    by_x, by_y, constant = maps[..., None, None].unbind(dim=2)
    points = (by_x * across + by_y * down).add_(constant).floor_()
    columns, rows = points.unbind(dim=1)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    places = (rows * width + columns).where(inside, torch.zeros_like(rows)).long()
    places = places.view(n, 1, height * width).expand(-1, channels, -1)
    found = images.flatten(2).gather(2, places).view(images.shape)
    return found.mul_(inside[:, None])


def _maps(
    like: Tensor,
    *,
    x: Tensor | float = 0.0,
    y: Tensor | float = 0.0,
    x_by_y: Tensor | float = 0.0,
    y_by_x: Tensor | float = 0.0,
) -> Tensor:
    """Return the identity with some of its entries replaced, shape (B, 2, 3)."""
    maps = like.new_zeros(len(like), 2, 3)
    maps[:, 0, 0] = maps[:, 1, 1] = 1.0
    maps[:, 0, 1], maps[:, 1, 0] = x_by_y, y_by_x
    maps[:, 0, 2], maps[:, 1, 2] = x, y
    return maps
