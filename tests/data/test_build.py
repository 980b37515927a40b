"""build(): splits, profiles, nesting, and what the engine relies on."""

import numpy as np
import pytest

from ltcore.config.data import DataConfig
from ltcore.data import DataError, build, class_samples


def configured(**settings):
    return DataConfig.model_validate(settings)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


def test_digits_at_ratio_100(store):
    data = build(configured(name="digits", ratio=100), store=store)
    assert data.task.input_shape == (8, 8, 1)
    assert data.train.pool.dtype == np.uint8
    # the smallest class has 174 digits; 50 test and 20 validation leave 104
    assert data.task.class_counts.tolist() == [104, 62, 37, 22, 13, 8, 4, 2, 1, 1]
    assert np.bincount(data.train.labels).tolist() == data.task.class_counts.tolist()
    assert data.val is not None
    assert np.bincount(data.val.labels).tolist() == [20] * 10
    assert np.bincount(data.test.labels).tolist() == [50] * 10
    assert data.realised_ratio == 104


def test_no_example_serves_twice(store):
    data = build(configured(name="digits", ratio=1), store=store)
    assert data.val is not None
    parts = [set(part.rows.tolist()) for part in (data.train, data.val, data.test)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_a_larger_ratio_takes_a_subset(store):
    rows = [
        set(build(configured(name="digits", ratio=ratio), store=store).train.rows.tolist())
        for ratio in (1, 10, 100)
    ]
    assert rows[2] < rows[1] < rows[0]


def test_the_subset_seed_alone_decides(store):
    first, again, other = (
        build(configured(name="digits", subset_seed=seed), store=store) for seed in (0, 0, 1)
    )
    assert np.array_equal(first.train.rows, again.train.rows)
    assert not np.array_equal(first.train.rows, other.train.rows)


def test_inputs_and_labels_go_together(store):
    data = build(configured(name="digits"), store=store)
    inputs = data.train.inputs()
    assert inputs.shape == (len(data.train), 8, 8, 1)
    assert np.array_equal(inputs[[3, 0]], data.train.take(np.array([3, 0])))


def test_a_shuffled_order_permutes_the_same_counts(store):
    plain = build(configured(name="digits"), store=store).task.class_counts
    shuffled = build(configured(name="digits", class_order="shuffled"), store=store).task
    assert sorted(plain) == sorted(shuffled.class_counts)
    assert plain.tolist() != shuffled.class_counts.tolist()


def test_a_class_asked_for_too_much_is_named(store):
    with pytest.raises(DataError, match=r"class '0' \(requested 110, available 108\)"):
        build(configured(name="digits", ratio=1, n_max=110), store=store)


def test_a_share_that_leaves_nothing_is_refused(store):
    with pytest.raises(DataError, match=r"class '8' has 174 examples: test_per_class 170"):
        build(configured(name="digits", test_per_class=170), store=store)


def test_normalisation_is_measured_on_training_examples_only(store):
    data = build(configured(name="digits"), store=store)
    levels = data.train.inputs() / 255
    assert data.mean == pytest.approx(levels.mean(axis=(0, 1, 2)))
    assert data.std == pytest.approx(levels.std(axis=(0, 1, 2)))


def test_a_class_without_test_example_counts_as_zero(store, image_tree):
    root = image_tree({"train/a": 3, "train/b": 2, "test/a": 2, "test/b": 0})
    config = configured(
        name="image_folder", profile="as_is", val_per_class=0, options={"root": str(root)}
    )
    data = build(config, store=store)
    assert data.task.class_counts.tolist() == [3, 2]
    assert np.bincount(data.test.labels, minlength=2).tolist() == [2, 0]
    assert data.val is None


def test_a_validation_folder_is_used_where_validation_is_asked_for(store, image_tree):
    root = image_tree({f"{split}/{name}": 3 for split in ("train", "val", "test") for name in "ab"})
    settings = {"name": "image_folder", "profile": "as_is", "options": {"root": str(root)}}
    assert build(configured(**settings, val_per_class=0), store=store).val is None
    data = build(configured(**settings, val_per_class=1), store=store)
    assert data.val is not None
    assert (len(data.train), len(data.val), len(data.test)) == (6, 6, 6)
    assert data.val.pool is not data.train.pool


def test_a_source_with_a_test_split_sets_only_validation_aside(store, image_tree):
    root = image_tree({"train/a": 6, "train/b": 5, "test/a": 2, "test/b": 1})
    config = configured(
        name="image_folder", profile="as_is", val_per_class=2, options={"root": str(root)}
    )
    data = build(config, store=store)
    assert data.task.class_counts.tolist() == [4, 3]
    assert data.val is not None
    assert len(data.val) == 4
    assert len(data.test) == 3


@pytest.mark.parametrize("profile", ["dirichlet_clients", "few_class_clients"])
def test_no_two_clients_have_an_example_in_common(store, profile):
    parts = [
        build(configured(name="digits", profile=profile, clients=6, client=client), store=store)
        for client in range(1, 7)
    ]
    rows = np.concatenate([part.train.rows for part in parts])
    assert len(np.unique(rows)) == len(rows)
    balanced = build(configured(name="digits", ratio=1), store=store)
    assert np.array_equal(np.sort(rows), balanced.train.rows)
    for part in parts:
        assert np.array_equal(np.bincount(part.train.labels, minlength=10), part.task.class_counts)
        assert np.array_equal(part.test.rows, balanced.test.rows)
        assert part.val is not None
        assert not np.isin(rows, part.val.rows).any()


def test_a_client_shows_its_own_images(store):
    config = configured(name="digits", profile="few_class_clients", client=2)
    data = build(config, store=store)
    samples = class_samples(config, 2, store=store)
    assert samples is not None
    shown = np.concatenate(samples)
    own = data.train.inputs()
    assert all((own == image).all(axis=(1, 2, 3)).any() for image in shown)
    assert [len(images) for images in samples] == np.minimum(data.task.class_counts, 2).tolist()
