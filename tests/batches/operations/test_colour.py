"""Within one grey level of torchvision, whose grey is cut down where ours is rounded."""

import pytest
import torch
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.operations.colour import greyed, hue, saturation

FACTORS = torch.tensor([0.0, 0.1, 0.37, 0.5, 0.9, 1.0, 1.13, 1.5, 1.9])
SHIFTS = torch.tensor([-0.5, -0.31, -0.1, -0.02, 0.0, 0.05, 0.1, 1 / 3, 0.5])


def make_images(shape=(3, 32, 32), n=9):
    generator = torch.Generator().manual_seed(7)
    return torch.randint(256, (n, *shape), generator=generator).to(torch.uint8)


def apart(first, second):
    return (first.int() - second.int()).abs().max().item()


@pytest.mark.parametrize("shape", [(3, 8, 8), (3, 32, 32)])
def test_saturation_is_torchvisions_within_one_level(shape):
    images = make_images(shape)
    pairs = zip(images, FACTORS.tolist(), strict=True)
    expected = torch.stack([reference.adjust_saturation(image, by) for image, by in pairs])
    assert apart(saturation(images, FACTORS), expected) <= 1


@pytest.mark.parametrize("shape", [(3, 8, 8), (3, 32, 32)])
def test_hue_is_torchvisions_within_one_level(shape):
    images = make_images(shape)
    pairs = zip(images, SHIFTS.tolist(), strict=True)
    expected = torch.stack([reference.adjust_hue(image, by) for image, by in pairs])
    assert apart(hue(images, SHIFTS), expected) <= 1


def test_hue_by_nothing_or_by_the_whole_circle_changes_nothing():
    images = make_images()
    assert torch.equal(hue(images, torch.zeros(9)), images)
    assert torch.equal(hue(images, torch.ones(9)), images)


def test_a_third_of_the_circle_passes_each_channel_on():
    images = make_images()
    turned = hue(images, torch.full((9,), 1 / 3))
    assert apart(turned, images[:, [2, 0, 1]]) <= 1


def test_grey_images_stay_as_they_are():
    images = make_images((1, 8, 8))
    assert torch.equal(saturation(images, FACTORS), images)
    assert torch.equal(hue(images, SHIFTS), images)
    assert torch.equal(greyed(images, torch.ones(9, dtype=torch.bool)), images)
    in_three = images.expand(9, 3, 8, 8)
    assert torch.equal(saturation(in_three, FACTORS), in_three)
    assert torch.equal(hue(in_three, SHIFTS), in_three)


def test_the_chosen_lose_their_colours_within_one_level_of_torchvisions():
    images = make_images()
    chosen = torch.arange(9) % 2 == 1
    result = greyed(images, chosen)
    assert torch.equal(result[~chosen], images[~chosen])
    expected = reference.rgb_to_grayscale(images[chosen], num_output_channels=3)
    assert apart(result[chosen], expected) <= 1
    assert torch.equal(result[chosen, 0], result[chosen, 2])
