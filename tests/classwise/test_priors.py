import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import log_priors


def test_known_log_priors():
    expected = np.array([-0.104360015324, -2.406945108318, -4.709530201312])
    np.testing.assert_allclose(log_priors([5000, 500, 50]), expected, rtol=1e-11)
    np.testing.assert_allclose(log_priors([5000, 500, 50], 0.5), expected / 2, rtol=1e-11)


def test_large_tau_is_not_capped():
    # log(prior ** tau + 1e-12) would stop at -27.6.
    assert log_priors([10**4, 1], 10.0)[1] == pytest.approx(-10 * np.log(10_001))


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_priors_sum_to_one(counts):
    logs = log_priors(counts)
    assert np.exp(logs).sum() == pytest.approx(1)
    assert (logs <= 0).all()


@pytest.mark.parametrize("tau", [-1.0, float("nan"), float("inf")])
def test_illegal_tau_is_refused(tau):
    with pytest.raises(ValueError, match="tau is"):
        log_priors([5, 4], tau)


def test_an_empty_class_is_refused():
    with pytest.raises(ValueError, match="class 1"):
        log_priors([5, 0])
