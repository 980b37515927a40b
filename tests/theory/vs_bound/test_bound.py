import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.theory.shared.ring import Ring, draw
from ltcore.theory.vs_bound.bound import (
    bound,
    linear_complexity,
    prior_factor,
    training_term,
    undefined_because,
)

COUNTS = [1000, 316, 100, 31, 10]


def test_the_golden_factor_and_the_parts_by_hand():
    assert prior_factor(COUNTS) == pytest.approx(1457 / 50)
    assert float(training_term(0.1, 5.0, COUNTS, 0.1)) == pytest.approx(
        29.14 * (0.1 + 15 * math.sqrt(math.log(20) / 2914))
    )
    assert float(bound(2.0, 0.5, [1.0, 3.0], [90, 10])) == pytest.approx(2 + 0.5 * 4 * 100 / 20)
    many = bound(np.ones(7), np.ones(7), np.ones((7, 2)), [50, 50])
    np.testing.assert_allclose(many, np.full(7, 3.0))


def test_the_complexity_bounds_what_random_signs_see():
    """sup over |W| <= norm of sum_ij sign_ij (W z_i)_j / N is norm |sum_i sign_i z_i^T| / N."""
    features, _ = draw(Ring((30, 20, 10)))
    rng = np.random.default_rng(0)
    signs = rng.choice([-1.0, 1.0], size=(2000, 3, len(features)))
    seen = 2.0 * np.linalg.norm(signs @ features, axis=(1, 2)).mean() / len(features)
    limit = float(linear_complexity(features, 3, 2.0))
    assert seen < limit < 1.2 * seen
    np.testing.assert_allclose(linear_complexity(features, 3, [1.0, 2.0]), [limit / 2, limit])
    assert np.isnan(linear_complexity(np.zeros((0, 2)), 3, 1.0))


def test_more_certainty_and_fewer_examples_cost():
    deltas = [0.5, 0.1, 0.01, 1e-6]
    values = [float(training_term(0.1, 5.0, COUNTS, delta)) for delta in deltas]
    assert values == sorted(values)
    assert training_term(0.1, 5.0, [100, 100]) > training_term(0.1, 5.0, [1000, 1000])
    assert prior_factor([50, 50]) == 1.0


def test_nothing_is_said_where_a_class_is_empty():
    assert "counts[1] is 0" in undefined_because(counts=[5, 0])
    assert "shape" in undefined_because(counts=[5])
    assert np.isnan(prior_factor([5, 0]))
    assert np.isnan(training_term([0.1, 0.2], 1.0, [5, 0])).tolist() == [True, True]
    assert np.isnan(bound(1.0, 1.0, [1.0, 1.0], [5, 0]))


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(-2, 10**6), max_size=4),
    st.floats(allow_nan=True),
)
def test_a_number_or_a_reason(counts, delta):
    found = training_term(0.1, 2.0, counts, delta)
    assert bool(undefined_because(counts=counts, delta=delta)) == bool(np.isnan(found))
