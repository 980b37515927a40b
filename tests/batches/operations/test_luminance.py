import numpy as np
import pytest
import torch
from PIL import Image

from ltcore.batches.operations.luminance import luminance


def test_it_is_pillows_grey():
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(256, (4, 3, 32, 32), generator=generator).to(torch.uint8)
    expected = [
        np.asarray(Image.fromarray(image.permute(1, 2, 0).numpy()).convert("L")) for image in images
    ]
    assert np.array_equal(luminance(images)[:, 0].numpy(), np.stack(expected))


def test_grey_pixels_keep_their_value():
    values = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(luminance(values.view(1, 1, 16, 16)).flatten(), values.float())
    assert torch.equal(
        luminance(values.view(1, 1, 16, 16).expand(1, 3, 16, 16)).flatten(), values.float()
    )


@pytest.mark.parametrize("channels", [2, 4])
def test_other_numbers_of_channels_are_refused(channels):
    images = torch.zeros(1, channels, 4, 4, dtype=torch.uint8)
    with pytest.raises(
        ValueError, match=f"images have {channels} channels: changes of colour need 1"
    ):
        luminance(images)
