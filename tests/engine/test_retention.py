import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data import Examples
from ltcore.engine.retention import (
    MOST_TRAINING_EXAMPLES,
    SUBSET_PER_CLASS,
    SUBSET_TOTAL,
    kept_epochs,
    kept_training_examples,
    stratified_subset,
)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=400))
def test_the_first_of_each_class_in_order(labels):
    labels = np.array(labels)
    chosen = stratified_subset(labels)
    assert (np.diff(chosen) > 0).all()
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        expected = of_class[:SUBSET_PER_CLASS]
        assert chosen[labels[chosen] == label].tolist() == expected.tolist()


def test_very_many_classes_give_at_least_one_each():
    labels = np.tile(np.arange(SUBSET_TOTAL + 10), 2)
    chosen = stratified_subset(labels)
    assert chosen.tolist() == list(range(SUBSET_TOTAL + 10))
    assert len(stratified_subset(np.repeat(np.arange(1000), 40))) == 4 * 1000


def test_a_class_without_examples_is_simply_not_there():
    assert stratified_subset(np.array([5, 5, 2])).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("epochs", "snapshots", "kept"),
    [
        (10, 0, []),
        (10, 1, [10]),
        (10, 2, [1, 10]),
        (10, 3, [1, 6, 10]),
        (200, 5, [1, 51, 101, 150, 200]),
        (3, 5, [1, 2, 3]),
        (1, 5, [1]),
    ],
)
def test_kept_epochs_by_hand(epochs, snapshots, kept):
    assert sorted(kept_epochs(epochs, snapshots)) == kept


@settings(max_examples=50)
@given(st.integers(1, 3000), st.integers(1, 60))
def test_kept_epochs_are_as_many_as_asked_for_and_hold_the_last(epochs, snapshots):
    kept = kept_epochs(epochs, snapshots)
    assert len(kept) == min(epochs, snapshots)
    assert max(kept) == epochs
    assert min(kept) >= 1


def examples_of(counts):
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))
    return Examples(np.zeros((3 * len(labels), 1)), 3 * np.arange(len(labels)), labels)


def test_a_training_set_of_20_000_is_kept_whole():
    train = examples_of([15_000, 4_999, 1])
    kept = kept_training_examples(train)
    assert MOST_TRAINING_EXAMPLES == 20_000
    assert np.array_equal(kept.rows, train.rows)
    assert np.array_equal(kept.labels, train.labels)


def test_of_a_larger_one_the_tail_is_whole():
    train = examples_of([60_000, 30_000, 2_000, 30])
    kept = kept_training_examples(train)
    # 20 000 less 2 030 leaves 8 985 for each of the two large classes.
    assert np.bincount(kept.labels).tolist() == [8985, 8985, 2000, 30]
    of_class = train.rows[train.labels == 0]
    assert np.array_equal(kept.rows[kept.labels == 0], of_class[:8985])
