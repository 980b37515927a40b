import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ltcore.theory.radius.cuts import (
    bayes_cut,
    class_errors,
    constant_rule_error,
    densities,
    error_at_cut,
    midpoint_cut,
    undefined_because,
)


def test_known_cuts():
    assert float(bayes_cut(20, 5, 0.1)) == pytest.approx(34.742886367511964, rel=1e-10)
    assert float(midpoint_cut(20, 5)) == 60
    assert float(midpoint_cut(10, 3, 2, 0.5)) == 17.5
    assert float(bayes_cut(4, math.e, 0.5)) == pytest.approx(4 * math.e / (math.e - 1))


def test_positives_that_are_too_rare_are_never_named():
    assert float(bayes_cut(1, 2, 1e-3)) == 0
    assert float(error_at_cut(0, 1, 2, 1e-3)) == 1e-3


@given(d=st.integers(1, 300), beta=st.floats(1.05, 50), p_pos=st.floats(0.01, 0.99))
def test_at_the_best_cut_both_weighted_densities_are_equal(d, beta, p_pos):
    cut = float(bayes_cut(d, beta, p_pos))
    positive, negative = (float(density) for density in densities(cut, d, beta))
    if cut > 0:
        assert p_pos * positive == pytest.approx((1 - p_pos) * negative, rel=1e-8)
    around = error_at_cut(cut * np.linspace(0, 3, 301), d, beta, p_pos)
    assert (around >= error_at_cut(cut, d, beta, p_pos) * (1 - 1e-9)).all()


@given(cut=st.floats(0, 500), d=st.integers(1, 300), beta=st.floats(1.01, 50))
def test_scipys_chi_square_law_agrees(cut, d, beta):
    lost, caught = class_errors(cut, d, beta)
    assert float(lost) == pytest.approx(stats.chi2.sf(cut, d), rel=1e-9, abs=1e-300)
    assert float(caught) == pytest.approx(stats.chi2.cdf(cut, d, scale=beta), rel=1e-9, abs=1e-300)
    balanced = float(error_at_cut(cut, d, beta, 0.5))
    assert balanced == pytest.approx((float(lost) + float(caught)) / 2)


@pytest.mark.parametrize("d", [1, 2, 3, 50, 1000])
def test_the_densities_are_scipys(d):
    r = np.linspace(0.1, 4 * d, 200)
    positive, negative = densities(r, d, 3)
    assert positive == pytest.approx(stats.chi2.pdf(r, d), rel=1e-9)
    assert negative == pytest.approx(stats.chi2.pdf(r, d, scale=3), rel=1e-9)
    below = np.array(densities([-1.0, -1e-9], d, 3))
    assert (below == 0).all()


def test_the_densities_at_the_centre():
    assert [float(density) for density in densities(0, 1, 3)] == [math.inf, math.inf]
    assert [float(density) for density in densities(0, 2, 4)] == [0.5, 0.125]
    assert [float(density) for density in densities(0, 3, 4)] == [0, 0]
    assert np.isnan(densities([math.inf, math.nan], 3, 4)).all()


@given(
    d=st.sampled_from([-1, 0, 1, 2.5, 10**6, math.inf, math.nan]),
    beta=st.sampled_from([-2, 0, 1, 1 + 1e-9, 2, 1e9, math.inf, math.nan]),
    p_pos=st.sampled_from([-0.1, 0, 1e-300, 0.5, 1, 2, math.nan]),
    cut=st.sampled_from([-1, 0, 1, 1e300, math.nan]),
)
def test_degenerate_settings_have_a_reason_and_nan(d, beta, p_pos, cut):
    silent = bool(undefined_because(d=d, beta=beta, p_pos=p_pos))
    assert np.isnan(bayes_cut(d, beta, p_pos)) == silent
    assert np.isnan(midpoint_cut(d, beta)) == bool(undefined_because(d=d, beta=beta))
    assert np.isnan(constant_rule_error(p_pos)) == bool(undefined_because(p_pos=p_pos))
    nowhere = bool(undefined_because(d=d, beta=beta)) or not cut >= 0
    assert np.isnan(class_errors(cut, d, beta)).tolist() == [nowhere, nowhere]
    assert np.isnan(error_at_cut(cut, d, beta, p_pos)) == (silent or not cut >= 0)
    assert np.isnan(densities(cut, d, beta)).all() == (
        bool(undefined_because(d=d, beta=beta)) or math.isnan(cut)
    )


def test_negative_means_have_no_cut():
    assert np.isnan(midpoint_cut(5, 3, [-1, 1, 1], [1, -1, 1])).tolist() == [True, True, False]
