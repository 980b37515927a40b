import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data.errors import DataError
from ltcore.data.splits import choose_training_rows, set_aside


@settings(max_examples=30, deadline=None)
@given(
    sizes=st.lists(st.integers(6, 12), min_size=2, max_size=5),
    test=st.integers(0, 3),
    val=st.integers(0, 2),
    seed=st.integers(0, 2**32 - 1),
)
def test_shares_are_balanced_disjoint_and_complete(sizes, test, val, seed):
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    names = tuple(map(str, range(len(sizes))))
    split = set_aside(labels, names, test_per_class=test, val_per_class=val, subset_seed=seed)
    assert (np.bincount(labels[split.test], minlength=len(sizes)) == test).all()
    assert (np.bincount(labels[split.val], minlength=len(sizes)) == val).all()
    everything = np.concatenate([split.test, split.val, *split.remaining])
    assert np.array_equal(np.sort(everything), np.arange(len(labels)))
    for label, rows in enumerate(split.remaining):
        assert (labels[rows] == label).all()


def test_more_validation_leaves_the_test_examples_alone():
    labels = np.repeat([0, 1], 20)
    few, many = (
        set_aside(labels, ("a", "b"), test_per_class=5, val_per_class=val, subset_seed=3)
        for val in (1, 8)
    )
    assert np.array_equal(few.test, many.test)
    assert set(few.val) < set(many.val)


def test_a_class_keeps_its_examples_when_another_class_grows():
    alone = set_aside(
        np.repeat([0, 1], [9, 9]), ("a", "b"), test_per_class=2, val_per_class=0, subset_seed=0
    )
    grown = set_aside(
        np.repeat([0, 1], [9, 30]), ("a", "b"), test_per_class=2, val_per_class=0, subset_seed=0
    )
    assert np.array_equal(alone.remaining[0], grown.remaining[0])


def test_the_rows_chosen_are_sorted_and_counted():
    labels = np.array([1, 0, 1, 0, 1, 0])
    split = set_aside(labels, ("a", "b"), test_per_class=0, val_per_class=0, subset_seed=0)
    rows = choose_training_rows(split, np.array([1, 2]))
    assert np.array_equal(rows, np.sort(rows))
    assert np.bincount(labels[rows]).tolist() == [1, 2]


def test_the_smallest_class_that_would_be_empty_is_named():
    labels = np.repeat([0, 1], [5, 3])
    with pytest.raises(DataError, match=r"class 'b' has 3 examples.*at most 2 together"):
        set_aside(labels, ("a", "b"), test_per_class=2, val_per_class=1, subset_seed=0)
