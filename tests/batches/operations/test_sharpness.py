import pytest
import torch
from torchvision.transforms.v2 import functional as reference

from ltcore.batches.operations.sharpness import sharpness

FACTORS = torch.tensor([0.0, 0.1, 0.37, 0.5, 0.9, 1.0, 1.13, 1.5, 1.9])


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 32, 32), (3, 9, 14), (3, 3, 3), (1, 2, 8)])
def test_it_is_torchvisions_within_one_level(shape):
    generator = torch.Generator().manual_seed(7)
    images = torch.randint(256, (9, *shape), generator=generator).to(torch.uint8)
    pairs = zip(images, FACTORS.tolist(), strict=True)
    expected = torch.stack([reference.adjust_sharpness(image, by) for image, by in pairs])
    result = sharpness(images, FACTORS)
    assert (result.int() - expected.int()).abs().max() <= 1
    assert torch.equal(result[5], images[5])


def test_the_smooth_image_is_torchvisions_exactly():
    generator = torch.Generator().manual_seed(1)
    images = torch.randint(256, (20, 3, 16, 16), generator=generator).to(torch.uint8)
    expected = torch.stack([reference.adjust_sharpness(image, 0.0) for image in images])
    assert torch.equal(sharpness(images, torch.zeros(20)), expected)
