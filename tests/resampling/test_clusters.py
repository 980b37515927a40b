import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.resampling import cluster_classes, clusters

CENTRES = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]])


def blobs(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return np.repeat(CENTRES[: len(sizes)], sizes, axis=0) + rng.normal(size=(sum(sizes), 2))


def test_far_apart_blobs_become_classes_of_their_own_the_largest_first():
    inputs = np.concatenate([blobs([5, 20, 10]), blobs([7]) + 500])
    labels = np.repeat([1, 0], [35, 7])
    sub_labels, parents = cluster_classes(inputs, labels, [1, 3], seed=0)
    assert parents.tolist() == [0, 1, 1, 1]
    assert sub_labels.tolist() == [3] * 5 + [1] * 20 + [2] * 10 + [0] * 7


@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(1, 15), st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_every_sub_label_has_examples_of_one_class(counts, number, seed):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    inputs = rng.integers(0, 3, size=(len(labels), 2)).astype(np.float32)  # many duplicates
    wanted = np.full(len(counts), number)
    sub_labels, parents = cluster_classes(inputs, labels, wanted, seed)
    assert (np.unique(sub_labels) == np.arange(len(parents))).all()
    assert (parents[sub_labels] == labels).all()
    assert (np.diff(parents) >= 0).all()
    assert (np.bincount(parents, minlength=len(counts)) <= np.minimum(wanted, counts)).all()


def test_duplicate_points_make_no_empty_cluster_and_no_warning():
    sub_labels, parents = cluster_classes(np.ones((6, 2)), np.zeros(6, dtype=int), [4], seed=0)
    assert parents.tolist() == [0]
    assert sub_labels.tolist() == [0] * 6


def test_a_large_class_is_read_in_mini_batches(monkeypatch):
    inputs, labels = blobs([200, 100]), np.zeros(300, dtype=int)
    exact = cluster_classes(inputs, labels, [2], seed=0)
    monkeypatch.setattr(clusters, "MINI_BATCH_ABOVE", 100)
    for one, other in zip(exact, cluster_classes(inputs, labels, [2], seed=0), strict=True):
        assert (one == other).all()


def test_the_seed_decides():
    inputs = np.random.default_rng(0).normal(size=(200, 2))
    labels = np.zeros(200, dtype=int)
    first, _ = cluster_classes(inputs, labels, [7], seed=0)
    assert (first == cluster_classes(inputs, labels, [7], seed=0)[0]).all()
    assert not np.array_equal(first, cluster_classes(inputs, labels, [7], seed=1)[0])


@pytest.mark.parametrize(
    ("inputs", "labels", "wanted", "said"),
    [
        (np.ones((2, 2)), [0, 0], [1, 1], "class 1 has no example"),
        (np.ones((2, 2)), [0, 1], [1, 0], "class 1 should get 0 clusters"),
        (np.ones((2, 2)), [0], [1], "give"),
        (np.array([[1.0], [np.inf]]), [0, 0], [1], r"inputs\[1\]"),
    ],
)
def test_what_is_illegal_is_named(inputs, labels, wanted, said):
    with pytest.raises(ValueError, match=said):
        cluster_classes(inputs, labels, wanted, seed=0)
