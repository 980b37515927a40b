import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from ltcore.theory.plug_in.law import log_odds, regret_rate, threshold_rates, threshold_regrets
from ltcore.theory.plug_in.regret import best_am, limits, simulate

SPREADS = [0.5, 0.99, 1.0, 1.01, 2.0, 4.0]
PRIORS = [0.01, 0.1, 0.5, 0.9]


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("prior", PRIORS)
def test_log_odds_are_those_of_the_densities(prior, spread):
    x = np.linspace(-4, 4, 17)
    by_hand = np.log(prior * norm.pdf(x, 1, spread)) - np.log((1 - prior) * norm.pdf(x, -1, 1))
    np.testing.assert_allclose(log_odds(x, prior, spread), by_hand, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("threshold", [0.01, 0.2, 0.5, 0.95])
def test_rates_are_the_integrals_over_where_the_posterior_is_above(threshold, spread):
    x = np.arange(-60, 60, 2e-4)
    taken = expit(log_odds(x, 0.2, spread)) > threshold
    positive, negative = threshold_rates(threshold, 0.2, spread)
    assert positive == pytest.approx((norm.pdf(x, 1, spread) * taken).sum() * 2e-4, abs=1e-4)
    assert negative == pytest.approx((norm.pdf(x, -1, 1) * ~taken).sum() * 2e-4, abs=1e-4)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("prior", PRIORS)
def test_the_prior_is_the_best_threshold(prior, spread):
    thresholds = np.linspace(0.005, 0.995, 199)
    regrets = threshold_regrets(thresholds, prior, spread)
    assert threshold_regrets(prior, prior, spread) == pytest.approx(0, abs=1e-12)
    assert np.all(regrets >= -1e-12)
    below, above = regrets[thresholds <= prior], regrets[thresholds >= prior]
    assert np.all(np.diff(below) <= 1e-12)
    assert np.all(np.diff(above) >= -1e-12)


@pytest.mark.parametrize(("prior", "golden"), [(0.1, 0.119946), (0.02, 0.256101)])
def test_a_half_loses_what_the_facts_say(prior, golden):
    assert threshold_regrets(0.5, prior) == pytest.approx(golden, abs=5e-7)
    assert threshold_regrets(0.5, prior) == pytest.approx(limits(prior)[1], abs=1e-12)


def test_a_threshold_that_no_point_passes_is_a_constant_rule():
    positive, negative = threshold_rates(0.999, 0.001, 0.5)
    assert [float(positive), float(negative)] == [0, 1]
    assert threshold_regrets(0.999, 0.001, 0.5) == pytest.approx(best_am(0.5) - 0.5)


@pytest.mark.parametrize("prior", [0.02, 0.1, 0.5])
def test_the_rate_is_that_of_an_independent_integration(prior):
    def information(power):
        def integrand(x):
            eta = expit(2 * x - np.log((1 - prior) / prior))
            density = prior * norm.pdf(x, 1) + (1 - prior) * norm.pdf(x, -1)
            return density * eta * (1 - eta) * x**power

        return quad(integrand, -12, 12, limit=200)[0]

    fisher = np.array([[information(2), information(1)], [information(1), information(0)]])
    variance = (np.linalg.inv(fisher)[1, 1] - 1 / (prior * (1 - prior))) / 4
    assert regret_rate(prior) == pytest.approx(variance * norm.pdf(1) / 2, rel=1e-6)


@pytest.mark.parametrize("prior", [0.1, 0.3])
def test_the_regret_of_large_samples_has_the_law(prior):
    n, trials = 10_000, 400
    seen = simulate(n, prior, trials=trials, rng=np.random.default_rng(3)).empirical
    scaled = n * seen / regret_rate(prior)
    # A chi-square of one degree: mean 1, variance 2; its median is 0.4549.
    assert abs(scaled.mean() - 1) < 4 * np.sqrt(2 / trials)
    assert abs((scaled < 0.454936).mean() - 0.5) < 4 * np.sqrt(0.25 / trials)
    assert abs((scaled < 3.841459).mean() - 0.95) < 4 * np.sqrt(0.95 * 0.05 / trials)


@given(
    threshold=st.floats(allow_nan=True), prior=st.floats(-1, 2), spread=st.floats(0.01, 20)
)  # fmt: skip
def test_any_input_gives_a_rate_or_nan(threshold, prior, spread):
    legal = 0 < threshold < 1 and 0 < prior < 1 and 0.1 <= spread <= 10
    for rate in threshold_rates(threshold, prior, spread):
        assert (0 <= rate <= 1) if legal else np.isnan(rate)
    speed = regret_rate(prior)
    assert speed > 0 if 1e-6 <= prior <= 1 - 1e-6 else np.isnan(speed)
