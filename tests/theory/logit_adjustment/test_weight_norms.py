import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import expit

from ltcore.posthoc import tau_normalise
from ltcore.theory.logit_adjustment.two_classes import floor, gaussian_errors
from ltcore.theory.logit_adjustment.weight_norms import (
    Boundary,
    Head,
    adjusted,
    class_errors,
    normalised,
    undefined_because,
)
from ltcore.theory.shared.two_gaussians import log_odds_against

HEADS = st.builds(
    Head,
    mu=st.floats(0.3, 3),
    sigma=st.floats(0.3, 3),
    prior=st.floats(0.01, 0.99),
    centre=st.floats(-3, 3),
    shared=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
)
TAUS = np.linspace(0, 2, 9)
LONGER = Head(mu=1.0, prior=0.05, shared=(-0.5, 0.8))


def balanced_error(head, boundary):
    return np.mean(class_errors(head, boundary), axis=0)


@given(HEADS)
def test_the_classifier_is_the_posterior(head):
    """Against Bayes' rule on the densities, whatever the shared part."""
    x = np.array([[0.3, -1.0], [-2.0, 0.5], [1.5, 2.0]])
    densities = [
        np.exp(-((x[:, 0] - head.centre - sign * head.mu) ** 2) / (2 * head.sigma**2))
        for sign in (1, -1)
    ]
    odds = np.log(densities[0] * head.prior) - np.log(densities[1] * (1 - head.prior))
    scores = x @ head.vectors.T
    np.testing.assert_allclose(scores[:, 0] - scores[:, 1] + head.bias, odds, rtol=1e-6, atol=1e-6)


@given(HEADS, st.floats(0, 2))
def test_the_normalised_boundary_is_that_of_the_lab_s_function(head, tau):
    assume(all(length == 0 or length > 1e-6 for length in np.hypot(*head.vectors.T)))
    x = np.array([[0.3, -1.0], [-2.0, 0.5], [1.5, 2.0]])
    weight, bias = tau_normalise(head.vectors, [head.bias, 0.0], tau)
    assert bias is not None
    scores = x @ weight.T + bias
    for keep, expected in ((True, scores), (False, x @ weight.T)):
        found = normalised(head, tau, keep_bias=keep)
        np.testing.assert_allclose(
            x @ found.normal + found.offset, expected[:, 0] - expected[:, 1], rtol=1e-9, atol=1e-9
        )


@given(HEADS)
def test_adjustment_moves_in_parallel_and_ends_half_way_between_the_means(head):
    found = adjusted(head, TAUS)
    assert (found.normal == found.normal[0]).all()
    np.testing.assert_allclose(
        np.diff(found.offset), 0.25 * float(log_odds_against(head.prior)), atol=1e-9
    )
    at_one = adjusted(head, 1.0)
    assert float(-at_one.offset / at_one.normal[0]) == pytest.approx(head.centre, abs=1e-9)
    assert balanced_error(head, at_one) == pytest.approx(float(floor(head.mu, head.sigma)))


@given(HEADS)
def test_normalising_keeps_the_offset_so_that_the_boundary_never_reaches_the_origin(head):
    found = normalised(head, TAUS)
    np.testing.assert_allclose(found.offset, head.bias)
    if abs(head.bias) > 1e-9:
        assert (found.offset != 0).all()
    without = normalised(head, TAUS, keep_bias=False)
    assert (without.offset == 0).all()


@given(HEADS, st.floats(0, 2))
def test_the_shared_part_changes_normalisation_alone(head, tau):
    plain = replace(head, shared=(0.0, 0.0))
    for which in ("normal", "offset"):
        np.testing.assert_array_equal(
            getattr(adjusted(head, tau), which), getattr(adjusted(plain, tau), which)
        )
        np.testing.assert_allclose(
            getattr(normalised(head, 0.0), which),
            getattr(normalised(plain, 0.0), which),
            atol=1e-12,
        )


def test_normalising_turns_where_lengths_differ():
    turned = normalised(LONGER, TAUS).normal
    assert np.abs(turned[1:, 1]).min() > 0.05
    assert adjusted(LONGER, TAUS).normal[:, 1].any() == np.False_


@given(HEADS, st.floats(-3, 3))
def test_vectors_of_equal_length_are_only_scaled(head, across):
    equal = replace(head, shared=(0.0, across))
    found = normalised(equal, TAUS)
    assert (found.normal[:, 1] == 0).all()
    factor = math.hypot(equal.slope / 2, across) ** -TAUS
    np.testing.assert_allclose(found.normal[:, 0], equal.slope * factor, rtol=1e-9)
    without = balanced_error(equal, normalised(equal, TAUS, keep_bias=False))
    np.testing.assert_allclose(without, without[0], rtol=1e-9)


