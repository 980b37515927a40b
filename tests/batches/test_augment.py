from functools import partial

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.transforms import functional as reference

from ltcore.batches.augment import cutout, normalise, random_crop, random_flip

LAYOUTS = [torch.contiguous_format, torch.channels_last]


def make_images(n: int, side: int = 8, layout: torch.memory_format = torch.contiguous_format):
    generator = torch.Generator().manual_seed(7)
    pixels = torch.randint(1, 256, (n, 3, side, side), generator=generator)
    return pixels.to(torch.uint8).contiguous(memory_format=layout)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_crop_is_a_torchvision_crop_of_the_padded_image(layout):
    images = make_images(40, layout=layout)
    cropped = random_crop(images, 2, seeded(0))
    shifts = torch.randint(5, (2, 40), generator=seeded(0))
    for image, result, top, left in zip(images, cropped, *shifts.tolist(), strict=True):
        expected = reference.crop(reference.pad(image, 2), top, left, 8, 8)
        assert torch.equal(result, expected)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_flip_is_a_torchvision_flip_or_nothing(layout):
    images = make_images(40, layout=layout)
    result = random_flip(images, seeded(0))
    mirrored = torch.stack([reference.hflip(image) for image in images])
    changed = (result == mirrored).flatten(1).all(dim=1)
    kept = (result == images).flatten(1).all(dim=1)
    assert (changed ^ kept).all()
    assert changed.any()
    assert kept.any()


def test_every_shift_is_equally_likely():
    spot = torch.zeros(1, 1, 5, 5, dtype=torch.uint8)
    spot[..., 2, 2] = 1
    cropped = random_crop(spot.expand(45_000, 1, 5, 5), 1, seeded(1))
    seen = cropped.float().mean(dim=0)[0]
    torch.testing.assert_close(seen[1:4, 1:4], torch.full((3, 3), 1 / 9), atol=0.006, rtol=0)
    assert seen.sum().item() == pytest.approx(1)


def test_zeros_move_in():
    cropped = random_crop(make_images(200), 4, seeded(0))
    assert (cropped == 0).flatten(1).any(dim=1).float().mean() > 0.9
    assert torch.equal(random_crop(make_images(3), 0, seeded(0)), make_images(3))


def test_half_of_the_images_flip():
    images = torch.tensor([0, 1], dtype=torch.uint8).expand(20_000, 1, 1, 2)
    share = random_flip(images, seeded(2))[:, 0, 0, 0].float().mean().item()
    assert share == pytest.approx(0.5, abs=0.02)


def test_flipping_twice_alike_changes_nothing():
    images = make_images(30)
    assert torch.equal(random_flip(random_flip(images, seeded(3)), seeded(3)), images)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "change", [partial(random_crop, padding=2), random_flip, partial(cutout, size=4)]
)
def test_same_generator_same_result_and_layout_and_input_untouched(change, layout):
    images = make_images(16, layout=layout)
    before = images.clone()
    first, again, other = (change(images, generator=seeded(seed)) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(images, before)
    assert first.dtype == torch.uint8
    assert first.shape == images.shape
    assert first.is_contiguous(memory_format=layout)
    plain = change(images.contiguous(), generator=seeded(5))
    assert torch.equal(first, plain)


@pytest.mark.parametrize("size", [1, 3, 4])
def test_cutout_hides_one_square(size):
    images = make_images(300, side=10)
    hidden = cutout(images, size, seeded(0)) == 0
    assert torch.equal(hidden[:, 0], hidden[:, 1])
    rows = hidden[:, 0].any(dim=2).sum(dim=1)
    columns = hidden[:, 0].any(dim=1).sum(dim=1)
    assert torch.equal(hidden[:, 0].sum(dim=(1, 2)), rows * columns)
    assert rows.max() == columns.max() == size
    assert rows.min() >= (size + 1) // 2
    inside = hidden[:, 0].float().mean(dim=0)[5, 5].item()
    assert inside == pytest.approx(size**2 / 100, abs=0.07)


def test_cutout_keeps_everything_else():
    images = make_images(50)
    result = cutout(images, 4, seeded(1))
    assert torch.equal(result[result != 0], images[result != 0])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_normalise_equals_to_tensor_and_normalize(layout):
    images = make_images(5, layout=layout)
    mean, std = [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]
    expected = torch.stack(
        [
            reference.normalize(
                reference.to_tensor(Image.fromarray(np.asarray(image.permute(1, 2, 0)))), mean, std
            )
            for image in images
        ]
    )
    result = normalise(images, torch.tensor(mean), torch.tensor(std))
    torch.testing.assert_close(result, expected, atol=1e-5, rtol=1e-6)
    assert result.dtype == torch.float32
    assert result.is_contiguous(memory_format=layout)
