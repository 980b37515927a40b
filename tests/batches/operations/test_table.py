import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.transforms import v2

from ltcore.batches.operations.table import MAPS, OPERATIONS, apply_operations

SIGNED = OPERATIONS[1:10]
LEVELS = st.integers(0, 100).map(lambda percent: percent / 100)


def smooth_images(n, channels, side, seed=0):
    """Return images without edges: the further such a picture moves, the more of it changes."""
    coarse = torch.rand(n, channels, 3, 3, generator=torch.Generator().manual_seed(seed))
    fine = F.interpolate(coarse, (side, side), mode="bicubic", align_corners=True)
    return (40 + 180 * fine).clamp(0, 255).to(torch.uint8)


def rough_images(n, channels, side, seed=0):
    shape, generator = (n, channels, side, side), torch.Generator().manual_seed(seed)
    return torch.randint(256, shape, generator=generator).to(torch.uint8)


def images_for(name, *size):
    return smooth_images(*size) if name in MAPS else rough_images(*size)


def apply(name, images, level):
    kinds = torch.full((1, len(images)), OPERATIONS.index(name))
    return apply_operations(images, kinds, torch.full((1, len(images)), float(level)))


def mean_change(name, images, level):
    return (apply(name, images, level).float() - images.float()).abs().mean().item()


def test_the_names_are_those_of_torchvisions_table():
    theirs = {name.lower() for name in v2.RandAugment._AUGMENTATION_SPACE}
    spelled = {"colour": "color", "posterise": "posterize", "solarise": "solarize"}
    ours = {spelled.get(name, name).replace("_", "") for name in OPERATIONS}
    assert {name.replace("equalise", "equalize") for name in ours} == theirs
    assert len(OPERATIONS) == 14


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 32)])
@pytest.mark.parametrize("kind", ["white", "black", "rough", "smooth"])
def test_level_0_changes_nothing(name, channels, side, kind):
    shape = (6, channels, side, side)
    images = {
        "white": torch.full(shape, 255, dtype=torch.uint8),
        "black": torch.zeros(shape, dtype=torch.uint8),
        "rough": rough_images(6, channels, side),
        "smooth": smooth_images(6, channels, side),
    }[kind]
    assert torch.equal(apply(name, images, 0.0), images)
    assert torch.equal(apply(name, images, -0.0), images)


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 32)])
@settings(max_examples=150)
@given(
    name=st.sampled_from(OPERATIONS),
    levels=st.tuples(LEVELS, LEVELS).map(sorted),
    sign=st.sampled_from([-1, 1]),
    seed=st.integers(0, 5),
)
def test_the_mean_change_never_falls_as_the_level_rises(channels, side, name, levels, sign, seed):
    images = images_for(name, 64, channels, side, seed)
    low, high = (mean_change(name, images, sign * level) for level in levels)
    assert low <= high + 1e-6


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 32)])
@pytest.mark.parametrize("name", OPERATIONS[1:])
def test_every_operation_changes_something_at_half_and_more_at_full_level(name, channels, side):
    images = images_for(name, 64, channels, side)
    if name == "colour" and channels == 1:
        assert mean_change(name, images, 1.0) == 0
        return
    for sign in (-1, 1):
        assert 0 < mean_change(name, images, sign * 0.5) < mean_change(name, images, sign)


@pytest.mark.parametrize("name", OPERATIONS[1:])
def test_operations_with_two_directions_take_the_sign_and_others_do_not(name):
    images = smooth_images(8, 3, 32)
    same = torch.equal(apply(name, images, 0.7), apply(name, images, -0.7))
    assert same == (name not in SIGNED)


def test_a_batch_of_all_operations_is_each_image_alone():
    generator = torch.Generator().manual_seed(1)
    images = rough_images(42, 3, 32)
    kinds = torch.stack([torch.arange(42) % 14, torch.randint(14, (42,), generator=generator)])
    levels = 2 * torch.rand(2, 42, generator=generator) - 1
    together = apply_operations(images, kinds, levels)
    for number in range(42):
        one = slice(number, number + 1)
        assert torch.equal(
            together[one], apply_operations(images[one], kinds[:, one], levels[:, one])
        )


def test_images_that_are_already_normalised_are_refused():
    with pytest.raises(ValueError, match="images are float32: operations need uint8 images"):
        apply_operations(torch.zeros(2, 3, 8, 8), torch.zeros(1, 2).long(), torch.zeros(1, 2))
