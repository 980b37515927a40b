import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from ltcore.metrics import neighbour_purity

COUNTS = (400, 120, 40, 12, 5, 1)


@pytest.fixture
def tail():
    """A long-tailed set: features (N, 8) and labels, in no order; the last class has one example."""
    generator = np.random.default_rng(3)
    labels = generator.permutation(np.repeat(np.arange(len(COUNTS)), COUNTS))
    centres = generator.normal(scale=1.5, size=(len(COUNTS), 8))
    return (centres[labels] + generator.normal(size=(len(labels), 8))).astype(np.float32), labels


def test_hand_values_on_a_line():
    line = np.array([[0.0], [1.0], [2.5], [10.0], [11.0], [1.6]])
    # Nearest two of each: 1, 1.6 | 1.6, 0 | 1.6, 1 | 11, 2.5 | 10, 2.5 | 1, 2.5
    found = neighbour_purity(line, [0, 0, 0, 1, 1, 1], n_classes=2, k=2)
    np.testing.assert_allclose(found.per_class, [0.5, 1 / 3])
    np.testing.assert_allclose(found.chance, [2 / 5, 2 / 5])


@pytest.mark.parametrize("k", [1, 10, 1000])
def test_purity_agrees_with_the_neighbours_that_scikit_learn_finds(tail, k):
    features, labels = tail
    shares = np.full(len(labels), np.nan)
    for label, count in enumerate(COUNTS[:-1]):
        wanted = min(k, count - 1)
        rows = np.flatnonzero(labels == label)
        near = NearestNeighbors(n_neighbors=wanted + 1).fit(features).kneighbors(features[rows])[1]
        assert (near[:, 0] == rows).all()
        shares[rows] = (labels[near[:, 1:]] == label).mean(axis=1)
    expected = [shares[labels == label].mean() for label in range(len(COUNTS))]
    found = neighbour_purity(features, labels, len(COUNTS), k=k)
    np.testing.assert_allclose(found.per_class, expected, atol=1e-6)


def test_purity_does_not_change_with_order_place_turn_or_scale(tail):
    features, labels = tail
    expected = neighbour_purity(features, labels, len(COUNTS)).per_class
    generator = np.random.default_rng(0)
    order = generator.permutation(len(labels))
    turn, _ = np.linalg.qr(generator.normal(size=(8, 8)))
    moved = (features.astype(np.float64) @ turn * 7 + 1000)[order]
    found = neighbour_purity(moved, labels[order], len(COUNTS)).per_class
    np.testing.assert_allclose(found, expected, atol=2e-3)


def test_without_any_structure_purity_is_chance():
    labels = np.repeat([0, 1, 2], [70, 20, 10])
    same_point = neighbour_purity(np.ones((100, 4)), labels, 3)
    np.testing.assert_allclose(same_point.per_class, same_point.chance)
    np.testing.assert_allclose(same_point.chance, [69 / 99, 19 / 99, 9 / 99])


def test_every_class_can_reach_one_however_small():
    labels = np.repeat([0, 1], [50, 2])
    found = neighbour_purity(np.where(labels == 0, 0.0, 9.0)[:, None], labels, 2, k=10)
    assert found.per_class.tolist() == [1.0, 1.0]


def test_ties_share_the_last_places():
    # From 0, the neighbours at -1 and 1 are equally far, and one of them is of the same class.
    found = neighbour_purity(np.array([[0.0], [1.0], [-1.0]]), [0, 0, 1], n_classes=2, k=1)
    np.testing.assert_allclose(found.per_class, [(0.5 + 1) / 2, np.nan])


def test_classes_with_one_example_or_none_have_no_value():
    features, labels = np.array([[0.0], [1.0], [5.0]]), [0, 0, 2]
    per_class = neighbour_purity(features, labels, 4).per_class
    assert np.isnan(per_class).tolist() == [False, True, True, True]
    assert np.isnan(neighbour_purity(np.zeros((0, 3)), np.zeros(0, int), 2).per_class).all()


def test_blocks_do_not_show(tail, monkeypatch):
    features, labels = tail
    whole = neighbour_purity(features, labels, len(COUNTS)).per_class
    monkeypatch.setattr("ltcore.metrics.separation.BLOCK_BYTES", 1)
    np.testing.assert_array_equal(neighbour_purity(features, labels, len(COUNTS)).per_class, whole)


@pytest.mark.parametrize(
    ("features", "labels", "said"),
    [
        (np.zeros((3, 2)), [0, 1], r"\(3, 2\) and labels \(2,\)"),
        (np.zeros(3), [0, 1, 1], "give"),
        (np.zeros((2, 2)), [0.0, 1.0], "integers"),
        (np.zeros((2, 2)), [0, 2], r"labels\[1\] is 2.*from 0 to 1"),
        (np.zeros((2, 2)), [-1, 0], r"labels\[0\] is -1"),
        (np.array([[0.0], [np.nan]]), [0, 1], r"features\[1\]"),
    ],
)
def test_what_does_not_fit_is_refused(features, labels, said):
    with pytest.raises(ValueError, match=said):
        neighbour_purity(features, labels, 2)


def test_no_neighbours_cannot_be_asked_for():
    with pytest.raises(ValueError, match="k is 0"):
        neighbour_purity(np.zeros((2, 2)), [0, 1], 2, k=0)
