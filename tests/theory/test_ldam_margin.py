import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from ltcore.classwise import ldam_margins
from ltcore.data.profiles import exponential_counts
from ltcore.theory.ldam_margin import (
    bound_ratio,
    margin_free_term,
    two_class_bound,
    two_class_optimum,
    undefined_because,
)

COUNTS = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("n1", "n2", "gamma1", "value", "equal"),
    [
        (5000, 50, 0.240253, 0.24500621, 0.31112698),
        (5000, 500, 0.359935, 0.10916083, 0.11772699),
        (5000, 5, 0.150980, 0.62040988, 0.92271146),
        (10_000, 1, 1 / 11, 1.21, 2.02),
        (100, 100, 0.5, 0.4, 0.4),
        (16, 1, 1 / 3, 2.25, 2.5),
    ],
)
def test_the_optimum_of_known_pairs(n1, n2, gamma1, value, equal):
    """The last by hand: 1/16 and 1 to the power 1/4 are 1/2 and 1; (1/2 + 1)^2 = 9/4; 2 (1/4 + 1)."""
    first, second, at_optimum = two_class_optimum(n1, n2)
    assert first == pytest.approx(gamma1, abs=5e-7)
    assert second == pytest.approx(1 - gamma1, abs=5e-7)
    assert at_optimum == pytest.approx(value, abs=5e-9)
    assert float(two_class_bound(0.5, n1, n2)) == pytest.approx(equal, abs=5e-9)
    assert bound_ratio([n1, n2]) == pytest.approx(value / equal, abs=5e-8)


@given(n1=COUNTS, n2=COUNTS, total=st.floats(0.01, 100))
def test_a_search_finds_no_smaller_bound(n1, n2, total):
    first, second, value = two_class_optimum(n1, n2, total)
    found = minimize_scalar(
        lambda share: float(two_class_bound(share, n1, n2, total)),
        bounds=(1e-9 * total, (1 - 1e-9) * total),
        method="bounded",
        options={"xatol": 1e-9 * total},
    )
    assert found.fun >= value * (1 - 1e-9)
    assert found.fun == pytest.approx(value, rel=1e-6)
    assert first + second == pytest.approx(total)
    assert first / second == pytest.approx((n2 / n1) ** 0.25)
    assert 0.5 < bound_ratio([n1, n2]) <= 1 + 1e-12


@given(st.lists(COUNTS, min_size=1, max_size=20))
def test_the_optimal_margins_are_ldams(counts):
    """A second road to the ratio: the bound itself, with LDAM's margins and with equal ones."""
    roots = np.sqrt(counts)
    margins = ldam_margins(counts)
    best, equal = np.mean(1 / (margins * roots)), np.mean(1 / (margins.mean() * roots))
    assert bound_ratio(counts) == pytest.approx(best / equal)


@pytest.mark.parametrize(
    ("n_max", "classes", "ratio", "expected"),
    [(5000, 10, 100, 0.883905), (5000, 10, 50, 0.912819), (5000, 10, 10, 0.967569), (500, 100, 100, 0.897536)],
)  # fmt: skip
def test_the_gain_on_the_published_counts(n_max, classes, ratio, expected):
    assert bound_ratio(exponential_counts(n_max, classes, ratio)) == pytest.approx(
        expected, abs=5e-7
    )


def test_the_term_that_no_margin_changes():
    assert margin_free_term(exponential_counts(5000, 10, 100)) == pytest.approx(0.545, abs=5e-4)
    assert margin_free_term(exponential_counts(500, 100, 100)) == pytest.approx(1.659, abs=5e-4)
    assert margin_free_term([1]) == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"n1": 0, "n2": 5}, "n1 is 0"),
        ({"n1": 5, "n2": math.nan}, "n2 is nan"),
        ({"n1": 5, "n2": 5, "total": 0.0}, "total is 0"),
        ({"n1": math.inf, "n2": 5}, "n1 is inf"),
    ],
)
def test_where_it_does_not_apply_the_numbers_are_nan_and_the_reason_is_said(settings, said):
    assert said in undefined_because(**settings)
    assert np.isnan(two_class_optimum(**settings)).all()
    assert np.isnan(two_class_bound([0.2, 0.5], **settings)).all()


def test_outside_the_total_there_is_no_bound():
    assert undefined_because(n1=5, n2=5) == ""
    bound = two_class_bound([-0.1, 0.0, 0.5, 1.0, 1.1], 5, 5)
    assert np.isnan(bound).tolist() == [True, True, False, True, True]
    with pytest.raises(ValueError, match="at least 1"):
        bound_ratio([5, 0])
    with pytest.raises(ValueError, match="empty"):
        margin_free_term([])
