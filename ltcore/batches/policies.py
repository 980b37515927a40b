"""Augmentation policies: which random changes a training image goes through, scaled to its size.

A run's own policy (``augment``) changes what a supervised method sees. A method with several views of an
image asks for them by name. No view mirrors images where the run's own policy does not, because the mirror
image of a digit may be no digit.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ltcore.batches.augment import cutout, random_crop, random_flip
from ltcore.batches.contrastive import simclr_view
from ltcore.batches.operations.turns import balanced_turns, rotated
from ltcore.batches.rand_augment import rand_augment
from ltcore.registry import UnknownNameError

Augment = Callable[[Tensor, torch.Generator], Tensor]
"""(uint8 images (B, channels, H, W), generator) -> changed images of the same shape."""


def augment_policy(name: str, side: int) -> Augment | None:
    """Return the policy of a name, or None where nothing changes.

    A crop pads by an eighth of the side (4 pixels of 32, as in the CIFAR recipe), a cut-out hides a square of
    half the side (DeVries and Taylor, 2017, Sec. 3).

    Args:
        name: "none", "crop", "crop_flip" or "crop_flip_cutout".
        side: height of the images in pixels.
    """
    if name == "none":
        return None
    padding = max(1, side // 8)

    def augment(images: Tensor, generator: torch.Generator) -> Tensor:
        images = random_crop(images, padding, generator)
        if "flip" in name:
            images = random_flip(images, generator)
        if "cutout" in name:
            images = cutout(images, side // 2, generator)
        return images

    return augment


def view_policy(name: str, augment: str, side: int) -> Augment | None:
    """Return the view of a name, or None where nothing changes.

    * "plain": the image as it is.
    * "weak": the run's own policy.
    * "strong": the same without its cut-out, then RandAugment and its cut-out, as in FixMatch.
    * "simclr": SimCLR's view; it mirrors images only where the run's own policy does.
    * "rotation": the run's own policy, then the quarter turns of ``balanced_turns``.

    Args:
        name: one of these.
        augment: the run's own policy, a name of ``augment_policy``.
        side: height of the images in pixels.

    Raises:
        UnknownNameError: if there is no view of that name; the message lists them.

    Example:
        >>> view_policy("plain", "crop_flip", 32) is None, view_policy("weak", "none", 32) is None
        (True, True)
        >>> images = torch.zeros(4, 1, 8, 8, dtype=torch.uint8)
        >>> strong = view_policy("strong", "crop", 8)
        >>> strong(images, torch.Generator().manual_seed(0)).shape
        torch.Size([4, 1, 8, 8])
    """
    if name not in VIEWS:
        raise UnknownNameError("view", name, VIEWS)
    return VIEWS[name](augment, side)


def _plain(_: str, __: int) -> None:
    return None


def _strong(augment: str, side: int) -> Augment:
    weak = augment_policy(augment.removesuffix("_cutout"), side)
    return _after(weak, rand_augment)


def _simclr(augment: str, _: int) -> Augment:
    def view(images: Tensor, generator: torch.Generator) -> Tensor:
        return simclr_view(images, generator, flips="flip" in augment)

    return view


def _rotation(augment: str, side: int) -> Augment:
    def turn(images: Tensor, _: torch.Generator) -> Tensor:
        return rotated(images, balanced_turns(len(images), images.device))

    return _after(augment_policy(augment, side), turn)


def _after(first: Augment | None, second: Augment) -> Augment:
    """Return both in turn, from one generator."""

    def both(images: Tensor, generator: torch.Generator) -> Tensor:
        return second(images if first is None else first(images, generator), generator)

    return both


VIEWS: dict[str, Callable[[str, int], Augment | None]] = {
    "plain": _plain,
    "weak": augment_policy,
    "strong": _strong,
    "simclr": _simclr,
    "rotation": _rotation,
}
"""View -> (the run's own policy, side) -> what makes it."""
