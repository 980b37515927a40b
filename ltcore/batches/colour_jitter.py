"""Random changes of colour of a whole batch, as in SimCLR: jitter in random order, and loss of colour."""

import torch
from torch import Tensor

from ltcore.batches.drawing import draw_between
from ltcore.batches.memory_format import in_format_of
from ltcore.batches.operations.colour import greyed, hue, saturation
from ltcore.batches.operations.grouping import grouped
from ltcore.batches.operations.tone import brightness, contrast

CHANGES = (brightness, contrast, saturation, hue)
LARGEST_FACTOR, LARGEST_HUE = 0.8, 0.2
"""At strength 1: how far a factor goes from 1, and the shift of the hue from 0."""


def colour_jitter(
    images: Tensor,
    generator: torch.Generator,
    *,
    strength: float = 0.5,
    probability: float = 0.8,
) -> Tensor:
    """Return images, some of them with brightness, contrast, saturation and hue changed in random order.

    Source: Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020
    (arXiv 2002.05709), appendix A; strength 0.5 is that of its recipe for CIFAR-10 (appendix B.9).

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        generator: source of all draws, on any device.
        strength: factors are drawn from 1 ± 0.8 of it, shifts of the hue from ± 0.2 of it; in [0, 1].
        probability: of an image to be changed.

    Returns:
        Images, uint8, same shape and memory format.

    Raises:
        ValueError: if ``strength`` is outside [0, 1].

    Example:
        >>> images = torch.full((64, 3, 8, 8), 100, dtype=torch.uint8)
        >>> changed = colour_jitter(images, torch.Generator().manual_seed(0)) != images
        >>> 0.7 < changed[:, 0, 0, 0].float().mean() < 0.9
        tensor(True)
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength is {strength}: it must be in [0, 1]; 0 changes nothing")
    n, device, whole = len(images), images.device, len(CHANGES)
    draws = draw_between(-1.0, 1.0, (whole, n), generator, device) * strength
    amounts = torch.cat([1 + LARGEST_FACTOR * draws[:-1], LARGEST_HUE * draws[-1:]])
    orders = draw_between(0.0, 1.0, (whole, n), generator, device).argsort(dim=0)
    changed = draw_between(0.0, 1.0, (n,), generator, device) < probability
    kinds = torch.where(changed, orders, whole)
    of_round = amounts.gather(0, orders)
    result = images.contiguous()
    for amount, (order, sizes) in zip(of_round, grouped(kinds, whole + 1), strict=True):
        parts = torch.split(result.index_select(0, order), sizes)
        of_part = torch.split(amount[order], sizes)
        pairs = zip(CHANGES, parts[:-1], of_part[:-1], strict=True)
        together = torch.cat([*(change(part, by) for change, part, by in pairs), parts[-1]])
        result = together.index_select(0, order.argsort())
    return in_format_of(images, result)


def random_greyscale(
    images: Tensor, generator: torch.Generator, *, probability: float = 0.2
) -> Tensor:
    """Return images, some of them without their colours.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        generator: source of the decisions, on any device.
        probability: of an image to lose its colours.

    Returns:
        Images, uint8, same shape and memory format.

    Example:
        >>> images = torch.tensor([255, 0, 0], dtype=torch.uint8).view(1, 3, 1, 1)
        >>> random_greyscale(images, torch.Generator(), probability=1.0).flatten()
        tensor([76, 76, 76], dtype=torch.uint8)
    """
    chosen = draw_between(0.0, 1.0, (len(images),), generator, images.device) < probability
    return in_format_of(images, greyed(images, chosen))
