"""Unlabelled data from config to rows, and the truth about them, which is nowhere in what training gets."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.config.data import DataConfig
from ltcore.data import DataError, build, class_samples, prepare
from ltcore.data.examples import LongTailData, Unlabelled
from ltcore.data.hidden import hidden_labels
from ltcore.data.preview import plan
from ltcore.runs import RunFolder
from ltcore.runs.unlabelled import write_unlabelled

DIGITS = {"name": "digits", "n_max": 40, "ratio": 10, "unlabelled": 0.8}


def configured(**settings):
    return DataConfig.model_validate({**DIGITS, **settings})


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


def unlabelled_of(store, **settings):
    found = build(configured(**settings), store=store).unlabelled
    assert found is not None
    return found


def counts_of(labels, n_classes=10):
    return np.bincount(labels[labels >= 0], minlength=n_classes).tolist()


def test_without_a_factor_there_are_none(store):
    assert build(configured(unlabelled=0), store=store).unlabelled is None
    assert hidden_labels(configured(unlabelled=0), store=store).shape == (0,)


def test_nothing_in_the_data_of_a_run_tells_the_classes(store):
    data = build(configured(), store=store)
    assert {field.name for field in fields(Unlabelled)} == {"pool", "rows"}
    assert not hasattr(data.unlabelled, "labels")
    for part in (data.train, data.val, data.test):
        assert part is not None
        assert len(part.labels) == len(part.rows)


def test_they_serve_for_nothing_else_and_are_of_the_classes_that_the_truth_says(store):
    config = configured()
    data = build(config, store=store)
    assert data.unlabelled is not None
    assert data.val is not None
    parts = [data.train.rows, data.val.rows, data.test.rows]
    assert not np.isin(data.unlabelled.rows, np.concatenate(parts)).any()
    assert len(np.unique(data.unlabelled.rows)) == len(data.unlabelled)
    assert len(data.unlabelled) == round(0.8 * len(data.train))
    assert len(data.unlabelled.inputs()) == len(data.unlabelled)
    labels = hidden_labels(config, store=store)
    of_the_pool = prepare(config, store=store).labels("pool")
    assert np.array_equal(labels, of_the_pool[data.unlabelled.rows])


def test_the_labelled_examples_are_those_of_the_run_without(store):
    with_them, without = (build(configured(unlabelled=k), store=store) for k in (0.8, 0))
    for part in ("train", "val", "test"):
        one, other = getattr(with_them, part), getattr(without, part)
        assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(with_them.mean, without.mean)


@pytest.mark.parametrize("order", ["same", "reversed"])
@pytest.mark.parametrize("relevance", [0, 0.5, 1])
def test_a_smaller_factor_takes_a_subset(store, order, relevance):
    settings = {
        "unlabelled_order": order,
        "relevance": relevance,
        "foreign_classes": 3,
        "n_max": 20,
    }
    few, some, many = (
        set(unlabelled_of(store, unlabelled=k, **settings).rows.tolist()) for k in (0.5, 1, 1.7)
    )
    assert few < some < many


def test_the_rows_depend_on_subset_seed_and_class_alone(store):
    first = unlabelled_of(store).rows
    same = {"val_per_class": 5}, {"class_order": "label"}, {"unlabelled_ratio": 10}
    for settings in same:
        assert np.array_equal(unlabelled_of(store, **settings).rows, first)
    assert not np.array_equal(unlabelled_of(store, subset_seed=1).rows, first)
    # A shorter labelled head leaves the choice of the class as it is, and asks for fewer.
    shorter = unlabelled_of(store, n_max=20).rows
    assert set(shorter.tolist()) < set(first.tolist())


def test_ranks_follow_a_shuffled_order(store):
    settings = {"class_order": "shuffled", "unlabelled_ratio": 10}
    data = build(configured(**settings), store=store)
    order = np.argsort(-data.task.class_counts, kind="stable")
    assert order.tolist() != list(range(10))
    same = np.array(counts_of(hidden_labels(configured(**settings), store=store)))
    turned = np.array(
        counts_of(hidden_labels(configured(**settings, unlabelled_order="reversed"), store=store))
    )
    assert (np.diff(same[order]) <= 0).all()
    assert np.array_equal(turned[order], same[order][::-1])
    assert same.sum() == turned.sum() == len(unlabelled_of(store, **settings))


@pytest.mark.parametrize(("relevance", "foreign"), [(1, 0), (0.6, 41), (0, 102)])
def test_irrelevant_ones_are_of_classes_that_the_task_does_not_have(store, relevance, foreign):
    config = configured(relevance=relevance, foreign_classes=3, unlabelled=1, n_max=36)
    data = build(config, store=store)
    assert data.task.class_names == tuple("0123456")
    for part in (data.train, data.val, data.test):
        assert part is not None
        assert set(part.labels.tolist()) == set(range(7))
    labels = hidden_labels(config, store=store)
    assert len(labels) == len(data.train) == 102
    assert (labels == -1).sum() == foreign
    assert set(labels.tolist()) <= set(range(-1, 7))
    said = plan(config, store=store)
    assert said.unlabelled is not None
    assert said.unlabelled.counts.tolist() == counts_of(labels, 7)
    assert said.unlabelled.foreign == foreign
    assert said.task.class_names == data.task.class_names


def test_the_baseline_of_a_task_without_foreign_classes_has_the_same_labelled_examples(store):
    settings = {"foreign_classes": 3, "n_max": 36}
    baseline = build(configured(**settings, unlabelled=0), store=store)
    arm = build(configured(**settings, unlabelled=1, relevance=0.5), store=store)
    assert baseline.unlabelled is None
    for part in ("train", "val", "test"):
        assert np.array_equal(getattr(baseline, part).rows, getattr(arm, part).rows)
    samples = class_samples(configured(**settings, unlabelled=0), 2, store=store)
    assert samples is not None
    assert len(samples) == 7


def test_an_own_test_split_keeps_the_tasks_classes_only(store, image_tree):
    root = image_tree(
        {f"{split}/{name}": 6 for split in ("train", "val", "test") for name in "abc"}
    )
    config = DataConfig.model_validate(
        {
            "name": "image_folder",
            "options": {"root": str(root)},
            "profile": "as_is",
            "n_max": 3,
            "val_per_class": 1,
            "foreign_classes": 1,
            "unlabelled": 1,
            "relevance": 0.5,
        }
    )
    data = build(config, store=store)
    assert data.task.class_names == ("a", "b")
    assert data.val is not None
    assert len(data.test) == len(data.val) == 12
    assert set(data.test.labels.tolist()) == set(data.val.labels.tolist()) == {0, 1}
    assert sorted(hidden_labels(config, store=store).tolist()) == [-1, -1, -1, 0, 0, 1]


def test_texts_are_turned_into_the_features_of_the_labelled_ones(store, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("text,label\n" + "good words,a\nbad words,b\nodd things,c\n" * 6)
    config = DataConfig.model_validate(
        {
            "name": "text",
            "options": {"root": str(path)},
            "profile": "as_is",
            "n_max": 2,
            "val_per_class": 0,
            "test_per_class": 1,
            "foreign_classes": 1,
            "unlabelled": 1,
            "relevance": 0.5,
        }
    )
    found = build(config, store=store).unlabelled
    assert found is not None
    known = found.inputs().any(axis=1)
    # "odd things" has no word of the training texts
    assert np.array_equal(known, hidden_labels(config, store=store) >= 0)


def test_too_many_are_refused_before_anything_is_drawn_and_as_the_data_are_built(store):
    config = configured(n_max=100, unlabelled=5)
    for ask in (plan, build):
        with pytest.raises(
            DataError, match=r"class '0' \(requested \d+, available \d\).*Lower n_max"
        ):
            ask(config, store=store)
    with pytest.raises(DataError, match="has 10 classes, and the task needs 2"):
        plan(configured(foreign_classes=9), store=store)


def test_shapes_are_drawn_for_any_factor(store):
    """Any number of unlabelled images, where the source is told to draw so many."""
    settings = {"name": "shapes", "val_per_class": 5, "test_per_class": 5, "n_max": 20, "ratio": 20}
    small = {"n_classes": 4, "per_class": 40, "image_size": 8}
    with pytest.raises(DataError, match=r"raise per_class to \d+") as caught:
        plan(configured(**settings, options=small, unlabelled=10), store=store)
    enough = next(way["per_class"] for way in caught.value.advice if "per_class" in way)
    config = configured(**settings, options={**small, "per_class": enough}, unlabelled=10)
    data = build(config, store=store)
    assert data.unlabelled is not None
    assert len(data.unlabelled) == 10 * len(data.train)


@given(
    n_classes=st.integers(3, 5),
    factor=st.floats(0.5, 3),
    ratio=st.floats(1, 50),
    order=st.sampled_from(["same", "reversed"]),
    relevance=st.floats(0, 1),
    shuffled=st.booleans(),
)
def test_whatever_is_asked_the_parts_are_apart_and_the_truth_is_the_plan(
    store, n_classes, factor, ratio, order, relevance, shuffled
):
    config = DataConfig.model_validate(
        {
            "name": "gaussians",
            "options": {"n_classes": n_classes, "per_class": 120, "dimension": 2},
            "val_per_class": 2,
            "test_per_class": 3,
            "n_max": 10,
            "ratio": ratio,
            "class_order": "shuffled" if shuffled else "label",
            "unlabelled": factor,
            "unlabelled_order": order,
            "relevance": relevance,
            "foreign_classes": 1,
        }
    )
    data, planned = build(config, store=store), plan(config, store=store)
    assert data.unlabelled is not None
    assert planned.unlabelled is not None
    assert data.val is not None
    rows = np.concatenate([data.train.rows, data.val.rows, data.test.rows, data.unlabelled.rows])
    assert len(np.unique(rows)) == len(rows)
    labels = hidden_labels(config, store=store)
    assert counts_of(labels, n_classes - 1) == planned.unlabelled.counts.tolist()
    assert (labels < 0).sum() == planned.unlabelled.foreign
    assert len(labels) == int(np.floor(factor * len(data.train) + 0.5)) == len(data.unlabelled)
    assert np.array_equal(data.task.class_counts, planned.task.class_counts)


def test_a_scrambled_truth_changes_nothing_that_is_trained_on(store, tmp_path):
    config = configured(relevance=0.5, foreign_classes=2)

    def built() -> LongTailData:
        return build(config, store=store)

    before, truth = built(), hidden_labels(config, store=store)
    assert before.unlabelled is not None
    folder = RunFolder(tmp_path)
    write_unlabelled(folder, before.unlabelled.rows, np.roll(truth, 7))
    after = built()
    assert after.unlabelled is not None
    assert np.array_equal(after.unlabelled.rows, before.unlabelled.rows)
    for part in ("train", "val", "test"):
        one, other = getattr(before, part), getattr(after, part)
        assert np.array_equal(one.rows, other.rows)
        assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(hidden_labels(config, store=store), truth)
