import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax
from scipy.stats import norm

from ltcore.posthoc import (
    adjust_logits,
    arithmetic_mean,
    empirical_thresholds,
    one_against_rest,
    plug_in,
    plug_in_binary,
)


def eta(x, p=0.1):
    """P(+ | x) of N(+1, 1) against N(-1, 1)."""
    return expit(2 * np.asarray(x) + np.log(p / (1 - p)))


def test_the_golden_ratios():
    p = np.array([[0.7, 0.25, 0.05]])
    ratios = p / empirical_thresholds([5000, 500, 50])
    np.testing.assert_allclose(ratios, [[0.777, 2.775, 5.55]], atol=1e-9)
    assert plug_in(p, [5000, 500, 50]).tolist() == [2]


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
    by_share = arithmetic_mean(plug_in_binary(eta(x), 0.1), positive)
    by_half = arithmetic_mean(plug_in_binary(eta(x), 0.5), positive)
    np.testing.assert_allclose(by_share, [0.841344746] * 3, atol=0.004)
    np.testing.assert_allclose(by_half, [0.460723056, 0.982074454, 0.721398755], atol=0.004)


@given(st.integers(0, 2**32 - 1))
def test_many_classes_are_logit_adjustment_with_tau_1(seed):
    rng = np.random.default_rng(seed)
    logits, counts = rng.normal(0, 3, (6, 5)), rng.integers(1, 999, 5)
    decided = plug_in(softmax(logits, axis=1), counts)
    assert (decided == adjust_logits(logits, counts).argmax(axis=1)).all()


@given(st.integers(0, 2**32 - 1))
def test_two_classes_are_the_binary_rule(seed):
    rng = np.random.default_rng(seed)
    share, counts = rng.random(20), rng.integers(1, 999, 2)
    both = np.column_stack([1 - share, share])
    binary = plug_in_binary(share, float(empirical_thresholds(counts)[1]))
    assert (plug_in(both, counts) == binary).all()
    assert (one_against_rest(both, 1, [empirical_thresholds(counts)[1]])[0] == binary).all()


def test_one_class_against_the_rest_leaves_the_others_as_they_were():
    likely = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    assert one_against_rest(likely, 2, [0.0, 0.3, 1.0]).tolist() == [[2, 2], [0, 2], [0, 1]]


def test_rates_without_an_example_are_undefined():
    found, left_alone, mean = arithmetic_mean([1, 0], [0, 0])
    assert np.isnan([found, mean]).all()
    assert left_alone == 0.5


def test_illegal_values_are_named():
    with pytest.raises(ValueError, match=r"threshold is 1\.5"):
        plug_in_binary([0.5], 1.5)
    with pytest.raises(ValueError, match=r"counts\[0\] is 0: class 0"):
        plug_in([[0.5, 0.5]], [0, 5])
    with pytest.raises(ValueError, match="counts are given for 3 classes"):
        plug_in([[0.5, 0.5]], [1, 2, 3])
    with pytest.raises(ValueError, match="positive is 2"):
        one_against_rest([[0.5, 0.5]], 2, [0.5])
    with pytest.raises(ValueError, match="positive is 0: with 1 classes"):
        one_against_rest([[1.0]], 0, [0.5])
