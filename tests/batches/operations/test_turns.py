import pytest
import torch

from ltcore.batches.operations.turns import balanced_turns, rotated

TURNS = torch.tensor([0, 1, 2, 3, 3, 2, 1, 0])


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 32, 32), (2, 7, 7)])
@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_each_image_turns_as_rot90_turns_it(shape, dtype, layout):
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(256, (8, *shape), generator=generator).to(dtype)
    images = images.contiguous(memory_format=layout)
    before = images.clone()
    result = rotated(images, TURNS)
    pairs = zip(images, TURNS.tolist(), strict=True)
    assert torch.equal(
        result, torch.stack([torch.rot90(image, turns, (1, 2)) for image, turns in pairs])
    )
    assert torch.equal(images, before)
    assert result.is_contiguous(memory_format=layout)


def test_turns_add_up_and_four_are_none():
    images = torch.arange(32).view(2, 1, 4, 4)
    turns = torch.tensor([1, 3])
    assert torch.equal(rotated(rotated(images, turns), turns), rotated(images, 2 * turns))
    assert torch.equal(rotated(images, torch.tensor([4, -4])), images)


def test_images_that_are_not_square_are_refused():
    with pytest.raises(ValueError, match="8 x 6 pixels: only square ones"):
        rotated(torch.zeros(2, 1, 8, 6), torch.tensor([0, 1]))


def test_every_image_needs_a_number():
    with pytest.raises(ValueError, match=r"shape \(3,\): give one number for each of the 2 images"):
        rotated(torch.zeros(2, 1, 8, 8), torch.tensor([0, 1, 2]))


def test_balanced_turns_are_equally_frequent():
    turns = balanced_turns(102, torch.device("cpu"))
    assert turns.dtype == torch.int64
    assert turns.bincount().tolist() == [26, 26, 25, 25]
