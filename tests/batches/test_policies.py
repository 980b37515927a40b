import pytest
import torch

from ltcore.batches import policies
from ltcore.batches.augment import cutout, random_crop, random_flip
from ltcore.batches.policies import augment_policy


def generator():
    return torch.Generator().manual_seed(3)


@pytest.fixture
def images():
    return torch.randint(1, 256, (6, 3, 32, 32), dtype=torch.uint8, generator=generator())


def test_none_changes_nothing():
    assert augment_policy("none", 32) is None


@pytest.mark.parametrize("name", ["crop", "crop_flip", "crop_flip_cutout"])
def test_a_policy_is_its_steps_from_one_generator(images, name):
    policy = augment_policy(name, 32)
    assert policy is not None
    random = generator()
    expected = random_crop(images, 4, random)
    if "flip" in name:
        expected = random_flip(expected, random)
    if "cutout" in name:
        expected = cutout(expected, 16, random)
    changed = policy(images, generator())
    assert changed.equal(expected)
    assert changed.equal(policy(images, generator()))
    assert not changed.equal(policy(images, torch.Generator().manual_seed(4)))


@pytest.mark.parametrize(
    ("side", "padding", "hole"), [(8, 1, 4), (32, 4, 16), (224, 28, 112), (4, 1, 2)]
)
def test_changes_grow_with_the_image(monkeypatch, side, padding, hole):
    seen = {}

    def crop(images, padding, _):
        seen["padding"] = padding
        return images

    def cut(images, size, _):
        seen["size"] = size
        return images

    monkeypatch.setattr(policies, "random_crop", crop)
    monkeypatch.setattr(policies, "cutout", cut)
    policy = augment_policy("crop_flip_cutout", side)
    assert policy is not None
    policy(torch.zeros(1, 1, side, side, dtype=torch.uint8), generator())
    assert seen == {"padding": padding, "size": hole}
