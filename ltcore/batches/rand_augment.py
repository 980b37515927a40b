"""RandAugment as FixMatch uses it: random operations of random strength, then a cut-out square."""

import torch
from torch import Tensor

from ltcore.batches.augment import cutout
from ltcore.batches.drawing import draw_between, draw_integers
from ltcore.batches.memory_format import in_format_of
from ltcore.batches.operations.table import OPERATIONS, apply_operations


def rand_augment(
    images: Tensor, generator: torch.Generator, *, n_ops: int = 2, strength: float = 1.0
) -> Tensor:
    """Return each image after operations and strengths of its own, and with a square cut out.

    Each operation is drawn with replacement from all 14, its level uniformly from [0, ``strength``), and its
    direction by a fair coin where it has two. The square's side is ``strength`` times half the image's. So
    a strength of 0 changes nothing.

    Source: Sohn et al., "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence",
    NeurIPS 2020 (arXiv 2001.07685), Sec. 2.3; authors' code google-research/fixmatch at d4985a1,
    ``libml/augment.py`` and ``third_party/auto_augment/augmentations.py``. Differences: theirs skips each
    operation with probability one half, takes levels of 0.1, 0.2, ..., 0.9, leaves brightness, colour,
    contrast and sharpness unchanged at level 0.5 and not at 0, posterises to 4 bits and fewer, and applies
    autocontrast and equalise in full at every level; their square is grey, and this one black.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        generator: source of all draws, on any device.
        n_ops: operations of each image, at least 1.
        strength: largest level, in [0, 1].

    Returns:
        Images, uint8, same shape and memory format.

    Raises:
        ValueError: if images are not uint8, ``n_ops`` is below 1 or ``strength`` is outside [0, 1].

    Example:
        >>> random = torch.Generator().manual_seed(0)
        >>> images = torch.randint(1, 256, (4, 3, 32, 32), generator=random).to(torch.uint8)
        >>> torch.equal(rand_augment(images, random, strength=0.0), images)
        True
        >>> (rand_augment(images, random) != images).flatten(1).any(dim=1)
        tensor([True, True, True, True])
    """
    if n_ops < 1:
        raise ValueError(f"n_ops is {n_ops}: it must be at least 1")
    if not 0 <= strength <= 1:
        raise ValueError(f"strength is {strength}: it must be in [0, 1]; 0 changes nothing")
    shape, device = (n_ops, len(images)), images.device
    kinds = draw_integers(len(OPERATIONS), shape, generator, device)
    sizes = draw_between(0.0, strength, shape, generator, device)
    signs = 2 * draw_integers(2, shape, generator, device) - 1
    changed = apply_operations(images, kinds, sizes * signs)
    hole = round(strength * min(images.shape[2:]) / 2)
    return in_format_of(images, cutout(changed, hole, generator))
