import pytest
import torch

from ltcore.batches import policies
from ltcore.batches.augment import cutout, random_crop, random_flip
from ltcore.batches.contrastive import simclr_view
from ltcore.batches.operations.turns import balanced_turns, rotated
from ltcore.batches.policies import VIEWS, augment_policy, view_policy
from ltcore.batches.rand_augment import rand_augment
from ltcore.registry import UnknownNameError


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


RUNS = ["none", "crop", "crop_flip", "crop_flip_cutout"]


def own(augment, side=32):
    return augment_policy(augment, side) or (lambda images, _: images)


def view(name, augment, images):
    policy = view_policy(name, augment, images.shape[2])
    assert policy is not None
    return policy(images, generator())


@pytest.mark.parametrize("augment", RUNS)
def test_a_plain_view_changes_nothing(augment):
    assert view_policy("plain", augment, 32) is None


@pytest.mark.parametrize("augment", RUNS[1:])
def test_a_weak_view_is_what_the_run_does_anyway(images, augment):
    assert view("weak", augment, images).equal(own(augment)(images, generator()))


def test_a_run_without_changes_has_no_weak_ones():
    assert view_policy("weak", "none", 32) is None


@pytest.mark.parametrize("augment", RUNS)
def test_a_strong_view_is_a_weak_one_and_rand_augment_with_one_cutout(images, augment):
    random = generator()
    weak = own(augment.removesuffix("_cutout"))(images, random)
    assert view("strong", augment, images).equal(rand_augment(weak, random))


@pytest.mark.parametrize("augment", RUNS)
def test_simclr_mirrors_where_the_run_does(images, augment):
    expected = simclr_view(images, generator(), flips="flip" in augment)
    assert view("simclr", augment, images).equal(expected)


@pytest.mark.parametrize("augment", RUNS)
def test_a_rotation_turns_what_the_run_makes_by_balanced_turns(images, augment):
    turns = balanced_turns(6, torch.device("cpu"))
    expected = rotated(own(augment)(images, generator()), turns)
    assert view("rotation", augment, images).equal(expected)


@pytest.mark.parametrize("name", [name for name in VIEWS if name != "plain"])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_every_view_serves_small_grey_images_and_keeps_their_layout(name, layout):
    for shape in ((5, 1, 8, 8), (5, 3, 32, 32)):
        images = torch.randint(1, 256, shape, dtype=torch.uint8, generator=generator())
        changed = view(name, "crop_flip", images.contiguous(memory_format=layout))
        assert changed.shape == images.shape
        assert changed.dtype == torch.uint8
        assert changed.is_contiguous(memory_format=layout)
        assert not changed.equal(images)


def test_other_views_are_refused():
    with pytest.raises(UnknownNameError, match=r"unknown view 'stronk'\. Did you mean 'strong'"):
        view_policy("stronk", "crop", 32)
