import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from ltcore.theory.pseudo_labels.law import MAX_GAP, Setting, variance
from ltcore.theory.pseudo_labels.rates import guarantee_rates
from ltcore.theory.ssl_mean import (
    coverage,
    density,
    guarantee,
    guarantee_terms,
    simulate,
    target,
    undefined_because,
)

# n+, n-, p, q, delta, the three terms, bound, exact coverage (mu1 = 1, mu2 = -1, sigma = 1)
GOLDEN = [
    (100, 100, 0.9, 0.9, 0.3, (0.735759, 0.270671, 0.270671), -0.277100, 0.999722),
    (500, 500, 0.9, 0.9, 0.2, (0.216736, 0.0234873, 0.0234873), 0.736289, 1.000000),
    (900, 100, 0.95, 0.7, 0.3, (0.330598, 3.046e-8, 0.270671), 0.398732, 0.999981),
    (990, 10, 0.95, 0.7, 0.3, (1.64074, 5.0e-9, 1.63746), -2.278201, 0.836318),
    (990, 10, 0.95, 0.7, 1.0, (0.221606, 5.7e-96, 0.216736), 0.561658, 0.999997),
    (5000, 50, 0.99, 0.6, 0.5, (0.127821, 4.6e-121, 0.124353), 0.747826, 1.000000),
    (5000, 5000, 0.99, 0.6, 0.1, (0.00773184, 2.99e-5, 2.99e-5), 0.992208, 1.000000),
]
BY_SPLIT = np.array([1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500])
GRID = list(itertools.product((30, 300, 3000), (10, 100, 1000), (0.6, 0.95, 1.0), (0.5, 2.0)))


def drawn_point_by_point(setting, trials, rng):
    """The theorem's experiment without any shortcut: every point has a true class and a place."""
    means = []
    for size, right, if_right, if_wrong in (
        (setting.n_pos, setting.p, setting.mu1, setting.mu2),
        (setting.n_neg, setting.q, setting.mu2, setting.mu1),
    ):
        truth = np.where(rng.random((trials, size)) < right, if_right, if_wrong)
        means.append((truth + setting.sigma * rng.standard_normal((trials, size))).mean(axis=1))
    return sum(means) / 2


@pytest.mark.parametrize(("n_pos", "n_neg", "p", "q", "delta", "terms", "bound", "exact"), GOLDEN)
def test_golden_values(n_pos, n_neg, p, q, delta, terms, bound, exact):
    found = guarantee_terms(delta, n_pos, n_neg, 1, -1, 1)
    np.testing.assert_allclose(found[0], terms[0], rtol=5e-6)
    np.testing.assert_allclose(found[1:], terms[1:], rtol=1e-2)
    assert float(guarantee(delta, n_pos, n_neg, 1, -1, 1)) == pytest.approx(bound, abs=1e-6)
    assert float(coverage(delta, n_pos, n_neg, p, q, 1, -1, 1)) == pytest.approx(exact, abs=1e-6)


def test_golden_values_by_split():
    bound = guarantee(0.3, BY_SPLIT, 1000 - BY_SPLIT, 1, -1, 1)
    exact = coverage(0.3, BY_SPLIT, 1000 - BY_SPLIT, 0.9, 0.9, 1, -1, 1)
    bounds = "-2.920834 -2.843311 -2.620255 -2.278201 -1.692048 -0.509241 0.398732 0.881844 0.965050 0.982857 0.986343"
    masses = "0.409677 0.539684 0.750790 0.894955 0.977154 0.999588 0.999999 1 1 1 1"
    np.testing.assert_allclose(bound, np.array(bounds.split(), float), atol=1e-6)
    np.testing.assert_allclose(exact, np.array(masses.split(), float), atol=1e-6)


