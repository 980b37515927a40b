from itertools import pairwise
from typing import Any

import pytest
import torch

from ltcore.batches import rand_augment as module
from ltcore.batches.augment import random_crop, random_flip
from ltcore.batches.operations.table import OPERATIONS
from ltcore.batches.rand_augment import rand_augment

LAYOUTS = [torch.contiguous_format, torch.channels_last]
SIZES = [(1, 8), (3, 32)]


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def make_images(n, channels=3, side=32, layout=torch.contiguous_format, seed=7):
    pixels = torch.randint(1, 256, (n, channels, side, side), generator=seeded(seed))
    return pixels.to(torch.uint8).contiguous(memory_format=layout)


def crop(images, generator):
    return random_crop(images, max(1, images.shape[2] // 8), generator)


@pytest.mark.parametrize(("channels", "side"), SIZES)
@pytest.mark.parametrize("change", [rand_augment, crop, random_flip])
def test_equal_images_come_out_unlike(change, channels, side):
    """torchvision draws once for a whole batch, where all of these would come out alike."""
    images = make_images(1, channels, side).expand(8, channels, side, side)
    unlike = [len(change(images, seeded(seed)).unique(dim=0)) > 1 for seed in range(60)]
    assert sum(unlike) > 0.9 * 60


@pytest.mark.parametrize(("channels", "side"), SIZES)
@pytest.mark.parametrize("value", [0, 255, None])
def test_strength_0_changes_nothing(channels, side, value):
    images = make_images(50, channels, side)
    if value is not None:
        images = torch.full_like(images, value)
    for seed in range(20):
        assert torch.equal(rand_augment(images, seeded(seed), strength=0.0, n_ops=3), images)


@pytest.mark.parametrize(("channels", "side"), SIZES)
def test_the_mean_change_rises_with_the_strength(channels, side):
    images = make_images(400, channels, side)
    strengths = (0.0, 0.1, 0.3, 0.6, 1.0)
    changes = [
        (rand_augment(images, seeded(0), strength=strength).float() - images.float()).abs().mean()
        for strength in strengths
    ]
    assert changes[0] == 0
    assert all(low < high for low, high in pairwise(changes))


def drawn(monkeypatch, **settings):
    """Return the kinds and levels that reach the operations, and the side of the square."""
    seen: dict[str, Any] = {}

    def watching(images, kinds, levels):
        seen.update(kinds=kinds, levels=levels)
        return images

    def cut(images, size, _):
        seen["size"] = size
        return images

    monkeypatch.setattr(module, "apply_operations", watching)
    monkeypatch.setattr(module, "cutout", cut)
    images = torch.zeros(20_000, 1, 8, 8, dtype=torch.uint8)
    rand_augment(images, seeded(0), **settings)
    return seen


def test_operations_levels_and_signs_are_drawn_for_each_image(monkeypatch):
    seen = drawn(monkeypatch, n_ops=2, strength=0.5)
    kinds, levels = seen["kinds"], seen["levels"]
    assert kinds.shape == levels.shape == (2, 20_000)
    shares = kinds.flatten().bincount(minlength=len(OPERATIONS)) / 40_000
    assert shares.numpy() == pytest.approx(1 / 14, abs=0.006)
    assert (kinds[0] == kinds[1]).float().mean().item() == pytest.approx(1 / 14, abs=0.01)
    assert levels.abs().max().item() == pytest.approx(0.5, abs=1e-3)
    assert levels.abs().mean().item() == pytest.approx(0.25, abs=0.005)
    assert (levels > 0).float().mean().item() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("strength", "hole"), [(0.0, 0), (0.5, 2), (1.0, 4)])
def test_the_square_grows_with_the_strength_and_the_image(monkeypatch, strength, hole):
    assert drawn(monkeypatch, strength=strength)["size"] == hole


@pytest.mark.parametrize("layout", LAYOUTS)
def test_same_generator_same_result_and_layout_and_input_untouched(layout):
    images = make_images(64, layout=layout)
    before = images.clone()
    first, again, other = (rand_augment(images, seeded(seed)) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(images, before)
    assert first.dtype == torch.uint8
    assert first.is_contiguous(memory_format=layout)
    assert torch.equal(first, rand_augment(images.contiguous(), seeded(5)))


@pytest.mark.gpu
def test_a_generator_of_the_processor_serves_images_elsewhere():
    images = make_images(256)
    here = rand_augment(images, seeded(5))
    there = rand_augment(images.to("cuda"), seeded(5)).cpu()
    assert (here != there).float().mean() < 0.001  # a turn may round the other way


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_ops": 0}, "n_ops is 0: it must be at least 1"),
        ({"strength": 1.5}, r"strength is 1.5: it must be in \[0, 1\]"),
        ({"strength": float("nan")}, "strength is nan"),
    ],
)
def test_settings_outside_their_range_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        rand_augment(make_images(2), seeded(0), **settings)
