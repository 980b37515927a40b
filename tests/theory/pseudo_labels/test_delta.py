from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm

from ltcore.theory.pseudo_labels.delta import guaranteed_delta, true_delta
from ltcore.theory.pseudo_labels.law import Setting, variance
from ltcore.theory.ssl_mean import coverage, guarantee

NAMES = [field.name for field in fields(Setting)]
SPLITS = ([500, 900, 990, 999], [500, 100, 10, 1])


@pytest.mark.parametrize(
    ("level", "deltas"),
    [
        (0.0, (0.14539, 0.25650, 0.79182, 2.49829)),
        (0.5, (0.17484, 0.31430, 0.96978, 3.05977)),
        (0.95, (0.25930, 0.45698, 1.40781, 4.44173)),
    ],
)
def test_golden_promised_deltas(level, deltas):
    np.testing.assert_allclose(guaranteed_delta(level, *SPLITS, 1, -1, 1), deltas, atol=5.1e-6)


def test_golden_true_deltas_and_their_ratio():
    setting = Setting(n_pos=SPLITS[0], n_neg=SPLITS[1], p=0.9, q=0.9)
    np.testing.assert_allclose(
        true_delta(0.95, setting), (0.07228, 0.12047, 0.36318, 1.16476), atol=5.1e-6
    )
    ratio = guaranteed_delta(0.95, *SPLITS, 1, -1, 1) / true_delta(0.95, setting)
    assert ((ratio > 3.55) & (ratio < 3.95)).all()


@given(
    level=st.floats(-4.99, 1 - 1e-12),
    n_pos=st.integers(1, 10**8),
    n_neg=st.integers(1, 10**8),
    gap=st.one_of(st.just(0.0), st.floats(1e-9, 100)),
    sigma=st.floats(0.01, 100),
)
def test_the_promise_at_the_promised_delta_is_the_level(level, n_pos, n_neg, gap, sigma):
    delta = float(guaranteed_delta(level, n_pos, n_neg, gap, 0, sigma))
    kept = float(guarantee(delta, n_pos, n_neg, gap, 0, sigma))
    assert kept >= level - 1e-12
    if delta > 0:
        assert kept == pytest.approx(level, abs=1e-10)
        assert float(guarantee(delta * (1 - 1e-4), n_pos, n_neg, gap, 0, sigma)) < level


@pytest.mark.parametrize(
    ("level", "setting"),
    [(0.3, (70, 3, 1, -1, 0.2)), (0.99, (5000, 50, 1, -1, 1)), (-3.0, (4, 4, 1, -1, 2))],
)
def test_the_promised_delta_is_that_of_a_root_finder(level, setting):
    root = brentq(lambda delta: float(guarantee(delta, *setting)) - level, 0, 100, xtol=1e-13)
    assert float(guaranteed_delta(level, *setting)) == pytest.approx(root, rel=1e-9)


@given(
    level=st.floats(0, 1 - 1e-9),
    n_pos=st.integers(1, 10**8),
    n_neg=st.integers(1, 10**8),
    p=st.floats(0, 1),
    sigma=st.floats(0.05, 100),
)
def test_the_law_at_the_true_delta_is_the_level(level, n_pos, n_neg, p, sigma):
    setting = Setting(n_pos=n_pos, n_neg=n_neg, p=p, q=0.7, mu1=1, mu2=-1, sigma=sigma)
    delta = float(true_delta(level, setting))
    assert float(coverage(delta, **vars(setting))) == pytest.approx(level, abs=1e-11)
    promised = float(guaranteed_delta(level, n_pos, n_neg, 1, -1, sigma))
    assert delta <= promised


def test_for_large_sets_the_true_delta_is_the_normal_one():
    setting = Setting(n_pos=4_000_000, n_neg=1_000_000, p=0.9, q=0.8)
    normal = norm.ppf(0.975) * np.sqrt(variance(setting))
    assert float(true_delta(0.95, setting)) == pytest.approx(float(normal), rel=1e-6)


def test_arrays_broadcast_and_levels_that_nothing_reaches_are_no_numbers():
    levels = np.array([[-6.0], [0.0], [0.5], [1.0], [np.nan]])
    promised = guaranteed_delta(levels, *SPLITS, 1, -1, 1)
    assert promised.shape == (5, 4)
    assert (promised[0] == 0).all()
    assert np.isnan(promised[3:]).all()
    true = true_delta(levels, Setting(n_pos=SPLITS[0], n_neg=SPLITS[1], p=0.9, q=0.9))
    assert np.isnan(true[[0, 3, 4]]).all()
    assert (true[1] == 0).all()


def test_impossible_settings_have_no_delta():
    assert np.isnan(guaranteed_delta(0.5, [0, 10], 10, 1, -1, 1)).tolist() == [True, False]
    assert np.isnan(true_delta(0.5, Setting(n_pos=10, n_neg=10, p=[1.5, 0.5], q=0.5))).tolist() == [
        True,
        False,
    ]


anything = st.one_of(st.floats(), st.floats(-2, 2), st.integers(-1, 10**7).map(float))


@given(level=anything, numbers=st.tuples(*[anything] * 7))
def test_never_an_exception_nor_a_warning(level, numbers):
    n_pos, n_neg, _, _, *means_and_spread = numbers
    promised = guaranteed_delta(level, n_pos, n_neg, *means_and_spread)
    true = true_delta(level, Setting(**dict(zip(NAMES, numbers, strict=True))))
    assert np.isnan(promised) or np.isnan(true) or true == 0 or promised > true
