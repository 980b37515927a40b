import functools
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from ltcore.batches.loader import build_loader, feature_loader
from ltcore.batches.pool import ResidentPool, StreamedPool
from ltcore.config import TrainConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.seeding import augmentation_generators
from ltcore.samplers import PermutationStream
from ltcore.types import Task

CPU = torch.device("cpu")


def a_data_set(inputs, n_classes=3):
    labels = np.arange(len(inputs)) % n_classes
    half = len(inputs) // 2
    rows = np.arange(len(inputs))
    names = tuple("abc"[:n_classes])
    channels = inputs.shape[-1]
    return LongTailData(
        task=Task("toy", names, np.bincount(labels[:half], minlength=n_classes), inputs.shape[1:]),
        train=Examples(inputs, rows[:half], labels[:half]),
        val=None,
        test=Examples(inputs, rows[half:], labels[half:]),
        mean=np.linspace(0.2, 0.4, channels).astype(np.float32),
        std=np.linspace(0.5, 0.7, channels).astype(np.float32),
        checksum="",
    )


@pytest.fixture
def images():
    return a_data_set(np.random.default_rng(0).integers(0, 256, (40, 8, 8, 3), np.uint8))


@pytest.fixture
def features():
    return a_data_set(np.random.default_rng(0).normal(size=(40, 5)).astype(np.float32))


def loader_of(data, **settings):
    return build_loader(data, data.train, CPU, TrainConfig(**settings))


def train(loader, steps=range(4), views=("weak",), seed=0):
    stream = PermutationStream(20, 6, key=(0, 0))
    generators = augmentation_generators(seed, 0, 0, CPU)
    return dict(loader.training(stream, steps, generators, views)), stream


@pytest.mark.parametrize("budget", [0, 2048])
def test_evaluation_goes_once_through_the_split_unchanged(images, budget):
    loader = loader_of(images, memory_budget_mb=budget, augment="crop_flip_cutout")
    batches = list(loader.evaluation(8))
    assert [len(batch.labels) for batch in batches] == [8, 8, 4]
    assert torch.cat([batch.index for batch in batches]).tolist() == list(range(20))
    assert torch.cat([batch.labels for batch in batches]).tolist() == images.train.labels.tolist()
    views = torch.cat([batch.views[0] for batch in batches]).numpy()
    expected = (images.train.inputs() / 255 - images.mean) / images.std
    assert views.dtype == np.float32
    assert np.allclose(views, expected.transpose(0, 3, 1, 2), atol=1e-6)


def test_features_are_standardised_and_never_augmented(features):
    loader = loader_of(features, augment="crop_flip")
    assert loader.augment == "none"
    batches, stream = train(loader)
    for step, batch in batches.items():
        expected = (features.train.inputs()[stream(step)] - features.mean) / features.std
        assert np.allclose(batch.views[0], expected, atol=1e-6)
        assert batch.labels.tolist() == features.train.labels[stream(step)].tolist()


def test_views_are_as_many_as_asked_for_and_differ(images):
    batches, _ = train(loader_of(images, augment="crop_flip"), views=("weak", "weak"))
    for batch in batches.values():
        assert len(batch.views) == 2
        assert batch.views[0].shape == batch.views[1].shape == (6, 3, 8, 8)
        assert not batch.views[0].equal(batch.views[1])


def test_augmentation_of_a_step_does_not_depend_on_where_training_began(images):
    loader = loader_of(images, augment="crop_flip")
    whole, _ = train(loader)
    late, _ = train(loader, steps=range(2, 4))
    for step, batch in late.items():
        assert batch.views[0].equal(whole[step].views[0])
    other, _ = train(loader, seed=1)
    assert not other[0].views[0].equal(whole[0].views[0])


@pytest.mark.parametrize(
    ("budget", "kind"), [(0, StreamedPool), (1, StreamedPool), (2, ResidentPool)]
)
def test_the_budget_decides_where_the_examples_lie(budget, kind):
    """20 training images of 256 x 256 take 1.25 MiB."""
    data = a_data_set(np.zeros((40, 256, 256, 1), np.uint8))
    assert isinstance(loader_of(data, memory_budget_mb=budget).pool, kind)


def test_streaming_gives_the_same_batches(images):
    resident, _ = train(loader_of(images, augment="crop_flip_cutout"))
    streamed, _ = train(loader_of(images, augment="crop_flip_cutout", memory_budget_mb=0))
    for step, batch in resident.items():
        assert batch.views[0].equal(streamed[step].views[0])
        assert batch.index.equal(streamed[step].index)


def test_spawned_readers_give_the_same_batches(images, tmp_path, monkeypatch):
    """Elsewhere than on Linux reading processes are spawned, and are sent everything pickled."""
    np.save(tmp_path / "pool.npy", images.train.pool)
    pool = np.load(tmp_path / "pool.npy", mmap_mode="r")
    on_disk = replace(images, train=replace(images.train, pool=pool))
    spawning = functools.partial(DataLoader, multiprocessing_context="spawn")
    monkeypatch.setattr("ltcore.batches.pool.DataLoader", spawning)
    resident = loader_of(images, augment="crop_flip")
    streamed = loader_of(on_disk, augment="crop_flip", memory_budget_mb=0, workers=1)
    assert isinstance(streamed.pool, StreamedPool)
    for mine, theirs in zip(resident.evaluation(8), streamed.evaluation(8), strict=True):
        assert mine.index.equal(theirs.index)
        assert mine.views[0].equal(theirs.views[0])
    expected, _ = train(resident)
    read, _ = train(streamed)
    for step, batch in expected.items():
        assert batch.views[0].equal(read[step].views[0])


def test_features_stay_as_they_are():
    features = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    loader = feature_loader(
        Examples(features, np.arange(4), np.array([0, 1, 1, 0])), torch.device("cpu")
    )
    (batch,) = loader.evaluation(4)
    assert np.array_equal(batch.views[0].numpy(), features)
    assert batch.labels.tolist() == [0, 1, 1, 0]
    assert len(loader) == 4


@pytest.mark.parametrize("view", ["bcl_i", "bcl_d"])
def test_strengths_steer_the_views_that_know_them(images, view):
    loader = loader_of(images, augment="crop")
    stream = PermutationStream(20, 6, key=(0, 0))

    def drawn(strengths):
        generators = augmentation_generators(0, 0, 0, CPU)
        return dict(loader.training(stream, range(2), generators, (view, "plain"), strengths))

    plain = drawn(lambda index: torch.zeros(len(index)))
    again = drawn(lambda index: torch.zeros(len(index)))
    odd = drawn(lambda index: (index % 2).float())
    for step, batch in odd.items():
        changed = (batch.views[0] != plain[step].views[0]).flatten(1).any(1)
        assert again[step].views[0].equal(plain[step].views[0])
        assert not changed[batch.index % 2 == 0].any()
        assert changed[batch.index % 2 == 1].any()
        assert batch.views[1].equal(plain[step].views[1])
    with pytest.raises(ValueError, match=f"view {view} needs the strength of each example"):
        drawn(lambda _: None)


def test_strengths_are_asked_for_when_the_steps_before_are_done(images):
    asked = []
    loader = loader_of(images)
    batches = loader.training(
        PermutationStream(20, 6, key=(0, 0)),
        range(3),
        augmentation_generators(0, 0, 0, CPU),
        ("plain",),
        lambda index: asked.append(index.tolist()),
    )
    for done, (_, batch) in enumerate(batches, start=1):
        assert len(asked) == done
        assert asked[-1] == batch.index.tolist()
