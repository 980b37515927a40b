"""What strong views, the steps of FixMatch and the views of SimCLR cost."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torchvision.transforms import v2

from ltcore.batches.contrastive import simclr_view
from ltcore.batches.rand_augment import rand_augment
from ltcore.bench.contest import Contest, contest
from ltcore.bench.loops import SIDE, long_tailed_workload, trainer_step
from ltcore.bench.turns import Arm, threads_of_torch


def compare_strong_views(
    *,
    batch_size: int = 512,
    steps: int = 2,
    repeats: int = 9,
    threads: int = 0,
    device: str = "cpu",
) -> Contest:
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
        return contest(
            f"RandAugment and cut-out of {batch_size} images, against torchvision image by image",
            _batched(images, where),
            _one_by_one(images, where),
            steps=steps,
            repeats=repeats,
            device=where,
        )


def compare_fixmatch_step(
    *,
    batch_size: int = 8,
    ratio: int = 7,
    steps: int = 1,
    repeats: int = 7,
    threads: int = 0,
    device: str = "cpu",
) -> Contest:
    """Return how long a step of FixMatch takes, against a supervised step of as many images.

    Both are ResNet-32 steps of the product's own loop, with their augmentation. FixMatch passes each labelled
    image once and each unlabelled one twice.

    Args:
        batch_size: labelled images of a step.
        ratio: unlabelled images per labelled one.
        steps: steps of each turn.
        repeats: rounds.
        threads: processor threads of torch; 0 leaves what is set.
        device: "cpu" or "cuda".
    """
    where = torch.device(device)
    images = batch_size * (1 + 2 * ratio)

    fixmatch = {"name": "fixmatch", "settings": {"batch_ratio": ratio}}
    with threads_of_torch(threads):
        return contest(
            f"FixMatch step of {images} images, against a supervised step of as many",
            _steps(batch_size, where, {"method": fixmatch}),
            _steps(images, where),
            steps=steps,
            repeats=repeats,
            device=where,
        )


def compare_simclr_views(
    *,
    batch_size: int = 128,
    steps: int = 1,
    repeats: int = 7,
    threads: int = 0,
    device: str = "cpu",
) -> Contest:
    """Return how long the two views of a SimCLR batch take, against the whole step that they are a part of.

    The step is that of the product's own loop with ResNet-32: fetching, both views, forward and backward. A
    ratio of 5 means that the views take a fifth of it.

    Args:
        batch_size: images of a step; twice as many pass through the network.
        steps: steps of each turn.
        repeats: rounds.
        threads: processor threads of torch; 0 leaves what is set.
        device: "cpu" or "cuda".
    """
    where = torch.device(device)
    images = np.random.default_rng(0).integers(0, 256, (batch_size, SIDE, SIDE, 3), np.uint8)
    with threads_of_torch(threads):
        return contest(
            f"two SimCLR views of {batch_size} images, against the whole step",
            _two_views(images, where),
            _steps(batch_size, where, {"pretrain": {"name": "simclr"}}),
            steps=steps,
            repeats=repeats,
            device=where,
        )


def _steps(
    batch_size: int, device: torch.device, parts: dict[str, dict[str, Any]] | None = None
) -> Arm:
    rng = np.random.default_rng(0)
    workload = long_tailed_workload(rng, batch_size=batch_size, device=device)
    return Arm(trainer_step(workload, "fp32", parts), lead_in=0)


def _two_views(images: NDArray[np.uint8], device: torch.device) -> Arm:
    batch = torch.from_numpy(images).to(device).permute(0, 3, 1, 2)
    generator = torch.Generator(device)

    def step(number: int) -> None:
        generator.manual_seed(number)
        simclr_view(batch, generator)
        simclr_view(batch, generator)

    return Arm(step, lead_in=0)


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
