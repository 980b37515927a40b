import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from ltcore.posthoc import (
    adjust_logits,
    expected_costs,
    minimum_expected_cost,
    move_by_row_sums,
    threshold_moving,
)

P = [[0.7, 0.25, 0.05]]
A = np.array([5000, 500, 50])
BY_TRUE_CLASS = [[0, 1, 1], [2, 0, 2], [20, 20, 0]]
BY_BOTH = [[0, 1, 5], [1, 0, 1], [10, 10, 0]]


def test_the_golden_threshold_moving():
    moved = threshold_moving(P, BY_TRUE_CLASS)
    np.testing.assert_allclose(
        moved, [[0.318181818182, 0.227272727273, 0.454545454545]], atol=1e-12
    )
    assert moved.argmax() == 2


def test_the_golden_expected_costs():
    np.testing.assert_allclose(expected_costs(P, BY_BOTH), [[0.75, 1.2, 3.75]], atol=1e-12)
    assert minimum_expected_cost(P, BY_BOTH).tolist() == [0]
    # The row-sum rule decides otherwise: it does not look for what a class is taken.
    assert threshold_moving(P, BY_BOTH).argmax() == 0
    assert threshold_moving([[0.6, 0.1, 0.3]], BY_BOTH).argmax() == 2


def test_the_golden_row_sums_of_the_prior_are_logit_adjustment():
    moved = move_by_row_sums(P, A.sum() / A)
    np.testing.assert_allclose(
        moved, [[0.085365853659, 0.304878048780, 0.609756097561]], atol=1e-12
    )


@given(st.integers(0, 2**32 - 1), st.floats(0, 2))
def test_row_sums_of_the_prior_to_minus_tau_are_logit_adjustment(seed, tau):
    rng = np.random.default_rng(seed)
    logits, counts = rng.normal(0, 3, (5, 4)), rng.integers(1, 1000, 4)
    moved = move_by_row_sums(softmax(logits, axis=1), (counts / counts.sum()) ** -tau)
    adjusted = softmax(adjust_logits(logits, counts, tau), axis=1)
    np.testing.assert_allclose(moved, adjusted, rtol=1e-9, atol=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_both_rules_agree_where_costs_depend_on_the_true_class_alone(seed):
    rng = np.random.default_rng(seed)
    likely = rng.dirichlet(np.ones(5), 20)
    costs = np.repeat(rng.uniform(0.1, 50, 5)[:, None], 5, axis=1)
    np.fill_diagonal(costs, 0)
    assert (threshold_moving(likely, costs).argmax(1) == minimum_expected_cost(likely, costs)).all()


@given(st.integers(0, 2**32 - 1))
def test_no_decision_costs_less_than_the_cheapest(seed):
    rng = np.random.default_rng(seed)
    likely, costs = rng.dirichlet(np.ones(4), 10), rng.uniform(0, 9, (4, 4))
    np.fill_diagonal(costs, 0)
    decided = minimum_expected_cost(likely, costs)
    brute = [[sum(p[k] * costs[k, j] for k in range(4)) for j in range(4)] for p in likely]
    assert decided.tolist() == np.argmin(brute, axis=1).tolist()


def test_equal_costs_decide_for_the_most_probable():
    likely = np.random.default_rng(0).dirichlet(np.ones(6), 50)
    equal = 1 - np.eye(6)
    assert (minimum_expected_cost(likely, equal) == likely.argmax(1)).all()
    np.testing.assert_allclose(threshold_moving(likely, equal), likely, rtol=1e-12)


def test_moved_rows_sum_to_1_and_impossible_ones_stay():
    moved = threshold_moving([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]], [[0, 0, 0], [1, 0, 1], [3, 3, 0]])
    np.testing.assert_allclose(moved.sum(axis=1), 1)
    assert moved[0].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ([[0, 1], [1, 0]], r"costs have shape \(2, 2\)"),
        ([[0, 1, 1], [-2, 0, 2], [20, 20, 0]], r"costs\[1, 0\] is -2"),
        ([[0, 1, 1], [2, 0, np.inf], [20, 20, 0]], r"costs\[1, 2\] is inf"),
        (
            [[0, 1, 1], [2, 0, 2], [20, 20, 1]],
            r"costs\[2, 2\] is 1: a correct decision costs nothing",
        ),
    ],
)
def test_illegal_costs_are_named(costs, told):
    for rule in (threshold_moving, minimum_expected_cost):
        with pytest.raises(ValueError, match=told):
            rule(P, costs)


def test_illegal_probabilities_and_sums_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        threshold_moving([[1.2, -0.1, -0.1]], BY_TRUE_CLASS)
    with pytest.raises(ValueError, match="give 3 finite numbers"):
        move_by_row_sums(P, [1, 2])
