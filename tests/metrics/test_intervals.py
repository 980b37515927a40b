import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ltcore.metrics import mean_t_interval, paired_t_interval, wilson


def test_wilson_by_hand():
    # 0 of 10: the upper bound is z^2 / (n + z^2) = 3.8415 / 13.8415.
    low, high = wilson([0, 10, 5], [10, 10, 10])
    assert low.tolist() == pytest.approx([0, 0.722467, 0.236593], abs=1e-6)
    assert high.tolist() == pytest.approx([0.277533, 1, 0.763407], abs=1e-6)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
@pytest.mark.parametrize(("successes", "total"), [(0, 5), (1, 7), (50, 50), (13, 200), (1, 1)])
def test_wilson_agrees_with_scipy(successes, total, level):
    low, high = wilson([successes], [total], level)
    expected = stats.binomtest(successes, total).proportion_ci(level, method="wilson")
    assert low[0] == pytest.approx(expected.low, abs=1e-14)
    assert high[0] == pytest.approx(expected.high, abs=1e-14)


def test_wilson_of_no_example_is_nan():
    low, high = wilson([0, 3], [0, 4])
    assert np.isnan([low[0], high[0]]).all()
    assert np.isfinite([low[1], high[1]]).all()


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.floats(0.01, 0.999))
@settings(max_examples=60, deadline=None)
def test_wilson_holds_the_share_and_mirrors(successes, failures, level):
    total = successes + failures
    low, high = wilson(successes, total, level)
    assert 0 <= low <= successes / total <= high <= 1
    mirrored_low, mirrored_high = wilson(failures, total, level)
    assert mirrored_low == pytest.approx(1 - high, abs=1e-12)
    assert mirrored_high == pytest.approx(1 - low, abs=1e-12)


@pytest.mark.parametrize(("successes", "total"), [(5, 4), (-1, 4), (np.nan, 4), (0, -1)])
def test_wilson_refuses_impossible_counts(successes, total):
    with pytest.raises(ValueError, match=r"successes\[1\] is"):
        wilson([1, successes], [2, total])


def test_t_interval_by_hand():
    # Standard error 1 / sqrt(3), t quantile 4.302653 with two degrees of freedom.
    mean, low, high = mean_t_interval([1, 2, 3])
    assert (mean, low, high) == pytest.approx((2, 2 - 2.484138, 2 + 2.484138), abs=1e-6)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_t_intervals_agree_with_scipy(level):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=7), rng.normal(size=7)
    mean, low, high = mean_t_interval(a, level)
    expected = stats.ttest_1samp(a, 0).confidence_interval(level)
    assert (mean, low, high) == pytest.approx((a.mean(), expected.low, expected.high))
    mean, low, high = paired_t_interval(a, b, level)
    expected = stats.ttest_rel(a, b).confidence_interval(level)
    assert (mean, low, high) == pytest.approx(((a - b).mean(), expected.low, expected.high))


def test_one_value_tells_no_spread():
    mean, low, high = mean_t_interval([0.25])
    assert mean == 0.25
    assert np.isnan([low, high]).all()
    mean, low, high = paired_t_interval([0.25], [0.75])
    assert mean == -0.5
    assert np.isnan([low, high]).all()


def test_equal_values_have_no_width():
    assert mean_t_interval([0.5, 0.5, 0.5]) == (0.5, 0.5, 0.5)


def test_a_missing_value_is_not_skipped():
    assert np.isnan(mean_t_interval([0.1, np.nan, 0.3])).all()


def test_pairs_cancel_what_seeds_share():
    shared = np.array([0.0, 10.0, 20.0])
    _, low, high = paired_t_interval(shared + np.array([1.0, 1.1, 0.9]), shared)
    assert 0 < low < 1 < high < 2


def test_illegal_input_is_refused():
    with pytest.raises(ValueError, match="give at least one value"):
        mean_t_interval([])
    with pytest.raises(ValueError, match="pairs need the same seeds"):
        paired_t_interval([1, 2, 3], [1])
    for level in (0, 1, 95, np.nan):
        with pytest.raises(ValueError, match="level is"):
            mean_t_interval([1, 2], level)
        with pytest.raises(ValueError, match="level is"):
            wilson([1], [2], level)
