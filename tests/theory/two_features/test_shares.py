import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from ltcore.theory.two_features.learning import (
    kept,
    self_supervised_directions,
)
from ltcore.theory.two_features.shares import (
    Setting,
    draw,
    draw_many,
    rare_mean_share,
    self_supervised_limit,
    undefined_because,
)

WILD = st.floats() | st.integers(-3, 10**6)


def test_the_examples_follow_the_stated_law():
    setting = Setting(d=4, n_frequent=20_000, n_rare=10_000, tau=3.0, rho=0.5)
    points, labels = draw(setting, np.random.default_rng(0))
    assert np.bincount(labels).tolist() == [20_000, 20_000, 10_000]
    means = np.stack([points[labels == k].mean(axis=0) for k in range(3)])
    np.testing.assert_allclose(
        means, np.array([[1, -1.5, 0, 0], [-1, -1.5, 0, 0], [0, 1, 0, 0]]), atol=4 * 1.6 / 100
    )
    spread = np.var(points[labels == 0], axis=0)
    np.testing.assert_allclose(spread, [0.25, 0.25 + 9 / 4, 0.25, 0.25], rtol=0.05)


def test_several_sets_share_their_labels():
    points, labels = draw_many(Setting(d=3, n_frequent=2, n_rare=1), 5, np.random.default_rng(0))
    assert points.shape == (5, 5, 3)
    assert labels.tolist() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("d", [2, 3, 50, 1000])
@pytest.mark.parametrize("n_rare", [1, 2, 20])
@pytest.mark.parametrize("rho", [0.05, 0.35, 1.0, 10.0])
def test_the_mean_of_the_rare_is_non_central_beta(d, n_rare, rho):
    """An independent road: a Poisson mixture of beta means."""
    rate = n_rare / (2 * rho**2)
    k = np.arange(poisson.ppf(1e-16, rate), poisson.isf(1e-16, rate) + 60)
    expected = (poisson.pmf(k, rate) * (0.5 + k) / (d / 2 + k)).sum()
    assert float(rare_mean_share(d, n_rare, rho)) == pytest.approx(expected, rel=1e-9)


def test_the_mean_of_the_rare_as_drawn():
    rng = np.random.default_rng(0)
    means = rng.normal(size=(20_000, 30)) * 0.4 / np.sqrt(3)
    means[:, 0] += 1
    shares = means[:, 0] ** 2 / (means**2).sum(axis=1)
    error = shares.std() / np.sqrt(shares.size)
    assert shares.mean() == pytest.approx(float(rare_mean_share(30, 3, 0.4)), abs=4 * error)


def test_the_mean_of_the_rare_knows_more_with_more_examples_and_less_in_more_dimensions():
    assert np.all(np.diff(rare_mean_share(100, np.arange(1, 50), 0.35)) > 0)
    assert np.all(np.diff(rare_mean_share(np.arange(2, 200), 3, 0.35)) < 0)
    assert np.all(np.diff(rare_mean_share(100, 3, np.linspace(0, 5, 200))) < 0)
    assert float(rare_mean_share(100, 3, 0.0)) == pytest.approx(1)
    assert float(rare_mean_share(100, 3, 1e4)) == pytest.approx(1 / 100, rel=1e-4)


@pytest.mark.parametrize("rho", [0.2, 0.4, 0.7])
@pytest.mark.parametrize("tau", [1.2, 2.0, 3.0])
@pytest.mark.parametrize("n_frequent", [100, 200, 400])
def test_the_limit_is_close_at_150_dimensions(rho, tau, n_frequent):
    """27 settings well above the threshold; the law is one of large d and N, so the gap is of order 1 / d."""
    setting = Setting(d=150, n_frequent=n_frequent, n_rare=3, tau=tau, rho=rho)
    points, _ = draw_many(setting, 4, np.random.default_rng(0))
    seen = kept(self_supervised_directions(points))
    limits = np.stack(self_supervised_limit(150, n_frequent, 3, tau, rho))
    error = seen.std(axis=0) / np.sqrt(len(seen))
    np.testing.assert_array_less(np.abs(seen.mean(axis=0) - limits), 4 * error + 0.04)


def test_below_its_threshold_a_feature_is_lost():
    """s = rho^2 sqrt(d / N) for the weaker feature, which is e2 for small tau."""
    d, n, n_rare, tau = 100, 100, 1, 0.5
    examples = 2 * n + n_rare
    strength = (n * tau**2 + n_rare) / examples
    edge = np.sqrt(strength / np.sqrt(d / examples))
    first, second = self_supervised_limit(d, n, n_rare, tau, edge * np.array([0.99, 1.01]))
    assert 0 < second[0] < 0.1
    assert second[1] == 0
    assert np.all(first > 0.4)


def test_the_limits_have_known_ends():
    first, second = self_supervised_limit(100, 50, 5, 2.0, [0.0, 1e6])
    assert (first.tolist(), second.tolist()) == ([1, 0], [1, 0])
    noises = np.linspace(0, 3, 100)
    for share in self_supervised_limit(100, 50, 5, 2.0, noises):
        assert np.all(np.diff(share) <= 0)
    assert np.all(np.diff(self_supervised_limit(100, 50, 5, np.linspace(1, 4, 50), 0.5)[1]) > 0)


@given(d=WILD, n_frequent=WILD, n_rare=WILD, tau=WILD, rho=WILD)
def test_degenerate_settings_get_a_reason_and_nan(d, n_frequent, n_rare, tau, rho):
    reason = undefined_because(d=d, n_frequent=n_frequent, n_rare=n_rare, tau=tau, rho=rho)
    shares = [*self_supervised_limit(d, n_frequent, n_rare, tau, rho)]
    for share in shares:
        assert np.isnan(share) == bool(reason)
        assert reason or 0 <= share <= 1
    alone = rare_mean_share(d, n_rare, rho)
    assert np.isnan(alone) or 0 <= alone <= 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"d": 1}, "d is 1"),
        ({"n_frequent": 0}, "n_frequent is 0"),
        ({"n_rare": 0}, "n_rare is 0"),
        ({"tau": -1.0}, "tau is -1"),
        ({"rho": float("nan")}, "rho is nan"),
    ],
)
def test_impossible_settings_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        Setting(**change)
