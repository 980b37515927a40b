import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from ltcore.classwise import ldam_margins
from ltcore.theory.ldam_margin import bound_ratio, margin_free_term, two_class_optimum
from ltcore.theory.margin_theory.bounds import (
    balanced_bound,
    count_terms,
    gain_over_ratio,
    imbalanced_bound,
    margin_terms,
    not_separated_because,
    optimal_margins,
    undefined_because,
)

COUNTS = [5000, 500, 50]
TEN = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]


def test_the_golden_bounds_of_three_classes():
    ldam = ldam_margins(COUNTS)
    equal = np.full(3, ldam.mean())
    assert float(balanced_bound(ldam, COUNTS)) == pytest.approx(0.752702026757, rel=1e-10)
    assert float(balanced_bound(equal, COUNTS)) == pytest.approx(0.788820120136, rel=1e-10)
    assert margin_terms(ldam, COUNTS).sum() == pytest.approx(0.177113192443, rel=1e-10)
    assert margin_terms(equal, COUNTS).sum() == pytest.approx(0.213231285821, rel=1e-10)


def test_two_classes_are_those_of_the_two_class_optimum():
    for tail in (5, 50, 500, 5000):
        first, second, value = two_class_optimum(5000, tail)
        np.testing.assert_allclose(optimal_margins([5000, tail]), [first, second], rtol=1e-12)
        assert 2 * margin_terms([first, second], [5000, tail]).sum() == pytest.approx(value)


@pytest.mark.parametrize("counts", [COUNTS, TEN, [7, 7, 7], [1, 10_000]])
def test_no_other_margins_of_the_same_sum_are_better(counts):
    """Against a numerical minimum, and the closed form (sum n ** -1/4) ** 2 / (K G)."""
    best = margin_terms(optimal_margins(counts, 2.0), counts).sum()
    assert best == pytest.approx((np.array(counts) ** -0.25).sum() ** 2 / (len(counts) * 2.0))

    def value(logits):
        shares = np.exp(logits - logits.max())
        return margin_terms(2 * shares / shares.sum(), counts).sum()

    found = minimize(value, np.zeros(len(counts)))
    assert found.fun == pytest.approx(best, rel=1e-6)
    assert found.fun >= best * (1 - 1e-12)


def test_the_gain_is_the_ratio_of_both_sums():
    for counts in (COUNTS, TEN, [100, 100]):
        equal = np.full(len(counts), 1 / len(counts))
        gain = (
            margin_terms(optimal_margins(counts), counts).sum() / margin_terms(equal, counts).sum()
        )
        assert gain == pytest.approx(bound_ratio(counts), rel=1e-12)


@pytest.mark.parametrize(
    ("k", "ratio", "golden"),
    [(10, 100, 0.883905), (10, 50, 0.912819), (10, 10, 0.967569), (100, 100, 0.897536)],
)
def test_the_gain_over_the_ratio(k, ratio, golden):
    """Golden values are of whole counts, these of exact ones: in 100 classes the tail is rounded more."""
    exact = 1e9 * float(ratio) ** (-np.arange(k) / (k - 1))
    assert gain_over_ratio(ratio, k) == pytest.approx(bound_ratio(exact), rel=1e-9)
    assert gain_over_ratio(ratio, k) == pytest.approx(golden, abs=2e-4 if k == 10 else 5e-3)
    counts = np.floor((5000 if k == 10 else 500) * float(ratio) ** (-np.arange(k) / (k - 1)) + 1e-9)
    assert bound_ratio(counts) == pytest.approx(golden, abs=1e-6)


def test_the_gain_falls_with_the_ratio_but_never_below_one_over_k():
    ratios = np.logspace(0, 12, 60)
    for k in (2, 3, 10, 100):
        gains = gain_over_ratio(ratios, k)
        assert gains[0] == 1
        assert (np.diff(gains) < 0).all()
        assert gains[-1] > 1 / k
    assert np.isnan(gain_over_ratio([0.5, np.nan, np.inf], 10)).all()
    assert np.isnan(gain_over_ratio(10, 1))


def test_the_part_without_margins_is_vacuous_alone():
    assert count_terms(TEN).sum() == pytest.approx(margin_free_term(TEN), rel=1e-12)
    assert count_terms(TEN).sum() == pytest.approx(0.545, abs=5e-4)


def test_an_imbalanced_test_asks_for_the_smallest_margin_only():
    assert float(imbalanced_bound([0.1, 0.4, 0.9], COUNTS, 4.0)) == pytest.approx(
        10 * math.sqrt(4 / 5550)
    )
    np.testing.assert_array_equal(
        imbalanced_bound([[0.1, 0.4, 0.9], [0.1, 0.1, 0.1]], COUNTS)[0],
        imbalanced_bound([0.1, 0.1, 0.1], COUNTS),
    )
    assert np.isnan(imbalanced_bound([0.1, 0.0, 0.9], COUNTS))
    assert np.isnan(imbalanced_bound([0.1, 0.2], [5, 0]))


def test_what_is_not_separated_is_nan_with_a_reason():
    epochs = np.array([[0.5, 0.2, -0.1], [0.5, 0.2, np.nan], [0.5, 0.2, 0.1]])
    assert np.isnan(margin_terms(epochs, COUNTS)).sum(1).tolist() == [1, 1, 0]
    assert np.isnan(balanced_bound(epochs, COUNTS)).tolist() == [True, True, False]
    assert [bool(not_separated_because(epoch)) for epoch in epochs] == [True, True, False]
    assert not_separated_because(epochs[0]).endswith("in 1 of 3 classes")


def test_more_complexity_and_smaller_margins_cost():
    base = balanced_bound(optimal_margins(COUNTS), COUNTS)
    assert balanced_bound(optimal_margins(COUNTS), COUNTS, 4.0) > base
    assert balanced_bound(optimal_margins(COUNTS, 0.5), COUNTS) > base


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.floats(-10, 1e6), max_size=5),
    st.floats(allow_nan=True),
    st.floats(allow_nan=True),
)
def test_numbers_or_nan_never_a_warning(counts, total, complexity):
    margins = optimal_margins(counts, total)
    if undefined_because(counts=counts, total=total):
        assert np.isnan(margins).all()
    elif 1e-100 < total < 1e100:
        assert margins.sum() == pytest.approx(total)
    if counts and 0 < complexity < 1e100:
        terms = margin_terms(np.ones(len(counts)), counts, complexity)
        assert np.isnan(terms).all() == bool(undefined_because(counts=counts))
    assert (
        np.isnan(count_terms(counts)).all() == bool(undefined_because(counts=counts)) or not counts
    )
