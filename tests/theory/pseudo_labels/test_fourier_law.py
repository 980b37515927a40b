import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import binom, norm

from ltcore.theory.pseudo_labels.fourier_law import (
    ACCURACY,
    density_at,
    distance_of,
    mass_within,
    waves,
)

share = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(1e-9, 1 - 1e-9))


def law_of(n1, n2, p, q, w, sigma):
    n1, n2, p, q, w, sigma = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (n1, n2, p, q, w, sigma))
    )
    return waves((n1, n2), (p, q), w, sigma)


def double_sum(n1, n2, p, q, w, sigma):
    """Weights and means of the mixture, and its standard deviation, as the theorem's law is written."""
    i, j = np.arange(n1 + 1), np.arange(n2 + 1)
    weights = np.outer(binom.pmf(i, n1, p), binom.pmf(j, n2, q)).ravel()
    means = w * np.subtract.outer(i / n1 - p, j / n2 - q).ravel()
    return weights, means, sigma / 2 * np.sqrt(1 / n1 + 1 / n2)


def summed_mass(delta, *numbers):
    weights, means, s = double_sum(*numbers)
    inside = [ndtr((x - means) / s) - ndtr((-x - means) / s) for x in np.atleast_1d(delta)]
    return np.array(inside) @ weights


@settings(max_examples=150, deadline=None)
@given(
    n1=st.integers(1, 60),
    n2=st.integers(1, 60),
    p=share,
    q=share,
    w=st.floats(0, 20),
    sigma=st.floats(0.2, 20),
)
def test_mass_and_density_are_those_of_the_double_sum(n1, n2, p, q, w, sigma):
    numbers = (n1, n2, p, q, w, sigma)
    law = law_of(*numbers)
    delta = np.array([0, 1e-6, 0.01, 0.05, 0.1, 0.2, 0.35, 0.6, 0.9, 1.0, 1.5, 100]) * law.reach
    np.testing.assert_allclose(
        mass_within(law, delta), summed_mass(delta, *numbers), rtol=0, atol=ACCURACY / 10
    )
    weights, means, s = double_sum(*numbers)
    x = np.concatenate([-delta, delta])
    summed = norm.pdf(x[:, None], means, s) @ weights
    np.testing.assert_allclose(density_at(law, x), summed, rtol=0, atol=1e-11 / s)


def test_a_million_terms_and_far_apart_means():
    for numbers in ((1000, 900, 0.9, 0.55, 1.0, 1.0), (300, 7, 0.97, 0.5, 100.0, 1.0)):
        law = law_of(*numbers)
        delta = np.linspace(0, 0.7, 9) * law.reach
        np.testing.assert_allclose(
            mass_within(law, delta), summed_mass(delta, *numbers), rtol=0, atol=ACCURACY
        )


def test_large_sets_tend_to_the_normal_law_and_take_no_more_waves():
    n = 10.0 ** np.arange(2, 10)
    spread = np.sqrt((1 + 4 * 0.9 * 0.1) / 4 / n + (1 + 4 * 0.24) / 4 / n)
    law = law_of(n, n, 0.9, 0.6, 1.0, 1.0)
    assert law.frequency.shape == (8, 31)
    off = np.abs(mass_within(law, 1.3 * spread) - (2 * norm.cdf(1.3) - 1))
    assert (np.diff(off[:5]) < 0).all()
    assert off[-1] < 1e-8


@settings(max_examples=60, deadline=None)
@given(
    n1=st.integers(1, 10**6),
    n2=st.integers(1, 10**6),
    p=share,
    q=share,
    w=st.floats(0, 50),
    sigma=st.floats(0.5, 2),
)
def test_the_distance_of_a_level_has_that_mass(n1, n2, p, q, w, sigma):
    law = law_of(n1, n2, p, q, w, sigma)
    levels = np.array([0.0, 1e-9, 0.05, 0.5, 0.95, 0.999, 1 - ACCURACY])
    delta = distance_of(law, levels)
    np.testing.assert_allclose(mass_within(law, delta), levels, rtol=0, atol=ACCURACY)
    assert (np.diff(delta) > 0).all()
    assert delta[0] == 0


def test_the_density_is_one_in_all_and_nought_beyond_the_reach():
    law = law_of(3, 20, 0.7, 0.2, 2.0, 0.3)
    x = np.linspace(-1.1, 1.1, 4001) * law.reach
    density = density_at(law, x)
    assert np.trapezoid(density, x) == pytest.approx(1, abs=1e-10)
    assert (density >= 0).all()
    assert (density[np.abs(x) > law.reach] == 0).all()
    assert abs(np.trapezoid(density * x, x)) < 1e-10


def test_places_that_are_no_numbers_stay_so_and_disturb_no_other():
    law = law_of([np.nan, 20, 20], [20, 20, np.nan], 0.9, 0.8, 1.0, 1.0)
    mass = mass_within(law, np.array(0.3))
    assert np.isnan(mass).tolist() == [True, False, True]
    assert mass[1] == mass_within(law_of(20, 20, 0.9, 0.8, 1.0, 1.0), np.array(0.3))
    assert np.isnan(distance_of(law, np.array(0.5))).tolist() == [True, False, True]
