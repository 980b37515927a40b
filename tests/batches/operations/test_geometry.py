"""Against torchvision's affine maps, image by image, with the same numbers.

Both take the nearest pixel, so results are equal bit for bit, except where the point that a pixel comes from lies
within a hair of the line between two pixels.
"""

import math

import pytest
import torch
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.operations.geometry import (
    resampled,
    sheared_x,
    sheared_y,
    shifted_x,
    shifted_y,
    turned,
)

HAIR = 1e-3
SHAPES = [(1, 8, 8), (3, 32, 32), (3, 9, 14)]


def make_images(n, shape):
    generator = torch.Generator().manual_seed(7)
    return torch.randint(1, 256, (n, *shape), generator=generator).to(torch.uint8)


def amounts(n, largest):
    return (torch.rand(n, generator=torch.Generator().manual_seed(3)) * 2 - 1) * largest


def in_degrees(shear):
    return math.degrees(math.atan(shear))


def affine(image, *, shear=(0.0, 0.0), translate=(0, 0), center=None):
    return reference.affine(image, 0.0, list(translate), 1.0, list(shear), center=center)


def certain(maps, shape):
    """Return where the point that a pixel comes from is not between two pixels, bool (B, 1, H, W)."""
    _, height, width = shape
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    here = torch.stack([x + 0.5, y + 0.5, torch.ones(height, width)]).double()
    points = torch.einsum("bij,jhw->bihw", maps.double(), here)
    return ((points - points.round()).abs() > HAIR).all(dim=1, keepdim=True)


def compare(images, maps, expected):
    result = resampled(images, maps)
    sure = certain(maps, images.shape[1:]).expand_as(images)
    assert sure.float().mean() > 0.95
    assert torch.equal(result[sure], torch.stack(expected)[sure])
    assert result.dtype == torch.uint8


@pytest.mark.parametrize("shape", SHAPES)
def test_shears_are_those_about_the_upper_left_corner(shape):
    images, shears = make_images(40, shape), amounts(40, 0.3)
    pairs = list(zip(images, shears.tolist(), strict=True))
    across = [affine(image, shear=(in_degrees(by), 0.0), center=[0, 0]) for image, by in pairs]
    compare(images, sheared_x(shears), across)
    down = [affine(image, shear=(0.0, in_degrees(by)), center=[0, 0]) for image, by in pairs]
    compare(images, sheared_y(shears), down)


@pytest.mark.parametrize("shape", SHAPES)
def test_shifts_by_whole_pixels_are_exact(shape):
    images, pixels = make_images(40, shape), amounts(40, 5).round()
    pairs = list(zip(images, pixels.tolist(), strict=True))
    right = [affine(image, translate=(int(by), 0)) for image, by in pairs]
    assert torch.equal(resampled(images, shifted_x(pixels)), torch.stack(right))
    down = [affine(image, translate=(0, int(by))) for image, by in pairs]
    assert torch.equal(resampled(images, shifted_y(pixels)), torch.stack(down))


@pytest.mark.parametrize("shape", SHAPES)
def test_turns_are_anticlockwise_about_the_centre(shape):
    images, degrees = make_images(40, shape), amounts(40, 30)
    expected = [
        reference.rotate(image, by) for image, by in zip(images, degrees.tolist(), strict=True)
    ]
    compare(images, turned(degrees, *shape[1:]), expected)


def test_a_right_angle_is_an_exact_quarter_turn():
    images = make_images(3, (3, 8, 8))
    result = resampled(images, turned(torch.full((3,), 90.0), 8, 8))
    assert torch.equal(result, torch.rot90(images, 1, (2, 3)))


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_moves_by_nothing(shape):
    images, zero = make_images(5, shape), torch.zeros(5)
    makers = (sheared_x, sheared_y, shifted_x, shifted_y)
    for maps in (*(make(zero) for make in makers), turned(zero, *shape[1:])):
        assert torch.equal(resampled(images, maps), images)


def test_zeros_come_in_and_images_far_away_are_black():
    images = make_images(2, (1, 8, 8))
    assert torch.equal(
        resampled(images, shifted_x(torch.tensor([100.0, -100.0]))), torch.zeros_like(images)
    )
    moved = resampled(images, shifted_y(torch.tensor([2.0, 0.0])))
    assert moved[0, :, :2].sum() == 0
    assert torch.equal(moved[0, :, 2:], images[0, :, :6])


def test_no_images_are_no_error():
    nothing = torch.zeros(0, 3, 8, 8, dtype=torch.uint8)
    assert resampled(nothing, shifted_x(torch.zeros(0))).shape == nothing.shape
