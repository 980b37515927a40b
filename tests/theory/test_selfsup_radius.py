import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from ltcore.bench.drawn_points import radius_errors
from ltcore.theory.selfsup_radius import (
    bayes_error,
    branch_switch,
    chernoff_bound,
    delta_range,
    draw_means,
    error_bound,
    error_exact,
    guarantee,
    simulate,
    undefined_because,
)

BRANCHES = [
    (10, 3, 0.881868, 0.784047, 0.222080, 0.0688195, -0.990),
    (10, 5, 0.819573, 0.683315, 0.166349, 0.0298135, -0.501),
    (50, 3, 0.611943, 0.351701, 0.0302454, 0.00230941, 0.246488),
    (50, 5, 0.512813, 0.218224, 0.0100483, 3.16054e-5, 0.647591),
    (100, 3, 0.412138, 0.136776, 0.00376274, 4.27921e-5, 0.716340),
    (200, 10, 0.0521820, 0.000537365, 2.95272e-8, 4.5e-29, 0.999943),
    (1000, 3, 3.64181e-4, 5.91e-9, 1.03e-17, 1.4e-34, 1.0),
]
"""d, beta, theorem, Chernoff, endless data, best rule, probability; p+ .1, delta 1/4 of its largest, N 10 and 90."""


def quarter(beta):
    return delta_range(beta)[1] / 4


def printed(number):
    """The tolerance of a number that is printed with the digits of the table."""
    return pytest.approx(number, rel=3e-2 if number < 1e-20 else 3e-3 if number < 1e-8 else 4e-6)


@pytest.mark.parametrize(("d", "beta", "theorem", "chernoff", "endless", "best", "probable"), BRANCHES)  # fmt: skip
def test_the_known_settings(d, beta, theorem, chernoff, endless, best, probable):
    delta = quarter(beta)
    assert float(error_bound(delta, d, beta, 0.1)) == printed(theorem)
    assert float(chernoff_bound(delta, d, beta, 0.1)) == printed(chernoff)
    assert float(error_exact(d, beta, 0.1)) == printed(endless)
    assert float(bayes_error(d, beta, 0.1)) == printed(best)
    assert float(guarantee(delta, d, 10, 90)) == pytest.approx(probable, abs=5e-4)


def test_known_values_to_all_digits():
    exact = error_exact([20, 50, 100, 10], [5, 3, 3, 2], [0.1, 0.1, 0.1, 0.3])
    known = [0.07553232747047453, 0.030245445776912995, 0.0037627449931730414, 0.2653352116131357]
    assert exact == pytest.approx(known, rel=1e-10)
    assert float(error_bound(0.2, 50, 5, 0.1)) == pytest.approx(0.5513796008984861, rel=1e-10)
    assert float(error_bound(0.4, 20, 5, 0.1)) == pytest.approx(0.864394151377122, rel=1e-10)
    assert float(guarantee(0.2, 50, 10, 90)) == pytest.approx(0.8358300024138229, rel=1e-10)
    assert float(bayes_error(20, 5, 0.1)) == pytest.approx(0.004986435510464177, rel=1e-10)


def test_the_bound_by_hand():
    """beta 3, delta 1/4: A = 1; d = 32 and p+ = 1/2: (e^-1 + e^(-1/9)) / 2. beta 9, delta 1/5: A = 6, form 2."""
    assert float(error_bound(0.25, 32, 3, 0.5)) == pytest.approx((math.exp(-1) + math.exp(-1 / 9)) / 2)  # fmt: skip
    assert float(error_bound(0.2, 16, 9, 0.5)) == pytest.approx((math.exp(-6) + math.exp(-16 * 36 / 32 / 81)) / 2)  # fmt: skip
    assert float(guarantee(0.5, 32, 1, 2)) == pytest.approx(1 - 2 * math.exp(-1) - 2 * math.exp(-2))


@given(beta=st.floats(3.01, 1000), d=st.integers(1, 100))
def test_both_forms_of_the_bound_meet(beta, d):
    joint = branch_switch(beta)
    assert 0 < joint < delta_range(beta)[1]
    sides = error_bound(joint * np.array([1 - 1e-9, 1, 1 + 1e-9]), d, beta, 0.3)
    negative = 0.7 * math.exp(-d * 4 / (32 * beta**2))
    assert sides == pytest.approx(np.full(3, 0.3 * math.exp(-d / 8) + negative), rel=1e-6)


