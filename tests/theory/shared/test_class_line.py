import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.logit_adjustment.two_classes import gaussian_errors
from ltcore.theory.shared.class_line import (
    accuracy_and_balanced_error,
    class_bounds,
    exponential_priors,
    recalls,
    simulate,
    undefined_because,
)

TAUS = [0, 0.5, 1, 1.5, 2]
PRIORS = st.lists(st.floats(1e-4, 1), min_size=1, max_size=8)


def by_argmax(tau, priors, spacing, sigma, x):
    """Decide from the scores as they stand."""
    means = spacing * np.arange(len(priors))
    scores = means * x[:, None] / sigma**2 - means**2 / (2 * sigma**2) + (1 - tau) * np.log(priors)
    return scores.argmax(axis=1)


@pytest.mark.parametrize(
    ("spacing", "sigma", "balanced", "accuracy"),
    [
        (1, 1, [0.594455, 0.565584, 0.555368, 0.565584, 0.594455],
         [0.543466, 0.535085, 0.508488, 0.463808, 0.404322]),
        (2, 1, [0.299679, 0.289133, 0.285579], None),
        (2, 0.7, [0.143729, 0.139296, 0.137815], None),
    ],
)  # fmt: skip
def test_the_golden_line_of_ten_classes(spacing, sigma, balanced, accuracy):
    priors = exponential_priors(10, 100)
    found = accuracy_and_balanced_error(recalls(TAUS, priors, spacing, sigma), priors)
    np.testing.assert_allclose(found[1][: len(balanced)], balanced, atol=5e-7)
    if accuracy is not None:
        np.testing.assert_allclose(found[0], accuracy, atol=5e-7)


def test_two_classes_are_the_gaussian_toy():
    """Means 0 and 2 mu instead of -mu and mu, the rare class right."""
    priors, tau = [0.9, 0.1], np.linspace(-1, 3, 9)
    accuracy, balanced = accuracy_and_balanced_error(recalls(tau, priors, 2, 1.3), priors)
    error, other = gaussian_errors(tau, 1, 1.3, 0.1)
    np.testing.assert_allclose(1 - accuracy, error, rtol=1e-10)
    np.testing.assert_allclose(balanced, other, rtol=1e-10)


@given(PRIORS, st.floats(0.3, 3), st.floats(0.3, 3), st.floats(-1, 3))
def test_between_its_bounds_a_class_has_the_largest_score(priors, spacing, sigma, tau):
    lower, upper = class_bounds(tau, priors, spacing, sigma)
    x = np.linspace(-50, 70, 500)
    decided = by_argmax(tau, np.array(priors), spacing, sigma, x)
    near = 1e-6
    for k in range(len(priors)):
        inside = (x > lower[k] + near) & (x < upper[k] - near)
        assert (decided[inside] == k).all()
        outside = (x < lower[k] - near) | (x > upper[k] + near)
        assert not (decided[outside] == k).any()
    kept = lower < upper - 1e-9
    edges = np.sort(lower[kept])[1:]
    np.testing.assert_allclose(edges, np.sort(upper[kept])[:-1], atol=1e-7)


def test_a_class_that_is_nowhere_highest_has_recall_0():
    found = recalls([0.0, 1.0], [0.5, 1e-6, 0.5], 1, 1)
    assert found[0, 1] == 0
    assert found[1, 1] > 0.3


def test_recalls_agree_with_drawn_points():
    priors, rng = [0.6, 0.05, 0.3, 0.05], np.random.default_rng(0)
    for tau in (0.0, 0.7, 1.0, 1.6):
        exact = recalls(tau, priors, 1.5, 1.1)
        for k in range(4):
            x = 1.5 * k + 1.1 * rng.normal(size=40_000)
            seen = (by_argmax(tau, priors, 1.5, 1.1, x) == k).mean()
            assert abs(seen - exact[k]) < 4 * math.sqrt(0.25 / 40_000)


@given(PRIORS, st.floats(0.3, 3))
def test_tau_1_has_the_least_balanced_error_and_tau_0_the_best_accuracy(priors, spacing):
    taus = np.linspace(0, 2, 21)
    accuracy, balanced = accuracy_and_balanced_error(recalls(taus, priors, spacing), priors)
    assert balanced[10] <= balanced.min() + 1e-12
    assert accuracy[0] >= accuracy.max() - 1e-12


def test_one_class_is_always_right_and_order_is_not_by_frequency():
    assert recalls([0.0, 1.0], [1.0]).tolist() == [[1.0], [1.0]]
    np.testing.assert_allclose(
        recalls(0.3, [0.7, 0.2, 0.1])[::-1], recalls(0.3, [0.1, 0.2, 0.7]), atol=1e-12
    )
    np.testing.assert_allclose(recalls(0.3, [7, 2, 1]), recalls(0.3, [0.7, 0.2, 0.1]), atol=1e-12)


def test_test_sets_scatter_about_the_recalls():
    exact = recalls([0.0, 1.0], exponential_priors(5, 50), 1.5)
    seen = simulate(exact, 100, trials=4000, rng=np.random.default_rng(0))
    assert seen.shape == (4000, 2, 5)
    standard = np.sqrt(exact * (1 - exact) / 100 / 4000)
    assert (np.abs(seen.mean(axis=0) - exact) < 4 * standard).all()
    np.testing.assert_allclose(seen.var(axis=0), exact * (1 - exact) / 100, rtol=0.15)
    with pytest.raises(ValueError, match="n_per_class is 0"):
        simulate(exact, 0, trials=1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="recall holds"):
        simulate([1.2], 5, trials=1, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"priors": []}, "priors have shape"),
        ({"priors": [[0.5, 0.5]]}, "priors have shape"),
        ({"priors": [0.5, 0.0]}, r"priors[1] is 0"),
        ({"priors": [0.5, math.nan]}, r"priors[1] is nan"),
        ({"priors": [0.5, 0.5], "spacing": 0.0}, "spacing is 0"),
        ({"priors": [0.5, 0.5], "sigma": math.inf}, "sigma is inf"),
    ],
)
def test_where_it_is_undefined_numbers_are_nan_and_the_reason_is_said(settings, said):
    assert said in undefined_because(**settings)
    found = recalls([0.0, 1.0], **settings)
    assert np.isnan(found).all()
    if "priors" in said:
        for number in accuracy_and_balanced_error(np.zeros((2, 2)), settings["priors"]):
            assert np.isnan(number).all()


def test_tau_that_is_not_finite_and_impossible_priors():
    assert np.isnan(recalls([math.nan, math.inf, 1.0], [0.5, 0.5]))[:, 0].tolist() == [
        True,
        True,
        False,
    ]
    with pytest.raises(ValueError, match="0 classes"):
        exponential_priors(0, 10)
    with pytest.raises(ValueError, match="ratio 0"):
        exponential_priors(3, 0)
