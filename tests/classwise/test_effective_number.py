import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import effective_number


@pytest.mark.parametrize(
    ("count", "beta", "expected"),
    [
        (10, 0.9, 6.513215599),
        (100, 0.99, 63.396765872677),
        (100, 0.999, 95.207852886291),
        (100, 0.9999, 99.506613086292),
        (5000, 0.9999, 3934.845043752650),
        (50, 0.9999, 49.877695769912),
        (5000, 0.999, 993.278888040134),
        (1, 0.37, 1.0),
        (5000, 0.0, 1.0),
        (5000, 1.0, 5000.0),
    ],
)
def test_known_values(count, beta, expected):
    assert effective_number([count], beta)[0] == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("beta", [0.3, 0.9, 0.99999999, 1 - 2**-52])
@pytest.mark.parametrize("count", [1, 2, 7, 300])
def test_agrees_with_exact_arithmetic(count, beta):
    exact = sum(Fraction(beta) ** power for power in range(count))
    assert effective_number([count], beta)[0] == pytest.approx(float(exact), rel=1e-13)


@given(st.integers(2, 10**6), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_one_more_example_adds_one_to_beta_times_the_rest(count, beta):
    more, less = effective_number([count, count - 1], beta)
    assert more == pytest.approx(1 + beta * less, rel=1e-9)
    assert more * (1 + 1e-12) >= 1
    assert more <= count * (1 + 1e-12)


@pytest.mark.parametrize("beta", [sys.float_info.min, 5e-324, 1 - 2**-53])
def test_extreme_betas_stay_finite(beta):
    assert np.isfinite(effective_number([1, 10**9], beta)).all()


def test_a_single_number_is_accepted():
    assert effective_number(10, 0.9) == pytest.approx(6.513215599)


@pytest.mark.parametrize("beta", [-0.1, 1.0001, float("nan")])
def test_illegal_beta_is_refused(beta):
    with pytest.raises(ValueError, match=r"beta is .* from 0"):
        effective_number([5], beta)


def test_an_empty_class_is_refused_even_at_beta_zero():
    with pytest.raises(ValueError, match="class 1"):
        effective_number([5, 0], 0.0)


def test_the_input_is_not_handed_back():
    counts = np.array([5.0, 3.0])
    effective_number(counts, 1.0)[0] = 99
    assert counts[0] == 5