def test_up_to_beta_3_there_is_one_form():
    assert math.isnan(branch_switch(3))
    assert math.isnan(branch_switch(2))
    assert math.isnan(branch_switch(math.inf))
    assert branch_switch(7) == 0.5


@given(beta=st.floats(1.05, 50), share=st.floats(0.01, 0.98), p_pos=st.floats(0.01, 0.99))
def test_more_dimensions_promise_more_and_more_delta_promises_less(rounding, beta, share, p_pos):
    delta, d = share * delta_range(beta)[1], np.arange(1, 200)
    for bound in (error_bound, chernoff_bound):
        assert (np.diff(bound(delta, d, beta, p_pos)) <= 0).all()
        assert bound(delta, 10, beta, p_pos) <= bound(1.01 * delta, 10, beta, p_pos)
    theorem = error_bound(delta, d, beta, p_pos)
    assert (chernoff_bound(delta, d, beta, p_pos) <= theorem + rounding(theorem)).all()
    assert (np.diff(guarantee(delta, d, 10, 90)) >= 0).all()
    assert guarantee(delta, 10, 10, 90) <= guarantee(1.01 * delta, 10, 10, 90)
    assert (np.diff(bayes_error(d, beta, p_pos)) <= rounding(1)).all()


@given(
    d=st.integers(1, 300),
    beta=st.floats(1.01, 100),
    p_pos=st.floats(0.001, 0.999),
    m=st.tuples(st.floats(0, 3), st.floats(0, 3)),
)
def test_scipys_chi_square_law_agrees_and_no_rule_beats_the_best(d, beta, p_pos, m):
    cut = d * (m[0] + beta * m[1]) / 2
    expected = p_pos * stats.chi2.sf(cut, d) + (1 - p_pos) * stats.chi2.cdf(cut / beta, d)
    error = float(error_exact(d, beta, p_pos, *m))
    assert error == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert bayes_error(d, beta, p_pos) <= min(error, p_pos, 1 - p_pos) * (1 + 1e-9)


GRID = list(itertools.product((10, 50, 200), (2, 3, 8), (0.1, 0.5), (0.5, 0.9)))


@pytest.mark.parametrize(("d", "beta", "p_pos", "share"), GRID)
def test_the_error_is_above_the_bound_no_more_often_than_the_theorem_allows(d, beta, p_pos, share):
    """Sizes are such that the theorem promises at least 0.5: more than "probability above nothing"."""
    delta = share * delta_range(beta)[1]
    n = math.ceil(8 * math.log(8) / (d * delta**2))
    promised = float(guarantee(delta, d, n, n))
    errors = simulate(d, beta, p_pos, n, n, trials=4000, rng=np.random.default_rng(d))
    assert 0.5 <= promised < 1
    assert (errors > error_bound(delta, d, beta, p_pos)).mean() <= 1 - promised
    assert (errors > chernoff_bound(delta, d, beta, p_pos)).mean() <= 1 - promised
    assert (errors >= bayes_error(d, beta, p_pos) * (1 - 1e-12)).all()


@pytest.mark.parametrize(
    ("d", "beta", "p_pos", "n_pos", "n_neg"),
    [(50, 3, 0.1, 10, 90), (1, 2, 0.3, 1, 4), (20, 5, 0.1, 2, 3), (100, 3, 0.5, 5, 2)],
)
def test_two_chi_square_numbers_are_worth_all_points(d, beta, p_pos, n_pos, n_neg):
    rng = np.random.default_rng(5)
    short = simulate(d, beta, p_pos, n_pos, n_neg, trials=40_000, rng=rng)
    long = radius_errors(d, beta, p_pos, n_pos, n_neg, trials=4000, rng=rng)
    assert long.shape == (4000,)
    error = math.hypot(long.std() / 4000**0.5, short.std() / 40_000**0.5)
    assert abs(short.mean() - long.mean()) < 4 * error
    assert stats.ks_2samp(short, long).pvalue > 1e-4


