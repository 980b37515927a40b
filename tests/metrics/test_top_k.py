"""Top-k by hand, against scikit-learn, and what holds whatever the classes are called."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import top_k_accuracy_score

from ltcore.metrics import (
    balanced_error,
    balanced_mean,
    balanced_top_k_error,
    confusion_matrix,
    top_k_credit,
    top_k_error,
)
from ltcore.metrics import logits as logits_module

FEW_VALUES = arrays(np.float64, (6, 7), elements=st.sampled_from([-2.0, 0.0, 1.0]))


def test_by_hand():
    logits = [[9, 8, 7, 6, 5, 4], [9, 8, 7, 6, 5, 4], [9, 8, 7, 6, 5, 4]]
    assert top_k_credit(logits, [0, 4, 5]).tolist() == [1, 1, 0]
    assert top_k_error(logits, [0, 4, 5]) == pytest.approx(1 / 3)
    assert balanced_top_k_error(logits, [0, 0, 5]) == pytest.approx(1 / 2)
    assert top_k_error(logits, [0, 0, 5]) == pytest.approx(1 / 3)


def test_a_tie_across_the_border_is_shared():
    # One logit above; the other six are equal and share the four places that are left.
    assert top_k_credit([[3, 1, 1, 1, 1, 1, 1]], [6]).tolist() == [pytest.approx(4 / 6)]
    # Ties above the border are no ties: both are in.
    assert top_k_credit([[1, 1, 0, 0]], [1], k=2).tolist() == [1]
    assert top_k_credit([[1, 1, 0, 0]], [2], k=2).tolist() == [0]


@pytest.mark.parametrize("n_classes", [1, 2, 5])
def test_with_five_classes_or_fewer_it_is_always_right(n_classes):
    logits = np.random.default_rng(0).normal(size=(20, n_classes))
    assert top_k_error(logits, np.arange(20) % n_classes) == 0
    assert balanced_top_k_error(logits, np.arange(20) % n_classes) == 0


@pytest.mark.parametrize("k", [1, 2, 5, 9])
def test_agrees_with_scikit_learn_where_no_logits_are_equal(k):
    rng = np.random.default_rng(k)
    logits, labels = rng.normal(size=(200, 10)), rng.integers(0, 10, 200)
    theirs = top_k_accuracy_score(labels, logits, k=k, labels=np.arange(10))
    assert top_k_error(logits, labels, k) == pytest.approx(1 - theirs)
    weights = 1 / np.bincount(labels)[labels]
    balanced = top_k_accuracy_score(
        labels, logits, k=k, labels=np.arange(10), sample_weight=weights
    )
    assert balanced_top_k_error(logits, labels, k) == pytest.approx(1 - balanced)


def test_a_shared_tie_is_scikit_learns_mean_over_all_ways_to_number_the_classes():
    rng = np.random.default_rng(3)
    logits, labels = rng.integers(0, 3, (8, 4)).astype(float), rng.integers(0, 4, 8)
    theirs = []
    for order in map(np.array, permutations(range(4))):
        numbered = np.empty_like(logits)
        numbered[:, order] = logits
        theirs.append(top_k_accuracy_score(order[labels], numbered, k=2, labels=range(4)))
    assert np.ptp(theirs) > 0.1
    assert top_k_error(logits, labels, 2) == pytest.approx(1 - np.mean(theirs))


@given(FEW_VALUES, arrays(np.int64, 6, elements=st.integers(0, 6)), st.permutations(range(7)))
@settings(max_examples=60, deadline=None)
def test_names_do_not_matter_and_more_places_never_hurt(logits, labels, order):
    renamed = np.empty_like(logits)
    renamed[:, order] = logits
    np.testing.assert_array_equal(
        top_k_credit(logits, labels, 3), top_k_credit(renamed, np.array(order)[labels], 3)
    )
    earned = np.array([top_k_credit(logits, labels, k) for k in range(1, 8)])
    assert ((earned >= 0) & (earned <= 1)).all()
    assert (np.diff(earned, axis=0) >= 0).all()
    assert (earned[-1] == 1).all()
    # In each row the credits of all classes are the places that there are.
    every = [top_k_credit(logits, np.full(6, label), 3) for label in range(7)]
    np.testing.assert_allclose(np.sum(every, axis=0), 3)
    # Any rising function leaves the order as it is.
    np.testing.assert_array_equal(
        top_k_credit(3 * logits - 1, labels, 3), top_k_credit(logits, labels, 3)
    )


def test_the_first_place_is_the_prediction():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(90, 4)), np.repeat([0, 1, 3], [60, 25, 5])
    confusion = confusion_matrix(labels, logits.argmax(axis=1), 4)
    assert balanced_top_k_error(logits, labels, 1) == pytest.approx(balanced_error(confusion))


def test_blocks_change_nothing(monkeypatch):
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(50, 8)).astype(np.float16), rng.integers(0, 8, 50)
    whole = top_k_credit(logits, labels)
    monkeypatch.setattr(logits_module, "CELLS", 24)
    np.testing.assert_array_equal(top_k_credit(logits, labels), whole)


def test_no_example_is_undefined():
    assert np.isnan(top_k_error(np.zeros((0, 9)), np.zeros(0, int)))
    assert np.isnan(balanced_top_k_error(np.zeros((0, 9)), np.zeros(0, int)))
    assert np.isnan(balanced_mean([], np.zeros(0, int), 3))


@pytest.mark.parametrize(
    ("logits", "labels", "k", "message"),
    [
        ([[1.0, 2.0]], [0], 0, "at least 1 place"),
        ([[1.0, 2.0]], [2], 1, r"labels\[0\] is 2: with 2 classes"),
        ([[1.0, 2.0]], [0, 1], 1, "one label per row"),
        ([1.0, 2.0], [0, 1], 1, r"shape \(N, C\)"),
        ([[1.0, 2.0], [np.nan, 0.0]], [0, 1], 1, "row 1 holds NaN"),
        ([[np.inf, 2.0]], [0], 1, "row 0"),
    ],
)
def test_illegal_logits_are_refused(logits, labels, k, message):
    with pytest.raises(ValueError, match=message):
        top_k_credit(logits, labels, k)


def test_a_value_per_label_is_asked_for():
    with pytest.raises(ValueError, match="one value per label"):
        balanced_mean([1.0], [0, 1], 2)
