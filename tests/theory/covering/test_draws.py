import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.covering.draws import arcs_paths, drop, urn_law, urn_paths
from ltcore.theory.covering.law import arcs_variance, mean_covered, urn_variance
from ltcore.theory.shared.draws import in_blocks


def within(paths, mean, variance):
    """Whether mean and variance over the trials, after every sample, are within 4 standard errors."""
    away = paths - mean
    means = np.abs(away.mean(axis=0)) <= 4 * away.std(axis=0) / len(paths) ** 0.5 + 1e-12
    squares = away**2
    spread = 4 * squares.std(axis=0) / len(paths) ** 0.5 + 1e-12
    return means.all() and (np.abs(squares.mean(axis=0) - variance) <= spread).all()


@pytest.mark.parametrize(("volume", "n"), [(1, 3), (2, 8), (10, 20), (100, 100)])
def test_both_have_the_mean_of_the_effective_number_and_their_own_spread(volume, n):
    places = drop(volume, n, trials=4000, rng=np.random.default_rng(3))
    steps = np.arange(n + 1)
    mean = mean_covered(steps, volume)
    assert within(urn_paths(places, volume), mean, urn_variance(steps, volume))
    assert within(arcs_paths(places, volume), mean, arcs_variance(steps, volume))


@pytest.mark.parametrize(("volume", "n"), [(1.01, 2), (1.5, 5), (2.5, 12), (7.3, 12)])
def test_between_whole_volumes_only_arcs_follow_the_formula(volume, n):
    places = drop(volume, n, trials=4000, rng=np.random.default_rng(4))
    steps = np.arange(n + 1)
    assert within(
        arcs_paths(places, volume), mean_covered(steps, volume), arcs_variance(steps, volume)
    )
    law = urn_law(n, volume)
    covered = np.arange(law.shape[1])
    means = law @ covered
    assert within(urn_paths(places, volume), means, law @ covered**2 - means**2)
    late = urn_law(40, volume)[-1] @ np.arange(math.ceil(volume) + 1)
    assert late > mean_covered(40, volume) + 1e-3


def test_the_known_flaw_of_the_urn():
    """N = 2.5: 2.2 for 2.176 after 4 samples, 2.978 for 2.4999 after 20."""
    means = urn_law(20, 2.5) @ np.arange(4)
    assert means[[4, 20]] == pytest.approx([2.2, 2.978], abs=5e-4)
    assert mean_covered([4, 20], 2.5) == pytest.approx([2.176, 2.4999], abs=5e-5)


def test_the_urn_has_the_law_of_distinct_coupons():
    coupons = np.random.default_rng(5).integers(6, size=(20_000, 8))
    distinct = np.array([len(set(row)) for row in coupons.tolist()])
    seen = np.bincount(distinct, minlength=7) / 20_000
    assert seen == pytest.approx(urn_law(8, 6)[-1], abs=4 * 0.5 / 20_000**0.5)


@given(
    volume=st.floats(1, 12),
    starts=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=15),
)
def test_arcs_cover_what_a_fine_grid_says(volume, starts):
    places = np.array([starts]) * volume
    grid = (np.arange(20_000) + 0.5) / 20_000 * volume
    under = (grid[:, None] - places) % volume < 1
    covered = volume * np.maximum.accumulate(under, axis=1).mean(axis=0)
    path = arcs_paths(places, volume)[0]
    assert path[0] == 0
    assert path[1:] == pytest.approx(covered, abs=16 * volume / 20_000)


@given(volume=st.floats(1, 50), n=st.integers(0, 30), seed=st.integers(0, 100))
def test_no_path_falls_or_rises_by_more_than_a_sample(volume, n, seed):
    places = drop(volume, n, trials=5, rng=np.random.default_rng(seed))
    for paths, most in (
        (urn_paths(places, volume), math.ceil(volume)),
        (arcs_paths(places, volume), volume),
    ):
        assert paths.shape == (5, n + 1)
        assert (np.diff(paths, axis=1) >= 0).all()
        assert (np.diff(paths, axis=1) <= 1 + 1e-9).all()
        assert paths.max() <= most + 1e-9


def test_more_samples_and_more_trials_keep_those_that_were_there():
    def paths(n, trials):
        def block(rng, size):
            return arcs_paths(drop(20, n, trials=size, rng=rng), 20)

        return in_blocks(block, trials, 7, block=50)

    few, many = paths(10, 30), paths(25, 120)
    assert many.shape == (120, 26)
    assert (many[:30, :11] == few).all()


def test_arcs_at_the_same_place_count_once():
    assert arcs_paths(np.array([[0.5, 0.5, 0.5]]), 4).tolist() == [[0, 1, 1, 1]]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: drop(0.5, 3, trials=1, rng=np.random.default_rng(0)), "volume is 0.5"),
        (lambda: urn_law(-1, 3), "n is -1"),
        (lambda: urn_paths(np.array([[3.0]]), 3), "outside"),
        (lambda: arcs_paths(np.array([[-0.1]]), 3), "outside"),
        (lambda: arcs_paths(np.array([[0.1]]), math.nan), "volume is nan"),
    ],
)
def test_what_is_not_legal_is_said(act, said):
    with pytest.raises(ValueError, match=said):
        act()