def test_the_terms_are_those_of_the_statement():
    rng = np.random.default_rng(0)
    for _ in range(50):
        n_pos, n_neg = rng.integers(1, 500, 2)
        delta, mu1, mu2, sigma = (
            rng.uniform(0, 2),
            rng.uniform(0, 3),
            rng.uniform(-3, 0),
            rng.uniform(0.1, 3),
        )
        written = [
            2 * np.exp(-(2 * delta**2 / (9 * sigma**2)) * n_pos * n_neg / (n_pos + n_neg)),
            2 * np.exp(-8 * n_pos * delta**2 / (9 * (mu1 - mu2) ** 2)),
            2 * np.exp(-8 * n_neg * delta**2 / (9 * (mu1 - mu2) ** 2)),
        ]
        np.testing.assert_allclose(
            guarantee_terms(delta, n_pos, n_neg, mu1, mu2, sigma),
            written,
            rtol=1e-10,
            atol=np.finfo(np.float64).tiny,  # a term that is smaller has few digits left
        )
        found = float(guarantee(delta, n_pos, n_neg, mu1, mu2, sigma))
        assert found == pytest.approx(1 - sum(written), abs=1e-12)


@pytest.mark.parametrize(("n_pos", "n_neg", "p", "sigma"), GRID)
def test_estimates_fail_no_more_often_than_promised(n_pos, n_neg, p, sigma):
    q, trials = 0.8, 4000
    estimates = simulate(
        n_pos, n_neg, p, q, 1, -1, sigma, trials=trials, rng=np.random.default_rng(1)
    )
    away = np.abs(estimates - target(p, q, 1, -1))
    delta = (
        3 * sigma * np.sqrt(1 / n_pos + 1 / n_neg) * np.array([0.1, 0.3, 0.5, 0.7, 1, 1.5, 2, 3])
    )
    bound = guarantee(delta, n_pos, n_neg, 1, -1, sigma)
    failures = (away > delta[:, None]).mean(axis=1)
    assert ((bound > 0) & (bound < 1)).any()
    assert (failures <= 1 - bound).all()
    exact = coverage(delta, n_pos, n_neg, p, q, 1, -1, sigma)
    assert (exact >= bound).all()
    spread = np.sqrt(exact * (1 - exact) / trials)
    assert (np.abs(1 - failures - exact) <= 4 * spread + 1e-3).all()


def test_shortcut_and_point_by_point_have_the_same_exact_law():
    setting = Setting(n_pos=40, n_neg=5, p=0.9, q=0.6, mu1=2.0, mu2=-1.0, sigma=0.7)
    numbers = vars(setting)
    trials = 200_000
    short = simulate(**numbers, trials=trials, rng=np.random.default_rng(2))
    long = drawn_point_by_point(setting, trials, np.random.default_rng(3))
    centre = float(target(0.9, 0.6, 2.0, -1.0))
    delta = np.array([0.05, 0.2, 0.4, 0.7, 1.0])
    exact = coverage(delta, **numbers)
    for estimates in (short, long):
        seen = (np.abs(estimates - centre) <= delta[:, None]).mean(axis=1)
        assert (np.abs(seen - exact) <= 4 * np.sqrt(exact * (1 - exact) / trials)).all()
        assert abs(estimates.mean() - centre) <= 4 * np.sqrt(variance(setting) / trials)
        assert estimates.var() == pytest.approx(float(variance(setting)), rel=0.015)


def test_the_density_has_the_mean_variance_and_mass_of_the_law():
    setting = Setting(n_pos=12, n_neg=3, p=0.8, q=0.3, mu1=1.5, mu2=-0.5, sigma=0.4)
    centre = float(target(0.8, 0.3, 1.5, -0.5))
    ends = (centre - 3, centre + 3)

    def moment(power):
        return quad(lambda x: (x - centre) ** power * float(density(x, setting)), *ends, limit=200)[
            0
        ]

    assert moment(0) == pytest.approx(1, abs=1e-8)
    assert moment(1) == pytest.approx(0, abs=1e-8)
    assert moment(2) == pytest.approx(float(variance(setting)), abs=1e-8)
    inside = quad(lambda x: float(density(x, setting)), centre - 0.3, centre + 0.3, limit=200)[0]
    assert inside == pytest.approx(float(coverage(0.3, **vars(setting))), abs=1e-9)


def test_more_points_cover_more_and_the_promise_rises_with_delta():
    n = np.array([1, 2, 5, 10, 100, 1000, 10_000, 10**6, 10**9])
    for promise in (guarantee(0.2, n, n, 1, -1, 1), coverage(0.2, n, n, 0.9, 0.7, 1, -1, 1)):
        assert (np.diff(promise) >= -1e-12).all()
    delta = np.linspace(0, 3, 100)
    for promise in (guarantee(delta, 50, 9, 1, -1, 1), coverage(delta, 50, 9, 0.9, 0.7, 1, -1, 1)):
        assert (np.diff(promise) >= -1e-12).all()
    assert float(guarantee(0, 50, 9, 1, -1, 1)) == -5


