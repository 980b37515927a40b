import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.resampling import smote


def generator(seed=0):
    return np.random.default_rng(seed)


def distance_to_segments(point, originals):
    """The distance of a point from the nearest segment between two originals, by brute force."""
    nearest = np.inf
    for start in originals:
        for end in originals:
            along = end - start
            length = along @ along
            share = np.clip((point - start) @ along / length, 0, 1) if length else 0.0
            nearest = min(nearest, float(np.linalg.norm(point - start - share * along)))
    return nearest


def test_a_quarter_of_the_way_is_the_known_point():
    """Facts: x = (1, 2), neighbour (3, 6), u = 1/4 gives (1.5, 3). Both ends are each other's neighbour."""
    ends = np.array([[1.0, 2.0], [3.0, 6.0]])
    new, _ = smote(ends, [0, 0], [1000], rng=generator())
    share = (new[:, 0] - 1) / 2
    np.testing.assert_allclose(new, ends[0] + share[:, None] * (ends[1] - ends[0]))
    assert 0 <= share.min() < 0.01
    assert 0.99 < share.max() <= 1
    assert share.mean() == pytest.approx(0.5, abs=0.04)
    nearest = np.abs(share - 0.25).argmin()
    np.testing.assert_allclose(new[nearest], [1.5, 3.0], atol=0.01)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 7), st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_every_new_point_is_between_two_originals_of_its_class(first, second, neighbours, seed):
    rng = generator(seed)
    labels = rng.permutation(np.repeat([0, 1], [first, second]))
    inputs = rng.normal(size=(len(labels), 3))
    new, new_labels = smote(inputs, labels, [15, 14], neighbours=neighbours, rng=rng)
    assert (np.bincount(new_labels, minlength=2) == [15 - first, 14 - second]).all()
    for point, label in zip(new, new_labels, strict=True):
        assert distance_to_segments(point, inputs[labels == label]) < 1e-9


def test_the_other_end_is_one_of_the_nearest():
    """Two far pairs: with one neighbour no new point lies between the pairs, with three some do."""
    pairs = np.array([[0.0], [1.0], [100.0], [101.0]])
    labels = np.zeros(4, dtype=int)
    near, _ = smote(pairs, labels, [300], neighbours=1, rng=generator())
    assert not ((near > 1) & (near < 100)).any()
    far, _ = smote(pairs, labels, [300], neighbours=3, rng=generator())
    assert ((far > 1) & (far < 100)).mean() > 0.4


def test_a_class_of_five_and_of_one_need_no_sixth_example():
    """imbalanced-learn refuses both by default (issues 27 and 572)."""
    inputs = generator().normal(size=(6, 2)).astype(np.float32)
    new, new_labels = smote(inputs, [0, 0, 0, 0, 0, 1], [9, 4], rng=generator())
    assert new.dtype == np.float32
    assert new_labels.tolist() == [0] * 4 + [1] * 3
    assert (new[new_labels == 1] == inputs[5]).all()


def test_only_the_classes_below_their_target_get_some():
    inputs = generator().normal(size=(8, 2))
    new, new_labels = smote(inputs, [0] * 5 + [1] * 3, [2, 3], rng=generator())
    assert new.shape == (0, 2)
    assert new_labels.size == 0


def test_whole_numbers_are_rounded_and_never_wrap():
    """Differences of uint8 wrap around at 0; a point half-way between 10 and 250 is about 130."""
    pixels = np.array([[250, 0], [10, 255]], dtype=np.uint8)
    new, _ = smote(pixels, [0, 0], [400], rng=generator())
    assert new.dtype == np.uint8
    share = (new[:, 0].astype(float) - 250) / (10 - 250)
    assert np.abs(new[:, 1] - share * 255).max() < 1.6
    assert new[:, 0].min() >= 10


def test_the_generator_decides_and_classes_do_not_share_it():
    inputs = np.tile(generator().normal(size=(10, 2)), (2, 1))
    labels = np.repeat([0, 1], 10)
    new, _ = smote(inputs, labels, [30, 30], rng=generator(1))
    again, _ = smote(inputs, labels, [30, 30], rng=generator(1))
    other, _ = smote(inputs, labels, [30, 30], rng=generator(2))
    assert np.array_equal(new, again)
    assert not np.array_equal(new, other)
    assert not np.array_equal(new[:20], new[20:])  # imbalanced-learn alone would repeat them


def test_duplicate_points_stay_where_they_are():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new, _ = smote(np.ones((4, 2)), np.zeros(4, dtype=int), [9], rng=generator())
    assert (new == 1).all()


@pytest.mark.parametrize(
    ("inputs", "labels", "targets", "more", "said"),
    [
        (np.ones((2, 2)), [0, 0], [3, 1], {}, "class 1 has no example and a target of 1"),
        (np.ones((2, 2)), [0], [3], {}, "give"),
        (np.ones(2), [0, 0], [3], {}, "give"),
        (np.ones((2, 2)), [0, 0], [3], {"neighbours": 0}, "neighbours is 0"),
        (np.array([[1.0], [np.nan]]), [0, 0], [3], {}, r"inputs\[1\]"),
        (np.ones((2, 2)), [0, 3], [3], {}, r"labels\[1\] is 3"),
    ],
)
def test_what_is_illegal_is_named(inputs, labels, targets, more, said):
    with pytest.raises(ValueError, match=said):
        smote(inputs, labels, targets, rng=generator(), **more)
