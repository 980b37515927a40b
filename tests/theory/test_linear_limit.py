import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ltcore.theory.linear_limit import (
    FLOOR,
    balanced_error_floor,
    best_threshold,
    error,
    missed_negatives,
    missed_positives,
    simulate,
    smallest_error,
    theorem_silent_because,
    undefined_because,
)

GRID = list(itertools.product((0.1, 0.7, 2.5), (1.5, 3.0, 20.0), (0.5, 0.8, 0.99)))
ANY = st.floats(allow_nan=True, allow_infinity=True)


def test_golden_errors():
    assert float(error(1, 3, 0.5)) == pytest.approx(0.43840191155303526, rel=1e-10)
    assert float(error(1, 3, 0.9)) == pytest.approx(0.6621992376502978, rel=1e-10)
    assert float(error(2, 5, 0.9)) == pytest.approx(0.7352829969096041, rel=1e-10)


@pytest.mark.parametrize(
    ("beta", "floor"),
    [
        (1.5, 0.475556), (2, 0.458484), (3, 0.435160), (5, 0.407552), (10, 0.374179),
        (100, 0.300446), (1e4, 0.256654), (1e8, 0.250090),
    ],
)  # fmt: skip
def test_golden_floors(beta, floor):
    assert float(balanced_error_floor(beta)) == pytest.approx(floor, abs=6e-7)


@pytest.mark.parametrize(
    ("beta", "at", "smallest"),
    [(3, 0.656904, 0.490901), (10, 1.287398, 0.434413), (100, math.nan, 0.356616)],
)
def test_golden_optima_at_60_percent_negatives(beta, at, smallest):
    assert smallest_error(beta, 0.6) == pytest.approx(smallest, abs=6e-7)
    if math.isfinite(at):
        assert best_threshold(beta, 0.6) == pytest.approx(at, abs=6e-7)


def test_a_threshold_of_zero_is_a_coin():
    assert float(missed_positives(0)) == float(missed_negatives(0, 7)) == 0.5


@pytest.mark.parametrize(("t", "beta", "p_neg"), GRID)
def test_the_law_is_that_of_points_and_the_bound_holds(t, beta, p_neg):
    rng = np.random.default_rng(7)
    n, dimension = 40_000, 3
    negative = rng.random(n) < p_neg
    x = rng.normal(size=(n, dimension)) * np.where(negative, math.sqrt(beta), 1.0)[:, None]
    direction = np.array([1.0, -2.0, 0.5])
    score = x @ direction + t * np.linalg.norm(direction)
    seen = np.mean((score > 0) == negative)
    exact = float(error(t, beta, p_neg))
    assert abs(seen - exact) < 4 * math.sqrt(exact * (1 - exact) / n)
    assert exact >= p_neg / 2 >= FLOOR
    counted = simulate(t, beta, p_neg, points=400, trials=20_000, rng=rng)
    spread = math.sqrt(exact * (1 - exact) / 400)
    assert abs(counted.mean() - exact) < 4 * spread / math.sqrt(20_000)
    assert counted.std() == pytest.approx(spread, rel=0.03)
    assert theorem_silent_because(t=t, beta=beta, p_neg=p_neg) == ""


@pytest.mark.parametrize("beta", [1.001, 1.5, 3, 50, 1e6])
@pytest.mark.parametrize("p_neg", [0.2, 0.5, 0.6, 0.95])
def test_the_optimum_is_that_of_a_search(beta, p_neg):
    t = np.linspace(0, 60, 600_001)
    searched = (1 - p_neg) * norm.cdf(-t) + p_neg * norm.cdf(t / math.sqrt(beta))
    assert smallest_error(beta, p_neg) == pytest.approx(searched.min(), abs=1e-7)


@given(st.floats(-50, 50), st.floats(1, 1e9))
def test_no_line_is_below_the_floor_and_no_floor_below_a_quarter(t, beta):
    floor = float(balanced_error_floor(beta))
    assert FLOOR < floor <= 0.5
    assert float(error(t, beta, 0.5)) >= floor - 1e-12


def test_the_floor_falls_with_beta_and_is_smooth_at_one():
    floors = balanced_error_floor(np.geomspace(1, 1e12, 400))
    assert np.all(np.diff(floors) < 0)
    assert float(balanced_error_floor(1 + 1e-12)) == pytest.approx(0.5, abs=1e-9)


def test_without_a_positive_offset_the_error_has_no_floor():
    assert float(error(-50, 3, 0.9)) == pytest.approx(0.1)
    assert "t is -50" in theorem_silent_because(t=-50, beta=3, p_neg=0.9)


@given(ANY, ANY, ANY)
def test_degenerate_input_gives_a_reason_and_no_number(t, beta, p_neg):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reason = undefined_because(beta=beta, p_neg=p_neg)
        value = float(error(t, beta, p_neg))
        theorem_silent_because(t=t, beta=beta, p_neg=p_neg)
        optimum = best_threshold(beta, p_neg)
        smallest_error(beta, p_neg)
        balanced_error_floor(beta)
    if reason:
        assert math.isnan(value)
        assert math.isnan(optimum)
        with pytest.raises(ValueError, match=r"is"):
            simulate(t, beta, p_neg, points=1, trials=1, rng=np.random.default_rng(0))
    elif not math.isnan(t):
        assert 0 <= value <= 1


def test_a_sample_needs_a_point():
    with pytest.raises(ValueError, match="points is 0"):
        simulate(1, 3, 0.5, points=0, trials=1, rng=np.random.default_rng(0))
