import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import adrw_weights, log_priors, pairwise_terms


def test_terms_by_hand():
    # Priors 0.8 and 0.2, delta their squares: 0.64 and 0.04.
    alpha, margins = pairwise_terms([80, 20], 2)
    np.testing.assert_allclose(alpha, [0.64 / 0.8, 0.04 / 0.2], rtol=1e-12)
    np.testing.assert_allclose(margins, [[0, np.log(1 / 16)], [np.log(16), 0]], atol=1e-12)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.floats(-2, 2))
@settings(max_examples=50, deadline=None)
def test_terms_are_those_of_the_theorem(counts, power):
    prior = np.array(counts) / sum(counts)
    delta = prior**power
    alpha, margins = pairwise_terms(counts, power)
    np.testing.assert_allclose(alpha, delta / prior, rtol=1e-9)
    np.testing.assert_allclose(margins, np.log(delta[None, :] / delta[:, None]), atol=1e-9)
    assert (np.diag(margins) == 0).all()
    np.testing.assert_allclose(margins, -margins.T, atol=1e-12)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=12), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_power_is_tau_of_the_offsets_and_one_less_nu_of_the_weights(counts, tau):
    alpha, margins = pairwise_terms(counts, tau)
    np.testing.assert_allclose(alpha, adrw_weights(counts, 1 - tau, normalise="none"), rtol=1e-9)
    offsets = log_priors(counts, tau)
    np.testing.assert_allclose(margins, offsets - offsets[:, None], atol=1e-9)


@pytest.mark.parametrize("power", [float("nan"), float("inf")])
def test_illegal_power_is_refused(power):
    with pytest.raises(ValueError, match="power is"):
        pairwise_terms([5, 4], power)
