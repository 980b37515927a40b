import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.radius.cuts import class_errors, midpoint_cut
from ltcore.theory.radius.exponents import (
    bound_exponents,
    chernoff_exponents,
    gap_on_event,
    weighted_decay,
)
from ltcore.theory.selfsup_radius import bayes_error


@pytest.mark.parametrize(
    ("beta", "theorem", "chernoff"),
    [
        (2, (0.03125, 0.0078125), (0.047267, 0.018841)),
        (3, (0.125, 0.013889), (0.153426, 0.036066)),
        (5, (0.25, 0.02), (0.450694, 0.055413)),
        (10, (0.5625, 0.0253125), (1.397626, 0.073919)),
    ],
)
def test_known_rates_for_a_small_delta(beta, theorem, chernoff):
    assert np.array(bound_exponents(1e-9, beta)) == pytest.approx(theorem, abs=5e-7)
    assert np.array(chernoff_exponents(1e-9, beta)) == pytest.approx(chernoff, abs=5e-7)


@given(beta=st.floats(1.01, 100), share=st.floats(1e-9, 1 - 1e-9))
def test_chernoff_is_never_worse(beta, share):
    delta = share * (beta - 1) / (beta + 1)
    for theorem, chernoff in zip(
        bound_exponents(delta, beta), chernoff_exponents(delta, beta), strict=True
    ):
        assert 0 <= theorem <= chernoff * (1 + 1e-6) + 1e-16


@pytest.mark.parametrize(("beta", "best"), [(2, 0.029830), (3, 0.074203), (10, 0.309517)])
def test_the_errors_of_the_midpoint_cut_fall_at_chernoffs_rates(beta, best):
    """Between 1,000 and 2,000 dimensions; what is left is a power of d, at most ln(2) / 1000 here.

    The least error falls at ``(x - 1 - ln x) / 2`` with ``x = beta ln beta / (beta - 1)``, by hand ``best``.
    """
    d = np.array([100, 200]) if beta == 10 else np.array([1000, 2000])
    rates = [
        np.log(errors[0] / errors[1]) / d[0]
        for errors in class_errors(midpoint_cut(d, beta), d, beta)
    ]
    assert rates == pytest.approx(np.array(chernoff_exponents(1e-9, beta)), abs=0.7 / d[0])
    least = bayes_error(d, beta, 0.3)
    assert np.log(least[0] / least[1]) / d[0] == pytest.approx(best, abs=0.7 / d[0])


def test_the_gap_by_hand():
    assert gap_on_event([0.1, 0.25, 0.5, 0.6, 0], 3).tolist()[:2] == pytest.approx([1.6, 1.0])
    assert np.isnan(gap_on_event([0.5, 0.6, 0, -1], 3)).all()
    assert np.isnan(gap_on_event(0.1, [1, 0, -1, math.inf, math.nan])).all()


def test_degenerate_settings():
    assert np.isnan(bound_exponents(0.5, 3)).all()
    assert np.isnan(chernoff_exponents(0.5, 3)).all()
    assert np.isnan(weighted_decay((np.array(1.0), np.array(1.0)), [0, 1.5], 0.5)).all()
