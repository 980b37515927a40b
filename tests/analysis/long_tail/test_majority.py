import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, balanced_accuracy_score

from ltcore.analysis.long_tail.majority import majority_curve, majority_rule
from ltcore.data.profiles import exponential_counts, pareto_counts, step_counts


def test_the_disease_that_one_in_two_hundred_has():
    assert majority_rule([199, 1]) == (0.995, 0.5)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=8))
def test_it_is_what_scikit_learn_says_of_such_a_rule(counts):
    labels = np.repeat(np.arange(len(counts)), counts)
    answer = np.full(len(labels), int(np.argmax(counts)))
    rule = majority_rule(counts)
    assert rule.accuracy == pytest.approx(accuracy_score(labels, answer))
    assert rule.balanced_accuracy == pytest.approx(balanced_accuracy_score(labels, answer))


def test_a_class_without_training_examples_is_a_class_all_the_same():
    assert tuple(majority_rule([9, 1, 0])) == pytest.approx((0.9, 1 / 3))


def test_no_example_is_refused():
    with pytest.raises(ValueError, match="no training example"):
        majority_rule([0, 0])


@pytest.mark.parametrize(
    ("profile", "counts", "setting", "at"),
    [
        ("exponential", exponential_counts, "ratio", [1, 10, 100]),
        ("step", step_counts, "ratio", [1, 10, 100]),
        ("pareto", pareto_counts, "exponent", [0, 1, 2]),
    ],
)
def test_the_curve_follows_the_counts_of_the_profile(profile, counts, setting, at):
    curve = majority_curve(profile, 500, 10, at)
    assert (curve["setting"] == setting).all()
    shares = [float(n.max() / n.sum()) for n in (counts(500, 10, value) for value in at)]
    np.testing.assert_allclose(curve["accuracy"], shares)
    np.testing.assert_allclose(curve["balanced_accuracy"], 0.1)
    assert curve["accuracy"].is_monotonic_increasing
    assert curve["accuracy"].iloc[0] == pytest.approx(0.1)
