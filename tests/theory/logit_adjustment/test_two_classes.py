import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from ltcore.theory.logit_adjustment.two_classes import (
    class_errors,
    floor,
    gaussian_cut,
    gaussian_errors,
    mixed_errors,
    shifted_cut,
    simulate,
    undefined_because,
)
from ltcore.theory.shared.two_gaussians import log_odds_against

GOLDEN = [
    (0.1, 0, 1.098612, 0.278601, 0.070061),
    (0.1, 0.5, 0.549306, 0.193380, 0.087199),
    (0.1, 1, 0, 0.158655, 0.158655),
    (0.1, 1.5, -0.549306, 0.193380, 0.299560),
    (0.1, 2, -1.098612, 0.278601, 0.487142),
    (0.05, 0, 1.472219, 0.344164, 0.040459),
    (0.05, 0.5, 0.736110, 0.218602, 0.059005),
    (0.01, 0, 2.297560, 0.451634, 0.009511),
]
ANY = st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 0.5])
SIZES, SHARES = st.floats(0.01, 100), st.floats(0.001, 0.999)


@pytest.mark.parametrize(("prior", "tau", "cut", "balanced", "error"), GOLDEN)
def test_the_golden_cuts_and_errors(prior, tau, cut, balanced, error):
    assert float(gaussian_cut(tau, 1, 1, prior)) == pytest.approx(cut, abs=5e-7)
    found = gaussian_errors(tau, 1, 1, prior)
    assert [float(number) for number in found] == pytest.approx([error, balanced], abs=5e-7)


def test_the_floor():
    assert float(floor(1, 1)) == pytest.approx(0.15865525393145707, rel=1e-12)
    assert float(gaussian_errors(1, 3, 2, 0.01)[1]) == pytest.approx(norm.cdf(-1.5), rel=1e-12)


@given(SIZES, SIZES, SHARES, st.floats(-2, 3))
def test_at_the_cut_the_adjusted_posterior_ties(mu, sigma, prior, tau):
    """The two adjusted scores, written down from the densities."""
    cut = float(gaussian_cut(tau, mu, sigma, prior))
    positive = -((cut - mu) ** 2) / (2 * sigma**2) + (1 - tau) * math.log(prior)
    negative = -((cut + mu) ** 2) / (2 * sigma**2) + (1 - tau) * math.log(1 - prior)
    scale = max(1.0, (abs(cut) + mu) ** 2 / sigma**2)
    assert positive - negative == pytest.approx(0, abs=1e-9 * scale)


@given(st.floats(0.3, 3), st.floats(0.02, 0.98))
def test_a_search_finds_the_least_error_at_tau_0_and_the_least_balanced_error_at_tau_1(mu, prior):
    for which, tau in ((0, 0.0), (1, 1.0)):
        best = float(gaussian_errors(tau, mu, 1, prior)[which])
        found = minimize_scalar(
            lambda cut, which=which: float(mixed_errors(*class_errors(cut, mu, 1), prior)[which]),
            bounds=(-20, 20),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert best <= found.fun + 1e-12


@given(SIZES, SIZES, SHARES, st.floats(0, 3))
def test_the_balanced_error_is_symmetric_about_tau_1_and_least_there(mu, sigma, prior, away):
    _, balanced = gaussian_errors([1 - away, 1, 1 + away], mu, sigma, prior)
    assert balanced[0] == pytest.approx(balanced[2], abs=1e-12)
    assert balanced[1] <= balanced[0] + 1e-12
    assert balanced[1] == pytest.approx(float(floor(mu, sigma)), abs=1e-12)


def test_arguments_broadcast_like_one_by_one():
    tau, prior = np.linspace(0, 2, 5), np.array([[0.1], [0.3], [0.5]])
    error, balanced = gaussian_errors(tau, 1.5, 0.7, prior)
    assert error.shape == balanced.shape == (3, 5)
    one = gaussian_errors(tau[3], 1.5, 0.7, 0.3)
    assert (error[1, 3], balanced[1, 3]) == (float(one[0]), float(one[1]))


@given(ANY, ANY, ANY, ANY)
def test_numbers_are_nan_where_a_reason_is_given_and_nowhere_else(tau, mu, sigma, prior):
    reason = undefined_because(mu=mu, sigma=sigma, prior=prior, tau=tau)
    cut = gaussian_cut(tau, mu, sigma, prior)
    error, balanced = gaussian_errors(tau, mu, sigma, prior)
    assert bool(np.isnan(cut)) == bool(np.isnan(error)) == bool(np.isnan(balanced)) == bool(reason)
    floor(mu, sigma), log_odds_against(prior), shifted_cut(tau, mu, sigma, prior)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"mu": 0}, "mu is 0"),
        ({"sigma": -1}, "sigma is -1"),
        ({"prior": 1}, "prior is 1"),
        ({"tau": math.inf}, "tau is inf"),
    ],
)
def test_the_reason_names_the_value(settings, said):
    assert said in undefined_because(**settings)
    assert undefined_because() == ""


@pytest.mark.parametrize("prior", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("mu", [0.5, 1, 2])
@pytest.mark.parametrize("tau", [0, 0.6, 1.4])
def test_what_test_sets_show_agrees_with_the_law(prior, mu, tau):
    rng = np.random.default_rng(0)
    missed, alarms = class_errors(gaussian_cut(tau, mu, 1, prior), mu, 1)
    seen = simulate(np.full(4000, missed), alarms, prior, n=2000, rng=rng)
    for shown, true in zip(seen, gaussian_errors(tau, mu, 1, prior), strict=True):
        spread = max(shown.std() / math.sqrt(shown.size), 1e-9)
        assert abs(shown.mean() - float(true)) < 4 * spread


def test_the_binomials_have_the_law_of_drawn_points():
    rng = np.random.default_rng(1)
    positive = rng.random((3000, 400)) < 0.1
    x = rng.normal(size=positive.shape) + np.where(positive, 1, -1)
    cut = float(gaussian_cut(0.5, 1, 1, 0.1))
    drawn = ((x > cut) != positive).mean(axis=1)
    missed, alarms = class_errors(cut, 1, 1)
    seen, _ = simulate(np.full(3000, missed), alarms, 0.1, n=400, rng=rng)
    assert seen.mean() == pytest.approx(drawn.mean(), abs=4 * drawn.std() / math.sqrt(1500))
    assert seen.std() == pytest.approx(drawn.std(), rel=0.1)


def test_a_test_set_that_lacks_a_class_has_no_balanced_error():
    error, balanced = simulate(np.full(200, 0.5), 0.1, 0.01, n=20, rng=np.random.default_rng(0))
    assert np.isfinite(error).all()
    assert np.isnan(balanced).any()
    with pytest.raises(ValueError, match="n is 0"):
        simulate(0.5, 0.5, 0.5, n=0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="missed holds"):
        simulate(math.nan, 0.5, 0.5, n=5, rng=np.random.default_rng(0))
