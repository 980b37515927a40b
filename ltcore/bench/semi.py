"""How long the strong views of a batch take, against torchvision's transforms on one image at a time."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torchvision.transforms import v2

from ltcore.batches.rand_augment import rand_augment
from ltcore.bench.loops import SIDE
from ltcore.bench.turns import Arm, take_turns, threads_of_torch
from ltcore.types import FloatArray


@dataclass(frozen=True, kw_only=True)
class ViewSpeed:
    """Time of RandAugment with a cut-out on one batch, measured in turns.

    Attributes:
        ours: milliseconds, median over the rounds.
        torchvision: the same for one image at a time.
        ratio: median over the rounds of torchvision's time over ours in the same round.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
    """

    ours: float
    torchvision: float
    ratio: float
    ratio_low: float
    ratio_high: float


def compare_strong_views(
    *,
    batch_size: int = 512,
    steps: int = 2,
    repeats: int = 9,
    threads: int = 0,
    device: str = "cpu",
) -> ViewSpeed:
    """Return how long two operations and a cut-out take on a batch of 32 x 32 colour images.

    Both begin with uint8 images as the prepared store has them, channels last, and end with a uint8 batch on
    the device. torchvision works on Pillow images, its fastest way at this size, and the square is cut by
    numpy. Its operations are those of the same list, at its own default magnitude.

    Args:
        batch_size: images of the batch.
        steps: batches of each turn.
        repeats: rounds.
        threads: processor threads of torch; 0 leaves what is set.
        device: "cpu" or "cuda".
    """
    where = torch.device(device)
    images = np.random.default_rng(0).integers(0, 256, (batch_size, SIDE, SIDE, 3), np.uint8)
    with threads_of_torch(threads):
        arms = [_batched(images, where), _one_by_one(images, where)]
        milliseconds = np.array(take_turns(arms, steps, repeats, where)) * 1000 / steps
    return _summary(milliseconds)


def _batched(images: NDArray[np.uint8], device: torch.device) -> Arm:
    batch = torch.from_numpy(images).to(device).permute(0, 3, 1, 2)
    generator = torch.Generator(device)

    def step(number: int) -> None:
        rand_augment(batch, generator.manual_seed(number))

    return Arm(step, lead_in=0)


def _one_by_one(images: NDArray[np.uint8], device: torch.device) -> Arm:
    change = v2.RandAugment()

    def step(number: int) -> None:
        rng = np.random.default_rng(number)
        views = np.stack([np.array(change(Image.fromarray(image))) for image in images])
        for view, row, column in zip(views, *rng.integers(SIDE, size=(2, len(views))), strict=True):
            reach = SIDE // 4
            view[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach] = 0
        torch.from_numpy(views).to(device)

    return Arm(step, lead_in=0)


def _summary(milliseconds: FloatArray) -> ViewSpeed:
    ours, theirs = milliseconds.T
    ratios = theirs / ours
    return ViewSpeed(
        ours=float(np.median(ours)),
        torchvision=float(np.median(theirs)),
        ratio=float(np.median(ratios)),
        ratio_low=float(ratios.min()),
        ratio_high=float(ratios.max()),
    )
