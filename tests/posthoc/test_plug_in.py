import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import norm

from ltcore.posthoc import (
    adjust_logits,
    arithmetic_mean,
    empirical_thresholds,
    one_against_rest,
)


def eta(x, p=0.1):
    """P(+ | x) of N(+1, 1) against N(-1, 1)."""
    return expit(2 * np.asarray(x) + np.log(p / (1 - p)))


def two_classes(share, threshold):
    """Whether each example is taken for the positive one of two classes."""
    share = np.asarray(share)
    return one_against_rest(np.column_stack([1 - share, share]), 1, [threshold])[0]


def test_the_golden_ratios():
    ratios = np.array([[0.7, 0.25, 0.05]]) / empirical_thresholds([5000, 500, 50])
    np.testing.assert_allclose(ratios, [[0.777, 2.775, 5.55]], atol=1e-9)


def test_the_golden_toy_has_its_threshold_where_eta_is_the_share():
    assert float(eta(0.0)) == pytest.approx(0.1, abs=1e-15)
    cut = 0.5 * np.log(9)
    assert cut == pytest.approx(1.098612288668, abs=1e-12)
    assert float(eta(cut)) == pytest.approx(0.5)
    for at, rates in {
        cut: (0.460723056318, 0.982074453900, 0.721398755109),
        0.0: (0.841344746069, 0.841344746069, 0.841344746069),
    }.items():
        found, left_alone = norm.sf(at - 1), norm.cdf(at + 1)
        np.testing.assert_allclose((found, left_alone, (found + left_alone) / 2), rates, atol=1e-12)
    accuracy = 0.1 * norm.sf(cut - 1) + 0.9 * norm.cdf(cut + 1)
    assert accuracy == pytest.approx(0.929939314141, abs=1e-12)


def test_on_a_sample_of_the_toy_the_rule_has_the_rates_of_the_law():
    rng = np.random.default_rng(0)
    positive = np.repeat([True, False], 100_000)
    x = rng.normal(np.where(positive, 1, -1))
    by_share = arithmetic_mean(two_classes(eta(x), 0.1), positive)
    by_half = arithmetic_mean(two_classes(eta(x), 0.5), positive)
    np.testing.assert_allclose(by_share, [0.841344746] * 3, atol=0.004)
    np.testing.assert_allclose(by_half, [0.460723056, 0.982074454, 0.721398755], atol=0.004)


@given(st.integers(0, 2**32 - 1))
def test_two_classes_are_the_binary_rule_and_logit_adjustment_with_tau_1(seed):
    rng = np.random.default_rng(seed)
    share, counts = rng.random(20), rng.integers(1, 999, 2)
    threshold = float(empirical_thresholds(counts)[1])
    decided = two_classes(share, threshold)
    assert (decided == (share > threshold)).all()
    logits = np.column_stack([np.zeros(20), logit(share)])
    assert (decided == adjust_logits(logits, counts).argmax(axis=1)).all()


def test_one_class_against_the_rest_leaves_the_others_as_they_were():
    likely = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    assert one_against_rest(likely, 2, [0.0, 0.3, 1.0]).tolist() == [[2, 2], [0, 2], [0, 1]]


def test_rates_without_an_example_are_undefined():
    found, left_alone, mean = arithmetic_mean([1, 0], [0, 0])
    assert np.isnan([found, mean]).all()
    assert left_alone == 0.5


def test_illegal_values_are_named():
    with pytest.raises(ValueError, match=r"counts\[0\] is 0: class 0"):
        empirical_thresholds([0, 5])
    with pytest.raises(ValueError, match="positive is 2"):
        one_against_rest([[0.5, 0.5]], 2, [0.5])
    with pytest.raises(ValueError, match="positive is 0: with 1 classes"):
        one_against_rest([[1.0]], 0, [0.5])
