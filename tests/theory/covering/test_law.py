import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.covering.draws import urn_law
from ltcore.theory.covering.law import (
    arcs_variance,
    beta_of,
    mean_covered,
    undefined_because,
    urn_variance,
)


@pytest.mark.parametrize(
    ("n", "volume", "known"),
    [
        (50, 10, 9.948462247926798),
        (100, 100, 63.39676587267705),
        (500, 1000, 393.62105513881494),
        (5000, 10_000, 3934.8450437525516),
        (50, 10_000, 49.877695769911725),
        (3, 2, 1.75),
        (0, 7, 0),
        (9, 1, 1),
    ],
)
def test_known_means(n, volume, known):
    assert float(mean_covered(n, volume)) == pytest.approx(known, rel=1e-10)


@given(volume=st.floats(1, 1e6), n=st.integers(0, 1000))
def test_the_mean_follows_the_recursion(volume, n):
    now, then = mean_covered([n, n + 1], volume)
    assert then == pytest.approx(1 + beta_of(volume) * now, rel=1e-9)
    assert now <= min(n, volume) * (1 + 1e-9)


@given(volume=st.integers(1, 60), n=st.integers(0, 60))
def test_the_urns_variance_is_that_of_its_law(volume, n):
    law = urn_law(n, volume)
    covered = np.arange(law.shape[1])
    means = law @ covered
    steps = np.arange(n + 1)
    assert law.sum(axis=1) == pytest.approx(np.ones(n + 1))
    assert means == pytest.approx(mean_covered(steps, volume), rel=1e-9)
    assert law @ covered**2 - means**2 == pytest.approx(urn_variance(steps, volume), abs=1e-9)


@given(volume=st.floats(1, 300), n=st.integers(0, 500))
def test_arcs_vary_less_than_the_urn_of_the_next_larger_whole_volume(volume, n):
    """And no more than the range [1, min(n, N)] allows."""
    variance = float(arcs_variance(n, volume))
    assert 0 <= variance <= max(0, min(n, volume) - 1) ** 2 / 4 + 1e-9
    whole = math.ceil(volume)
    assert arcs_variance(n, whole) <= urn_variance(n, whole) + 1e-9


@pytest.mark.parametrize(
    ("n", "volume"), [(1, 5), (2, 3), (2, 1.5), (3, 1.2), (4, 2.5), (7, 10), (30, 12)]
)
def test_the_arcs_variance_is_the_integral_over_pairs_of_points(n, volume):
    """How likely two points stay bare, from their distance around the circle, summed over a fine grid."""
    apart = (np.arange(400_000) + 0.5) / 400_000 * volume
    overlap = np.maximum(0, 1 - apart) + np.maximum(0, 1 - (volume - apart))
    both = (1 - (2 - overlap) / volume).clip(0) ** n
    variance = volume**2 * (both.mean() - (1 - 1 / volume) ** (2 * n))
    assert float(arcs_variance(n, volume)) == pytest.approx(variance, abs=1e-8)


def test_two_arcs_by_hand():
    """They overlap by 1 - u, u uniform, with probability 2 / N: for N = 4, mean 1/4 and square 1/6."""
    assert float(arcs_variance(2, 4)) == pytest.approx(1 / 6 - 1 / 16)
    assert float(urn_variance(2, 4)) == pytest.approx(1 / 4 * 3 / 4)


def test_known_variances():
    assert float(urn_variance(100, 100)) == pytest.approx(9.740, abs=5e-4)
    assert float(urn_variance(100, 100)) ** 0.5 == pytest.approx(3.12, abs=5e-3)
    assert float(arcs_variance(100, 100)) ** 0.5 == pytest.approx(2.44, abs=0.02)


@given(n=st.integers(2, 1000))
def test_digits_survive_a_volume_far_above_n(n):
    """Few pairs overlap, all but independently: n (n - 1) / (2 N) wholly, or twice as many by a uniform part."""
    pairs, volume = n * (n - 1) / 2, 1e9
    assert float(urn_variance(n, volume)) == pytest.approx(pairs / volume, rel=2e-2)
    assert float(arcs_variance(n, 1e5)) == pytest.approx(pairs / 1e5 * 2 / 3, rel=5e-2)


@given(
    volume=st.sampled_from([-1, 0, 0.5, 1, 1.5, 2, 2.5, 1e9, 2e9, math.inf, math.nan]),
    n=st.sampled_from([-1, 0, 1, 2.5, 10, 10**9, math.inf, math.nan]),
)
def test_degenerate_settings_have_a_reason_and_nan(volume, n):
    silent = bool(undefined_because(volume=volume, n=n))
    assert np.isnan(mean_covered(n, volume)) == silent
    assert np.isnan(arcs_variance(n, volume)) == silent
    assert np.isnan(urn_variance(n, volume)) == bool(undefined_because(volume=volume, n=n, urn=True))  # fmt: skip
    assert math.isnan(beta_of(volume)) == bool(undefined_because(volume=volume))