def test_the_balanced_error_never_gets_to_the_floor_while_adjustment_does():
    fine = np.linspace(0, 2, 201)
    best = float(floor(1, 1))
    for head in (Head(prior=0.05), LONGER, replace(LONGER, shared=(-0.5, 0.0))):
        assert balanced_error(head, normalised(head, fine)).min() > best + 0.02
        assert balanced_error(head, adjusted(head, fine)).min() == pytest.approx(best)
    moved = replace(LONGER, centre=1.5)
    assert balanced_error(moved, normalised(moved, fine, keep_bias=False)).min() > best + 0.1


@given(HEADS, st.floats(0, 2))
def test_adjustment_has_the_errors_of_the_gaussian_toy(head, tau):
    missed, alarms = class_errors(head, adjusted(head, tau))
    _, balanced = gaussian_errors(tau, head.mu, head.sigma, head.prior)
    assert (float(missed) + float(alarms)) / 2 == pytest.approx(float(balanced), abs=1e-9)


def test_exact_errors_agree_with_drawn_points():
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(200_000, 2))
    for boundary in (
        normalised(LONGER, 0.7),
        normalised(LONGER, 1.5, keep_bias=False),
        adjusted(LONGER, 0.5),
    ):
        missed, alarms = class_errors(LONGER, boundary)
        for mean, wrong, exact in ((1.0, np.less, missed), (-1.0, np.greater, alarms)):
            score = (noise + np.array([mean, 0])) @ boundary.normal + boundary.offset
            assert wrong(score, 0).mean() == pytest.approx(
                float(exact), abs=4 * math.sqrt(0.25 / 200_000)
            )


def test_without_a_normal_one_class_is_taken_everywhere():
    """Both vectors point the same way and get the length 1: nothing but the bias is left."""
    head = Head(mu=1.0, shared=(2.0, 0.0))
    missed, alarms = class_errors(head, normalised(head, 1.0))
    assert (float(missed), float(alarms)) == (1.0, 0.0)
    assert normalised(head, 1.0).normal.tolist() == pytest.approx([0.0, 0.0])
    rare_head = replace(head, prior=0.9)
    missed, alarms = class_errors(rare_head, normalised(rare_head, 1.0))
    assert (float(missed), float(alarms)) == (0.0, 1.0)
    zero = Head(mu=1.0, shared=(1.0, 0.0))
    assert normalised(zero, 1.0).normal.tolist() == pytest.approx([1.0, 0.0])


def test_probabilities_do_not_depend_on_the_shared_part_but_the_rule_after_normalising_does():
    x = np.array([[0.5, 0.2]])
    shares = [expit(x @ (h.vectors[0] - h.vectors[1]) + h.bias) for h in (LONGER, Head(prior=0.05))]
    np.testing.assert_allclose(*shares)
    errors = [balanced_error(h, normalised(h, 1.0)) for h in (LONGER, Head(prior=0.05))]
    assert abs(errors[0] - errors[1]) > 0.05


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"mu": 0.0}, "mu is 0"),
        ({"prior": 0.0}, "prior is 0"),
        ({"centre": math.nan}, "centre is nan"),
        ({"shared": (0.0, math.inf)}, "shared is"),
    ],
)
def test_where_there_is_no_classifier_numbers_are_nan_and_the_reason_is_said(settings, said):
    assert said in undefined_because(**settings)
    head = Head(**settings)
    for boundary in (adjusted(head, TAUS), normalised(head, TAUS)):
        assert boundary.normal.shape == (9, 2)
        assert np.isnan(boundary.normal).all()
        assert np.isnan(class_errors(head, boundary)).all()


@given(
    st.sampled_from([0.0, 2e-309, 1e-12, 1.0, 1e6]),
    st.sampled_from([0.0, 5e-324, 1.0, -1e6]),
    st.sampled_from([-1000.0, 0.0, 1.0, 2.0, 1000.0]),
)
def test_lengths_and_powers_at_the_ends_give_errors_without_a_warning(along, across, tau):
    for mu in (1e-6, 1.0, 1e6):
        head = Head(mu=mu, sigma=1.0, shared=(along, across))
        for keep in (True, False):
            missed, alarms = class_errors(head, normalised(head, tau, keep_bias=keep))
            assert 0 <= missed <= 1
            assert 0 <= alarms <= 1


@pytest.mark.parametrize("tau", [math.nan, math.inf])
def test_tau_that_is_not_finite_gives_nan(tau):
    for boundary in (adjusted(LONGER, [tau, 1.0]), normalised(LONGER, [tau, 1.0])):
        assert isinstance(boundary, Boundary)
        assert np.isnan(boundary.offset).tolist() == [True, False]
        assert np.isnan(class_errors(LONGER, boundary)[0]).tolist() == [True, False]
