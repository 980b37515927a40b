import numpy as np
import pytest
import torch
from PIL import Image, ImageOps
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.operations.histogram import autocontrasted, equalised


def make_images(shape, low=0, high=256, n=20):
    generator = torch.Generator().manual_seed(7)
    return torch.randint(low, high, (n, *shape), generator=generator).to(torch.uint8)


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 32, 32), (3, 9, 14)])
@pytest.mark.parametrize(("low", "high"), [(0, 256), (40, 120), (200, 203)])
def test_autocontrast_is_torchvisions_within_one_level(shape, low, high):
    images = make_images(shape, low, high)
    expected = reference.autocontrast(images)
    assert (autocontrasted(images).int() - expected.int()).abs().max() <= 1


def test_autocontrast_reaches_both_ends():
    stretched = autocontrasted(make_images((3, 32, 32), 40, 120))
    assert torch.equal(stretched.amin((2, 3)), torch.zeros(20, 3, dtype=torch.uint8))
    assert torch.equal(stretched.amax((2, 3)), torch.full((20, 3), 255, dtype=torch.uint8))


@pytest.mark.parametrize("shape", [(1, 24, 24), (3, 32, 32), (3, 40, 21)])
@pytest.mark.parametrize(("low", "high"), [(0, 256), (40, 120), (100, 102)])
def test_equalise_is_torchvisions_and_pillows_where_levels_have_pixels(shape, low, high):
    images = make_images(shape, low, high)
    result = equalised(images)
    below_top = (images < images.amax((2, 3), keepdim=True)).sum((2, 3))
    usable = below_top >= 255
    assert usable.any()
    assert torch.equal(result[usable], reference.equalize(images)[usable])
    pillow = np.asarray(ImageOps.equalize(Image.fromarray(images[0, 0].numpy())))
    if usable[0, 0]:
        assert np.array_equal(result[0, 0].numpy(), pillow)


def test_equalise_of_small_images_counts_the_smaller_pixels():
    """torchvision leaves them: 64 pixels are fewer than 255 levels."""
    images = make_images((1, 8, 8))
    assert torch.equal(reference.equalize(images), images)
    for image, result in zip(images.numpy(), equalised(images).numpy(), strict=True):
        smaller = (image.reshape(-1, 1) > image.reshape(1, -1)).sum(axis=1)
        expected = np.floor(255 * smaller / smaller.max() + 0.5)
        assert np.array_equal(result.reshape(-1), expected)


@pytest.mark.parametrize("side", [8, 32])
@pytest.mark.parametrize("value", [0, 100, 255])
def test_images_of_one_value_stay_as_they_are(side, value):
    images = torch.full((2, 1, side, side), value, dtype=torch.uint8)
    assert torch.equal(autocontrasted(images), images)
    assert torch.equal(equalised(images), images)


def test_each_channel_of_each_image_has_its_own_table():
    images = make_images((3, 32, 32), 40, 120)
    together = equalised(images)
    for number, image in enumerate(images):
        for channel in range(3):
            alone = equalised(image[None, channel, None])[0, 0]
            assert torch.equal(together[number, channel], alone)