def test_the_exact_error_is_that_of_drawn_points_of_both_classes():
    """The rule itself, on points that it was not trained on."""
    rng, n = np.random.default_rng(1), 100_000
    m_pos, m_neg = 1.1, 0.8
    cut = 10 * (m_pos + 2 * m_neg) / 2
    lost = (rng.normal(size=(n, 10)) ** 2).sum(1) >= cut
    caught = 2 * (rng.normal(size=(n, 10)) ** 2).sum(1) < cut
    seen = 0.3 * lost.mean() + 0.7 * caught.mean()
    assert float(error_exact(10, 2, 0.3, m_pos, m_neg)) == pytest.approx(seen, abs=4 * 0.5 / n**0.5)


def test_the_ratio_of_bound_and_mean_error():
    """Facts of the lecture notes: x9.8, x54 and x93."""
    for d, beta, n_pos, delta, known in [
        (20, 5, 10, 0.2, 9.8),
        (50, 5, 10, 0.2, 54),
        (100, 3, 5, 0.125, 93),
    ]:
        errors = simulate(d, beta, 0.1, n_pos, 90, trials=20_000, rng=np.random.default_rng(0))
        assert float(error_bound(delta, d, beta, 0.1)) / errors.mean() == pytest.approx(known, rel=0.5)  # fmt: skip


def test_trainings_of_several_dimensions_at_once():
    rng = np.random.default_rng(0)
    errors = simulate([2, 20, 200], 3, 0.5, 10, 90, trials=500, rng=rng)
    assert errors.shape == (500, 3)
    assert (np.diff(errors.mean(axis=0)) < 0).all()
    m_pos, m_neg = draw_means([4, 16], 25, 100, trials=20_000, rng=rng)
    assert m_pos.var(axis=0) == pytest.approx(2 / (np.array([4, 16]) * 25), rel=0.06)
    assert m_neg.var(axis=0) == pytest.approx(2 / (np.array([4, 16]) * 100), rel=0.06)


@given(
    d=st.sampled_from([-1, 0, 1, 2.5, 7, 10**6, math.inf, math.nan]),
    beta=st.sampled_from([-2, 0, 1, 1 + 1e-9, 2, 3, 8, 1e9, math.inf, math.nan]),
    p_pos=st.sampled_from([-0.1, 0, 1e-300, 0.5, 1 - 1e-9, 1, 2, math.nan]),
    delta=st.sampled_from([-1, 0, 1e-12, 0.2, 1 / 3, 0.5, 7 / 9, 0.999, 1, math.inf, math.nan]),
    n=st.sampled_from([-1, 0, 1, 2.5, 40, 10**9, math.inf, math.nan]),
)
@example(d=1, beta=1 + 1e-9, p_pos=0.5, delta=1e-12, n=1)
def test_degenerate_settings_have_a_reason_and_nan(d, beta, p_pos, delta, n):
    settings = {"d": d, "beta": beta, "p_pos": p_pos}
    silent = bool(undefined_because(**settings, delta=delta))
    assert np.isnan(error_bound(delta, d, beta, p_pos)) == silent
    assert np.isnan(chernoff_bound(delta, d, beta, p_pos)) == silent
    silent = bool(undefined_because(**settings))
    assert np.isnan(error_exact(d, beta, p_pos)) == silent
    assert np.isnan(bayes_error(d, beta, p_pos)) == silent
    assert np.isnan(delta_range(beta)).all() == bool(undefined_because(beta=beta))
    reason = undefined_because(d=d, n_pos=n, n_neg=n) or not 0 < delta < 1
    assert np.isnan(guarantee(delta, d, n, n)) == bool(reason)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"d": 0}, "d is 0"),
        ({"beta": 1}, "beta is 1"),
        ({"p_pos": 1}, "p_pos is 1"),
        ({"n_pos": 0}, "n_pos is 0"),
        ({"n_neg": 1.5}, r"n_neg is 1\.5"),
    ],
)
def test_a_simulation_needs_legal_settings(settings, said):
    legal = {"d": 5, "beta": 3, "p_pos": 0.1, "n_pos": 10, "n_neg": 90}
    with pytest.raises(ValueError, match=said):
        simulate(**(legal | settings), trials=3, rng=np.random.default_rng(0))


def test_outside_the_range_delta_is_named():
    assert undefined_because(beta=3, delta=0.4) == ""
    assert "delta is 0.5" in undefined_because(beta=3, delta=0.5)
    assert "delta is 0" in undefined_because(beta=3, delta=0)
    bounds = error_bound([0, 0.25, 0.5], 10, 3, 0.1)
    assert np.isnan(bounds).tolist() == [True, False, True]
