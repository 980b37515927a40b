"""Views for contrastive pre-training: SimCLR's, and BCL's, which is stronger where the loss stays high."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ltcore.batches.augment import random_flip
from ltcore.batches.colour_jitter import colour_jitter, random_greyscale
from ltcore.batches.drawing import draw_between, draw_integers
from ltcore.batches.memory_format import in_format_of
from ltcore.batches.operations.table import OPERATIONS, apply_operations
from ltcore.batches.resized_crop import random_resized_crop

SMALLEST_AREA_OF_BCL = 0.1
STRONGEST = 30.0
"""The strength on BCL's scale at which an operation goes as far as it can."""


@dataclass(frozen=True, kw_only=True)
class Boost:
    """How a score becomes operations.

    Attributes:
        n_ops: operations of each image, at least 1.
        least_strength: strength at a score just above 0, in [0, 30].
        varied: whether the score is multiplied by a number drawn from [0, 1), one for each image, before it
            adds strength.
    """

    n_ops: int
    least_strength: float
    varied: bool = False


BCL_I = Boost(n_ops=1, least_strength=10.0)
"""On SimCLR."""
BCL_D = Boost(n_ops=2, least_strength=5.0, varied=True)
"""On SDCLR."""
BOOSTS = {"bcl_i": BCL_I, "bcl_d": BCL_D}
"""View -> how a score becomes operations."""


def simclr_view(
    images: Tensor,
    generator: torch.Generator,
    *,
    smallest_area: float = 0.08,
    flips: bool = True,
) -> Tensor:
    """Return each image cropped and enlarged, flipped, with its colours jittered or lost, and not blurred.

    Source: Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020
    (arXiv 2002.05709), appendix B.9 (the recipe for CIFAR-10: jitter of strength 0.5, no blur).

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        generator: source of all draws, on any device.
        smallest_area: smallest share of the image that a crop keeps, in (0, 1].
        flips: whether half of the images are mirrored; digits and letters should not be.

    Returns:
        Images, uint8, same shape and memory format.

    Example:
        >>> images = torch.zeros(4, 1, 8, 8, dtype=torch.uint8)
        >>> simclr_view(images, torch.Generator().manual_seed(0)).shape
        torch.Size([4, 1, 8, 8])
    """
    images = random_resized_crop(images, generator, smallest_area=smallest_area)
    if flips:
        images = random_flip(images, generator)
    images = colour_jitter(images, generator)
    return random_greyscale(images, generator)


def boosted_view(
    images: Tensor,
    scores: Tensor,
    generator: torch.Generator,
    boost: Boost = BCL_I,
    *,
    flips: bool = True,
) -> Tensor:
    """Return SimCLR's view of each image, then operations: more of them and stronger ones at a higher score.

    Each of k operations is applied with probability M at strength lo + (30 - lo) M of 30, where M is the
    image's score, k is ``boost.n_ops`` and lo is ``boost.least_strength``. A score of 0 leaves SimCLR's view.

    Source: Zhou et al., "Contrastive Learning with Boosted Memorization", ICML 2022 (arXiv 2205.12693);
    authors' code MediaBrain-SJTU/BCL at a2342f8, ``data/memoboosted_cifar100.py`` and ``data/randaug.py``.
    Differences: operations and ranges are those of our RandAugment without the identity, and each changes
    more the stronger it is; theirs change least at medium strengths (colours) or at the highest (posterise),
    go twice as far in shears and turns, and include inversion and cut-outs. They enlarge crops by bicubic
    interpolation.

    Args:
        images: uint8, shape (B, channels, H, W), 1 or 3 channels.
        scores: M of each image, in [0, 1], float32, shape (B,), on the images' device.
        generator: source of all draws, on any device.
        boost: how a score becomes operations.
        flips: whether half of the images are mirrored.

    Returns:
        Images, uint8, same shape and memory format.

    Raises:
        ValueError: if there is not one score for each image.

    Example:
        >>> images = torch.zeros(4, 1, 8, 8, dtype=torch.uint8)
        >>> boosted_view(images, torch.ones(4), torch.Generator().manual_seed(0), BCL_D).shape
        torch.Size([4, 1, 8, 8])
    """
    if scores.shape != images.shape[:1]:
        raise ValueError(
            f"scores have the shape {tuple(scores.shape)}: give one for each of the {len(images)} images"
        )
    images = simclr_view(images, generator, smallest_area=SMALLEST_AREA_OF_BCL, flips=flips)
    shape, device = (boost.n_ops, len(images)), images.device
    kinds = draw_integers(len(OPERATIONS) - 1, shape, generator, device) + 1  # 0 is the identity
    applied = draw_between(0.0, 1.0, shape, generator, device) < scores
    signs = 2 * draw_integers(2, shape, generator, device) - 1
    factors = draw_between(0.0, 1.0, shape[1:], generator, device) if boost.varied else 1.0
    least = boost.least_strength / STRONGEST
    levels = least + (1 - least) * scores * factors
    changed = apply_operations(images, kinds * applied, levels * signs)
    return in_format_of(images, changed)