def test_scale_and_place_do_not_matter():
    here = coverage(0.3, 50, 9, 0.9, 0.7, 1, -1, 1), guarantee(0.3, 50, 9, 1, -1, 1)
    there = coverage(30.0, 50, 9, 0.9, 0.7, 700, 500, 100), guarantee(30.0, 50, 9, 700, 500, 100)
    np.testing.assert_allclose(here, there, rtol=1e-12)


def test_equal_means_leave_the_noise_alone():
    assert guarantee_rates(50, 9, 1, 1, 1)[1:].tolist() == [np.inf, np.inf]
    np.testing.assert_array_equal(guarantee_terms([0, 1], 50, 9, 1, 1, 1)[1:], 0)
    assert float(guarantee(0, 50, 9, 1, 1, 1)) == -1
    normal = coverage(0.3, 50, 9, 0.9, 0.7, 1, 1, 1)
    np.testing.assert_allclose(normal, coverage(0.3, 50, 9, 1, 1, 1, -1, 1), atol=1e-12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"n_pos": 0}, "n_pos is 0: no mean without pseudo-labels"),
        ({"n_neg": 2.5}, "n_neg is 2.5"),
        ({"p": 1.1}, "p is 1.1: a precision lies between 0 and 1"),
        ({"q": -0.1}, "q is -0.1"),
        ({"mu1": np.inf}, "mu1 is inf: give a finite mean"),
        ({"mu1": -2}, "mu1 is -2, mu2 -1: the positive class has the larger mean"),
        ({"sigma": 0}, "sigma is 0: give a finite standard deviation above 0"),
    ],
)
def test_impossible_settings_have_a_reason_and_no_numbers(changed, said):
    numbers = {**vars(Setting(n_pos=50, n_neg=9, p=0.9, q=0.7)), **changed}
    assert undefined_because(**numbers).startswith(said)
    assert np.isnan(coverage(0.3, **numbers))
    assert np.isnan(variance(Setting(**numbers)))
    assert np.isnan(density(0.3, Setting(**numbers)))
    bounds = {name: number for name, number in numbers.items() if name not in "pq"}
    assert np.isnan(guarantee(0.3, **bounds)) != (changed.keys() <= {"p", "q"})
    with pytest.raises(ValueError, match=said):
        simulate(**numbers, trials=1, rng=np.random.default_rng(0))


def test_unknown_settings_are_refused():
    with pytest.raises(ValueError, match="beta is not a setting here: choose from n_pos"):
        undefined_because(beta=1.0)


def test_means_too_far_apart_leave_the_promise_but_not_the_law():
    sigma = 2 / (MAX_GAP + 1)
    assert np.isnan(coverage(0.3, 50, 9, 0.9, 0.7, 1, -1, [sigma, 1])).tolist() == [True, False]
    assert np.isfinite(guarantee(0.3, 50, 9, 1, -1, sigma))


anything = st.one_of(
    st.floats(),
    st.floats(-2, 2),
    st.integers(-1, 10**7).map(float),
    st.sampled_from([0.0, 1.0, 1e-300, 1e300]),
)


@given(delta=anything, numbers=st.tuples(*[anything] * 7))
def test_never_an_exception_nor_a_warning_and_a_reason_for_each_missing_number(delta, numbers):
    setting = dict(zip(vars(Setting(n_pos=1, n_neg=1, p=1, q=1)), numbers, strict=True))
    reason = undefined_because(delta=delta, **setting)
    unknown = setting["mu1"] - setting["mu2"] > MAX_GAP * setting["sigma"]
    mass = float(coverage(delta, **setting))
    bound = float(
        guarantee(delta, *(setting[name] for name in ("n_pos", "n_neg", "mu1", "mu2", "sigma")))
    )
    assert np.isnan(mass) == bool(reason or unknown)
    if not reason:
        assert -5 <= bound <= 1
    if not np.isnan(mass):
        assert 0 <= mass <= 1
        assert mass >= bound - 1e-9
    density(delta, Setting(**setting))
    variance(Setting(**setting))
    target(setting["p"], setting["q"], setting["mu1"], setting["mu2"])
