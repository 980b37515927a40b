import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ltcore.theory.radius.cuts import constant_rule_error
from ltcore.theory.radius.event import (
    event_probability,
    first_dimension_below,
    needed_examples,
    worst_error,
)
from ltcore.theory.selfsup_radius import (
    bayes_error,
    chernoff_bound,
    delta_range,
    draw_means,
    error_bound,
    error_exact,
    guarantee,
)


def quarter(beta):
    return delta_range(beta)[1] / 4


@pytest.mark.parametrize(
    ("d", "beta", "worst"),
    [
        (10, 3, 0.291482),
        (10, 5, 0.247112),
        (50, 3, 0.0864448),
        (50, 5, 0.0478587),
        (100, 3, 0.0262635),
        (200, 10, 6.03512e-5),
    ],
)
def test_known_worst_errors(d, beta, worst):
    assert float(worst_error(quarter(beta), d, beta, 0.1)) == pytest.approx(worst, rel=3e-6)


def test_known_probabilities_of_the_event():
    assert float(event_probability(0.25, 10, 10, 90)) == pytest.approx(0.9248, abs=5e-5)
    assert float(event_probability(0.1, 100, 1, 999)) == pytest.approx(0.521, abs=5e-4)
    assert float(guarantee(0.25, 10, 10, 90)) == pytest.approx(0.0826, abs=5e-5)
    assert float(guarantee(0.1, 100, 1, 999)) == pytest.approx(-0.765, abs=5e-4)


@given(
    share=st.floats(0.01, 0.99), d=st.integers(1, 500), n=st.tuples(*[st.integers(1, 10**4)] * 2)
)
def test_the_theorem_never_promises_more_than_the_event_has(share, d, n):
    exact = float(event_probability(share, d, *n))
    assert guarantee(share, d, *n) <= exact + 1e-12
    expected = math.prod(
        stats.chi2.cdf(d * k * (1 + share), d * k) - stats.chi2.cdf(d * k * (1 - share), d * k)
        for k in n
    )
    assert exact == pytest.approx(expected, rel=1e-9)


@given(
    share=st.floats(0.01, 0.99),
    d=st.integers(1, 300),
    beta=st.floats(1.05, 30),
    p_pos=st.floats(0.01, 0.99),
)
def test_the_worst_error_is_between_the_bounds_and_the_best_rule(share, d, beta, p_pos):
    delta = share * delta_range(beta)[1]
    worst = float(worst_error(delta, d, beta, p_pos))
    assert worst <= chernoff_bound(delta, d, beta, p_pos) + 1e-12
    assert worst <= error_bound(delta, d, beta, p_pos) + 1e-12
    assert worst >= bayes_error(d, beta, p_pos) * (1 - 1e-9)
    means = np.linspace(1 - delta, 1 + delta, 41)
    inside = error_exact(d, beta, p_pos, means[:, None], means)
    assert worst >= inside.max() * (1 - 1e-9)


@pytest.mark.parametrize(
    ("d", "n_pos", "n_neg", "delta"), [(10, 10, 90, 0.25), (3, 1, 1, 0.4), (100, 1, 999, 0.1)]
)
def test_the_event_and_its_worst_error_are_seen_in_trainings(d, n_pos, n_neg, delta):
    m_pos, m_neg = draw_means(d, n_pos, n_neg, trials=100_000, rng=np.random.default_rng(2))
    inside = (abs(m_pos - 1) < delta) & (abs(m_neg - 1) < delta)
    exact = float(event_probability(delta, d, n_pos, n_neg))
    assert inside.mean() == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 100_000) ** 0.5)
    errors = error_exact(d, 3, 0.1, m_pos[inside], m_neg[inside])
    assert errors.max() <= worst_error(delta, d, 3, 0.1)


@pytest.mark.parametrize(
    ("beta", "of_rule", "of_bound"), [(2, 46, 501), (3, 25, 282), (5, 17, 196), (10, 13, 155)]
)
def test_where_the_rule_and_its_bound_begin_to_beat_the_constant_rule(beta, of_rule, of_bound):
    level = float(constant_rule_error(0.1))
    assert first_dimension_below(lambda d: error_exact(d, beta, 0.1), level) == of_rule
    assert (
        first_dimension_below(lambda d: error_bound(quarter(beta), d, beta, 0.1), level) == of_bound
    )
    assert error_exact(of_rule - 1, beta, 0.1) >= level > error_exact(of_rule, beta, 0.1)


def test_where_no_dimension_is_enough():
    assert first_dimension_below(lambda d: error_exact(d, 3, 0.1), 0.0) is None
    assert first_dimension_below(lambda d: error_exact(d, 1, 0.1), 0.1) is None
    assert first_dimension_below(lambda d: 1 / d, 0.0005) == 2001


def test_needed_examples_by_hand():
    """N d delta^2 >= 8 ln 80 = 35.056, or 8 ln 40 = 29.511 where the other class has no end."""
    assert float(needed_examples(1 / 32, 1024)) == 36
    assert float(needed_examples(1 / 32, 1024, both=False)) == 30
    assert float(needed_examples(0.9, 1000)) == 1


@given(delta=st.floats(0.01, 0.99), d=st.integers(1, 1000), confidence=st.floats(0.01, 0.999))
def test_so_many_are_needed_and_no_fewer(delta, d, confidence):
    n = float(needed_examples(delta, d, confidence))
    alone = float(needed_examples(delta, d, confidence, both=False))
    assert guarantee(delta, d, n, n) >= confidence - 1e-12
    assert guarantee(delta, d, alone, 1e15) >= confidence - 1e-12
    if n > 1:
        assert guarantee(delta, d, n - 1, n - 1) < confidence + 1e-12


def test_degenerate_settings():
    for silent in (
        event_probability([0, 1, -1, math.nan], 10, 10, 90),
        event_probability(0.1, [0, 1.5, math.inf], 10, 90),
        event_probability(0.1, 10, [0, math.nan], 90),
        worst_error([0, 0.5, 1, math.nan], 10, 3, 0.1),
        worst_error(0.1, 10, [1, 0, math.inf], 0.1),
        worst_error(0.1, 10, 3, [0, 1]),
        needed_examples([0, 1], 10),
        needed_examples(0.1, [0, 1.5]),
        needed_examples([0.1, 0.2], 10, 1.0),
    ):
        assert np.isnan(silent).all()
    assert worst_error([0.1, 0.2], 10, [[3], [4]], 0.1).shape == (2, 2)
