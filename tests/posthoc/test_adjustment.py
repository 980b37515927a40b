import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax

from ltcore.posthoc import adjust_logits

A = [5000, 500, 50]
Z = [[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]]


def test_the_golden_examples():
    assert np.argmax(Z, axis=1).tolist() == [0, 2, 1]
    assert adjust_logits(Z, A).argmax(axis=1).tolist() == [2, 2, 1]
    one = [[3.0, 1.0, 0.5]]
    assert adjust_logits(one, A, 1.0).argmax() == 2
    assert adjust_logits(one, A, 0.5).argmax() == 0


def test_a_value_by_hand():
    np.testing.assert_allclose(
        adjust_logits([[0.0, 0.0]], [3, 1]), [[np.log(4 / 3), np.log(4)]], rtol=1e-14
    )


@given(st.integers(0, 2**32 - 1), st.floats(0, 3))
def test_it_is_the_log_of_the_probability_over_the_prior(seed, tau):
    rng = np.random.default_rng(seed)
    logits, counts = rng.normal(0, 5, (4, 6)), rng.integers(1, 1000, 6)
    by_ratio = log_softmax(logits, axis=1) - tau * np.log(counts / counts.sum())
    moved = adjust_logits(logits, counts, tau)
    np.testing.assert_allclose(
        moved - moved.max(axis=1, keepdims=True),
        by_ratio - by_ratio.max(axis=1, keepdims=True),
        atol=1e-9,
    )


def test_tau_0_and_balanced_counts_change_nothing():
    assert adjust_logits(Z, A, 0.0).tolist() == np.asarray(Z, float).tolist()
    assert adjust_logits(Z, [7, 7, 7]).argmax(axis=1).tolist() == [0, 2, 1]


def test_extreme_priors_are_not_capped():
    # google-research adds 1e-12 inside of the logarithm, which caps the shift at 27.6.
    moved = adjust_logits([[0.0, 0.0]], [10**8, 1], tau=3.0)
    assert moved[0, 1] == pytest.approx(3 * np.log(10**8 + 1))


def test_a_class_without_examples_is_refused_by_its_number():
    with pytest.raises(ValueError, match=r"counts\[1\] is 0: class 1"):
        adjust_logits(Z, [5, 0, 2])


@pytest.mark.parametrize(
    ("logits", "counts", "tau", "told"),
    [
        ([1.0, 2.0], [1, 1], 1.0, r"shape \(2,\)"),
        ([[1.0, np.nan]], [1, 1], 1.0, r"logits\[0\] holds a value that is not finite"),
        ([[1.0, 2.0]], [1, 1, 1], 1.0, "give one per class"),
        ([[1.0, 2.0]], [1, 1], -1.0, "tau is -1"),
        (np.zeros((2, 0)), [1], 1.0, "at least one class"),
    ],
)
def test_what_is_not_legal_is_told(logits, counts, tau, told):
    with pytest.raises(ValueError, match=told):
        adjust_logits(logits, counts, tau)
