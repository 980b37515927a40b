"""The images of a run: the ones that its ids name, and the first of each class."""

import numpy as np
import pytest
from PIL import Image

from ltcore.data import DataError, build, class_samples, split_images, thumbnails


def images_of(*arguments, **options):
    found = split_images(*arguments, **options)
    assert found is not None
    return found


def samples_of(*arguments, **options):
    found = class_samples(*arguments, **options)
    assert found is not None
    return found


@pytest.fixture
def digits(configured):
    return configured("digits", profile="exponential", val_per_class=5, test_per_class=10)


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_the_ids_of_one_pool_give_the_images_that_the_run_saw(digits, store, split):
    examples = getattr(build(digits, store=store), split)
    chosen = examples.rows[[7, 0, 3]]
    images = images_of(digits, split, chosen, store=store)
    assert images.shape == (3, 8, 8, 1)
    assert np.array_equal(images, examples.take(np.array([7, 0, 3])))


@pytest.mark.parametrize("val_per_class", [0, 1])
def test_the_splits_of_a_source_are_told_apart(configured, store, image_tree, val_per_class):
    root = image_tree({f"{split}/{name}": 3 for split in ("train", "val", "test") for name in "ab"})
    config = configured("image_folder", {"root": str(root)}, val_per_class=val_per_class)
    data = build(config, store=store)
    for split in ("train", "test", *(["val"] if val_per_class else [])):
        examples = getattr(data, split)
        found = images_of(config, split, examples.rows, store=store)
        assert np.array_equal(found, examples.inputs())


def test_no_ids_give_no_images(digits, store):
    assert images_of(digits, "test", np.zeros(0, np.int64), store=store).shape == (0, 8, 8, 1)


@pytest.mark.parametrize("row", [-1, 1797])
def test_an_id_that_the_source_does_not_have_is_named(digits, store, row):
    with pytest.raises(DataError, match=rf"no image {row}: the source has images 0 to 1796"):
        split_images(digits, "test", np.array([0, row]), store=store)


def test_samples_are_training_images_of_their_class(digits, store):
    data = build(digits, store=store)
    samples = samples_of(digits, 6, store=store)
    assert [len(images) for images in samples] == np.minimum(data.task.class_counts, 6).tolist()
    for label, images in enumerate(samples):
        own = data.train.inputs()[data.train.labels == label]
        assert all((own == image).all(axis=(1, 2, 3)).any() for image in images)


def test_a_larger_ratio_shows_the_first_of_the_same_images(digits, store):
    few = samples_of(digits, 6, store=store)
    all_six = samples_of(digits.model_copy(update={"ratio": 1.0}), 6, store=store)
    for some, more in zip(few, all_six, strict=True):
        assert len(more) == 6
        assert np.array_equal(some, more[: len(some)])


def test_features_have_no_pictures(configured, store):
    config = configured("gaussians")
    assert class_samples(config, 3, store=store) is None
    assert split_images(config, "test", np.arange(3), store=store) is None
    assert not store.exists()


def test_a_users_images_are_not_prepared_by_looking_at_them(configured, store, image_tree):
    config = configured("image_folder", {"root": str(image_tree({"train/a": 3, "train/b": 2}))})
    for ask in (
        lambda: class_samples(config, 2, store=store),
        lambda: split_images(config, "train", np.arange(2), store=store),
    ):
        with pytest.raises(DataError, match="ltlab datasets prepare image_folder"):
            ask()


def test_large_images_come_shrunk(configured, store, tmp_path):
    for name, level in (("a", 10), ("b", 200)):
        (tmp_path / "images" / name).mkdir(parents=True)
        for number in range(3):
            image = Image.fromarray(np.full((96, 96, 3), level, np.uint8))
            image.save(tmp_path / "images" / name / f"{number}.png")
    options = {"root": str(tmp_path / "images"), "image_size": 96}
    config = configured("image_folder", options)
    build(config, store=store)
    first, second = samples_of(config, 2, store=store)
    assert first.shape == second.shape == (2, 32, 32, 3)
    assert (first.min(), first.max(), second.min(), second.max()) == (10, 10, 200, 200)
    assert images_of(config, "train", np.arange(4), side=24, store=store).shape == (4, 24, 24, 3)


def test_thumbnails_average_whole_blocks():
    image = np.zeros((1, 64, 64, 1), np.uint8)
    image[0, :2, :2, 0] = [[10, 20], [30, 41]]
    small = thumbnails(image)
    assert small.shape == (1, 32, 32, 1)
    assert small[0, 0, 0, 0] == 25  # 25.25
    assert small[0, 1:].max() == 0


@pytest.mark.parametrize(
    ("shape", "small"),
    [
        ((8, 8), (8, 8)),
        ((32, 32), (32, 32)),
        ((33, 33), (16, 16)),
        ((64, 32), (32, 16)),
        ((224, 224), (32, 32)),
        ((100, 2), (25, 1)),
    ],
)
def test_sizes_of_thumbnails(shape, small):
    images = np.full((2, *shape, 3), 200, np.uint8)
    assert thumbnails(images).shape == (2, *small, 3)
    assert (thumbnails(images) == 200).all()


def test_the_mean_of_a_block_is_rounded_to_the_nearest():
    image = np.array([[0, 0, 8, 9], [0, 3, 9, 9]], np.uint8)[None, :, :, None]
    assert thumbnails(image, side=2).ravel().tolist() == [1, 9]
