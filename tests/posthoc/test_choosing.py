import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from ltcore.posthoc import balanced_errors, choose, cross_fit, stratified_folds


def test_the_smallest_error_is_chosen_and_ties_go_to_the_mildest():
    curve = [0.5, 0.2, 0.2, 0.3]
    chosen = choose([0, 1, 2, 3], curve)
    assert (chosen.index, chosen.value, chosen.error) == (1, 1.0, 0.2)
    assert chosen.curve.tolist() == curve
    assert choose([0, 1, 2, 3], curve, neutral=3.0).value == 2.0
    # The same recalls summed in another order are a tie, too.
    assert choose([0, 1], [0.3, 0.1 + 0.2 - 1e-16]).value == 0


def test_undefined_errors_are_passed_over_and_only_those_refused():
    assert choose([0, 1], [np.nan, 0.4]).value == 1
    with pytest.raises(ValueError, match="no balanced error is a number"):
        choose([0, 1], [np.nan, np.nan])
    with pytest.raises(ValueError, match="give one each"):
        choose([0, 1, 2], [0.1, 0.2])


def test_balanced_errors_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    labels, decided = rng.integers(0, 4, 80), rng.integers(0, 5, (6, 80))
    labels[labels == 2] = 3  # a class without examples
    expected = [
        1 - np.mean([np.mean(row[labels == label] == label) for label in (0, 1, 3)])
        for row in decided
    ]
    np.testing.assert_allclose(balanced_errors(decided, labels, 5), expected, atol=1e-12)
    inside = np.where(np.isin(decided, labels), decided, 0)
    reference = [1 - balanced_accuracy_score(labels, row) for row in inside]
    np.testing.assert_allclose(balanced_errors(inside, labels, 5), reference, atol=1e-12)
    assert np.isnan(balanced_errors(np.zeros((2, 0), int), np.zeros(0, int), 3)).all()


def test_folds_spread_every_class():
    labels = np.repeat([0, 1, 2], [10, 5, 3])
    folds = stratified_folds(labels, 5, np.random.default_rng(0))
    assert np.bincount(folds, minlength=5).max() - np.bincount(folds).min() <= 1
    for label in range(3):
        counts = np.bincount(folds[labels == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    again = stratified_folds(labels, 5, np.random.default_rng(0))
    assert (folds == again).all()
    with pytest.raises(ValueError, match="folds is 1"):
        stratified_folds(labels, 1, np.random.default_rng(0))


def test_no_example_has_a_say_in_its_own_value():
    # Each value is right on one half only: cross-fitted, every example gets the other half's value.
    labels = np.array([0, 1, 0, 1])
    decided = np.array([[0, 1, 1, 0], [1, 0, 0, 1]])
    found = cross_fit([0, 1], decided, labels, np.array([0, 0, 1, 1]))
    assert found.values.tolist() == [1.0, 0.0]
    assert found.error == 1.0
    assert choose([0, 1], balanced_errors(decided, labels, 2)).error == 0.5


def test_a_grid_of_one_value_is_that_value():
    labels = np.array([0, 1, 1, 0])
    found = cross_fit([0.5], np.array([[0, 1, 0, 0]]), labels, np.array([0, 1, 0, 1]))
    assert found.values.tolist() == [0.5, 0.5]
    assert found.error == 0.25
