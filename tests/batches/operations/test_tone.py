"""Brightness, posterise and solarise equal torchvision's bit for bit; contrast is within one grey level."""

import pytest
import torch
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.operations.tone import blended, brightness, contrast, posterised, solarised

SHAPES = [(1, 8, 8), (3, 32, 32), (3, 9, 14)]
FACTORS = torch.tensor([0.0, 0.1, 0.37, 0.5, 0.9, 1.0, 1.13, 1.5, 1.9])


def make_images(shape, n=9):
    generator = torch.Generator().manual_seed(7)
    return torch.randint(256, (n, *shape), generator=generator).to(torch.uint8)


def apart(first, second):
    return (first.int() - second.int()).abs().max().item()


@pytest.mark.parametrize("shape", SHAPES)
def test_brightness_is_torchvisions(shape):
    images = make_images(shape)
    pairs = zip(images, FACTORS.tolist(), strict=True)
    expected = torch.stack([reference.adjust_brightness(image, by) for image, by in pairs])
    assert torch.equal(brightness(images, FACTORS), expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_contrast_is_torchvisions_within_one_level(shape):
    images = make_images(shape)
    pairs = zip(images, FACTORS.tolist(), strict=True)
    expected = torch.stack([reference.adjust_contrast(image, by) for image, by in pairs])
    assert apart(contrast(images, FACTORS), expected) <= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_posterising_is_torchvisions(shape):
    images, bits = make_images(shape), torch.arange(9)
    pairs = zip(images, bits.tolist(), strict=True)
    expected = torch.stack([reference.posterize(image, by) for image, by in pairs])
    assert torch.equal(posterised(images, bits), expected)
    assert torch.equal(posterised(images, bits.float()), expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_solarising_is_torchvisions_below_the_threshold_that_no_value_reaches(shape):
    images = make_images(shape)
    thresholds = torch.tensor([0.0, 1.0, 17.0, 100.0, 127.5, 128.0, 200.0, 254.0, 255.0])
    pairs = zip(images, thresholds.tolist(), strict=True)
    expected = torch.stack([reference.solarize(image, by) for image, by in pairs])
    assert torch.equal(solarised(images, thresholds), expected)
    assert torch.equal(solarised(images, torch.full((9,), 256.0)), images)


def test_a_blend_of_equals_is_no_change():
    images = make_images((3, 8, 8))
    for factor in torch.linspace(0, 2, 41):
        assert torch.equal(blended(images.float(), images, factor.expand(9)), images)


def test_contrast_by_hand():
    images = torch.tensor([0, 50, 100, 250], dtype=torch.uint8).view(1, 1, 2, 2)  # the mean is 100
    result = contrast(images, torch.tensor([0.5]))
    assert result.flatten().tolist() == [50, 75, 100, 175]
