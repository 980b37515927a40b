"""Random resized crops of a whole batch: a box of random area and aspect, enlarged to the whole image."""

import math

import torch
from torch import Tensor

from ltcore.batches.drawing import draw_between
from ltcore.batches.memory_format import in_format_of

NARROWEST, WIDEST = 3 / 4, 4 / 3
"""Width over height of a box."""
ATTEMPTS = 10
"""Boxes that are drawn before an image takes the largest one that is allowed."""


def random_resized_crop(
    images: Tensor, generator: torch.Generator, *, smallest_area: float = 0.08
) -> Tensor:
    """Return a random box of each image, enlarged to the image's size by bilinear interpolation.

    The same distribution as torchvision's ``RandomResizedCrop``. Source: Szegedy et al., "Going Deeper with
    Convolutions", CVPR 2015 (arXiv 1409.4842), Sec. 6; Chen et al., "A Simple Framework for Contrastive
    Learning of Visual Representations", ICML 2020 (arXiv 2002.05709), Sec. 3 (SimCLR).

    Args:
        images: uint8, shape (B, channels, H, W).
        generator: source of the boxes, on any device.
        smallest_area: smallest share of the image's area, in (0, 1].

    Returns:
        Images, uint8, same shape and memory format.

    Raises:
        ValueError: if ``smallest_area`` is outside (0, 1].

    Example:
        >>> images = torch.full((2, 3, 8, 8), 7, dtype=torch.uint8)
        >>> cropped = random_resized_crop(images, torch.Generator().manual_seed(0))
        >>> cropped.shape, cropped.unique()
        (torch.Size([2, 3, 8, 8]), tensor([7], dtype=torch.uint8))
    """
    if not 0 < smallest_area <= 1:
        raise ValueError(f"smallest area is {smallest_area}: it is a share of the image, in (0, 1]")
    n, _, height, width = images.shape
    boxes = crop_boxes(n, height, width, smallest_area, generator).to(images.device)
    return in_format_of(images, enlarged(images, boxes))


def crop_boxes(
    n: int, height: int, width: int, smallest_area: float, generator: torch.Generator
) -> Tensor:
    """Return a random box for each of ``n`` images: area uniform, log of the aspect uniform, then the place.

    Args:
        n: number of boxes.
        height: of the images, in pixels.
        width: of the images, in pixels.
        smallest_area: smallest share of the image's area, in (0, 1].
        generator: source of the boxes; they come on its device.

    Returns:
        Top, left, height and width in pixels, int64, shape (n, 4).

    Example:
        >>> crop_boxes(1, 8, 8, 1.0, torch.Generator().manual_seed(0))  # no box but the whole has the area
        tensor([[0, 0, 8, 8]])
    """
    device = generator.device
    areas = draw_between(smallest_area, 1.0, (n, ATTEMPTS), generator, device) * (height * width)
    logs = draw_between(math.log(NARROWEST), math.log(WIDEST), (n, ATTEMPTS), generator, device)
    places = draw_between(0.0, 1.0, (n, 2), generator, device)
    wide = (areas * logs.exp()).sqrt().round()
    high = (areas / logs.exp()).sqrt().round()
    fits = (wide >= 1) & (wide <= width) & (high >= 1) & (high <= height)
    first = fits.int().argmax(dim=1, keepdim=True)  # of equals the first; 0 where none fits
    drawn = torch.cat([high.gather(1, first), wide.gather(1, first)], dim=1)
    largest = _largest_box(height, width)
    sizes = torch.where(fits.any(dim=1, keepdim=True), drawn, drawn.new_tensor(largest))
    room = drawn.new_tensor([height, width]) - sizes
    corners = torch.minimum((places * (room + 1)).floor(), room)
    central = torch.where(fits.any(dim=1, keepdim=True), corners, (room / 2).floor())
    return torch.cat([central, sizes], dim=1).long()


def enlarged(images: Tensor, boxes: Tensor) -> Tensor:
    """Return the box of each image, enlarged to the image's size by bilinear interpolation.

    Args:
        images: uint8, shape (B, channels, H, W).
        boxes: top, left, height and width in pixels, int64, shape (B, 4).

    Returns:
        Images, uint8, shape (B, channels, H, W); what lies outside a box has no part in them.

    Example:
        >>> images = torch.tensor([[[[0, 100], [0, 100]]]], dtype=torch.uint8)
        >>> enlarged(images, torch.tensor([[0, 1, 2, 1]])).flatten()
        tensor([100, 100, 100, 100], dtype=torch.uint8)
    """
    height, width = images.shape[2:]
    tops, lefts, heights, widths = boxes.unbind(dim=1)
    rows = _weights(tops, heights, height)[:, None]
    columns = _weights(lefts, widths, width)[:, None]
    result = rows @ images.float() @ columns.transpose(2, 3)
    return result.round_().clamp_(0, 255).to(torch.uint8)


def _largest_box(height: int, width: int) -> tuple[float, float]:
    """Return height and width of the largest box whose aspect is allowed."""
    if width < NARROWEST * height:
        return round(width / NARROWEST), width
    if width > WIDEST * height:
        return height, round(height * WIDEST)
    return height, width


def _weights(starts: Tensor, lengths: Tensor, side: int) -> Tensor:
    """Return what each pixel of a line weighs in each pixel of the enlarged part, (B, side, side)."""
    pixels = torch.arange(side, device=starts.device)
    steps = lengths[:, None] / side
    sources = starts[:, None] + (steps * (pixels + 0.5) - 0.5).clamp(min=0)
    sources = torch.minimum(sources, (starts + lengths - 1)[:, None])
    return (1 - (sources[..., None] - pixels).abs()).clamp_(min=0)
