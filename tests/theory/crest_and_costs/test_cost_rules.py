import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from ltcore.posthoc import adjust_logits, minimum_expected_cost, threshold_moving
from ltcore.theory.crest_and_costs.cost_rules import (
    CORNERS,
    agreement,
    cheapest,
    overlaps,
    prior_costs,
    row_means,
    simulate,
    triangle_grid,
    undefined_because,
)

UNEVEN = np.array([[0, 1, 5], [1, 0, 1], [10, 10, 0]])
NUMBERS = st.floats(0, 10)


@st.composite
def matrices(draw, classes=3):
    rows = st.lists(NUMBERS, min_size=classes, max_size=classes)
    costs = np.array(draw(st.lists(rows, min_size=classes, max_size=classes)))
    return costs * (1 - np.eye(classes))


def test_the_golden_probabilities_under_prior_costs():
    moved = threshold_moving([[0.6, 0.3, 0.1]], prior_costs([0.7, 0.2, 0.1]))
    golden = [0.25531914893617025, 0.44680851063829785, 0.29787234042553196]
    np.testing.assert_allclose(moved[0], golden, rtol=1e-10)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.floats(0, 2), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_threshold_moving_with_prior_costs_is_logit_adjustment(priors, tau, seed):
    logits = 2 * np.random.default_rng(seed).normal(size=(200, len(priors)))
    counts = 100 * np.array(priors)
    adjusted = adjust_logits(logits, counts, tau)
    shares = softmax(logits, axis=1)
    costs = prior_costs(counts / counts.sum(), tau)
    np.testing.assert_allclose(
        threshold_moving(shares, costs), softmax(adjusted, axis=1), atol=1e-12
    )
    clear = np.diff(np.sort(adjusted, axis=1)[:, -2:], axis=1)[:, 0] > 1e-9
    assert (cheapest(shares, costs) == adjusted.argmax(axis=1))[clear].all()


@given(matrices(4), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_both_rules_are_those_of_the_lab(costs, seed):
    points = np.random.default_rng(seed).dirichlet(np.ones(4), size=200)
    assert (cheapest(points, costs) == minimum_expected_cost(points, costs)).all()
    moved = points * costs.sum(axis=1)
    clear = np.diff(np.sort(moved, axis=1)[:, -2:], axis=1)[:, 0] > 1e-9
    decided = threshold_moving(points, costs).argmax(axis=1)
    assert (cheapest(points, row_means(costs)) == decided)[clear].all()


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_the_polygons_share_out_the_triangle_and_their_points_are_decided_as_they_say(costs):
    parts = overlaps(costs)
    assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-9)
    for part in parts:
        np.testing.assert_allclose(part.corners.sum(axis=1), 1)
        assert (part.corners >= -1e-12).all()
        inside = part.corners.mean(axis=0)
        assert inside @ costs[:, part.cheapest] <= (inside @ costs).min() + 1e-9
        means = row_means(costs)
        assert inside @ means[:, part.moved] <= (inside @ means).min() + 1e-9


@pytest.mark.parametrize("seed", range(27))
def test_the_exact_share_agrees_with_counting(seed):
    costs = np.random.default_rng(seed).random((3, 3)) * (1 - np.eye(3))
    exact = agreement(costs)
    seen = simulate(costs, points=4000, trials=5, rng=np.random.default_rng(seed))
    assert abs(seen.mean() - exact) < 4 * math.sqrt(exact * (1 - exact) / 20_000) + 1e-9
    points = triangle_grid(100)
    by_grid = (cheapest(points, costs) == cheapest(points, row_means(costs))).mean()
    assert by_grid == pytest.approx(exact, abs=0.02)


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=3))
def test_rows_of_equal_costs_make_the_rules_one(rows):
    costs = np.array(rows)[:, None] * (1 - np.eye(3))
    assert agreement(costs) == pytest.approx(1, abs=1e-9)


@given(matrices(2))
def test_two_classes_always_agree(costs):
    assert simulate(costs, points=50, trials=1, rng=np.random.default_rng(0)).tolist() == [1.0]


def test_of_equal_decisions_the_first_is_taken():
    free = overlaps(np.zeros((3, 3)))
    assert [(part.moved, part.cheapest, part.share) for part in free] == [(0, 0, 1.0)]


def test_more_classes_disagree_more_on_random_costs():
    """What random five by five costs come to depends on the matrix; half of the points is typical."""
    rng = np.random.default_rng(0)
    shares = [
        simulate(rng.random((5, 5)) * (1 - np.eye(5)), points=2000, trials=1, rng=rng)[0]
        for _ in range(40)
    ]
    assert 0.3 < np.mean(shares) < 0.7


@pytest.mark.parametrize("steps", [1, 2, 7, 40])
def test_the_grid_is_the_middles_of_equal_triangles(steps):
    points = triangle_grid(steps)
    assert points.shape == (steps**2, 3)
    assert (points > 0).all()
    np.testing.assert_allclose(points.sum(axis=1), 1)
    np.testing.assert_allclose(points.mean(axis=0), 1 / 3)
    assert len(np.unique(points.round(9), axis=0)) == steps**2
    places = points @ CORNERS
    assert places.min() > 0
    assert places.max() < 1


def test_many_matrices_are_decided_at_once():
    costs = np.random.default_rng(0).random((5, 2, 3, 3)) * (1 - np.eye(3))
    points = triangle_grid(10)
    found = cheapest(points, costs)
    assert found.shape == (5, 2, 100)
    np.testing.assert_array_equal(found[3, 1], cheapest(points, costs[3, 1]))
    assert undefined_because(costs=costs) == ""


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ([[0, 1]], "costs have shape"),
        ([0, 1], "costs have shape"),
        ([[0, -1, 1], [1, 0, 1], [1, 1, 0]], "not finite and at least 0"),
        ([[0, math.nan, 1], [1, 0, 1], [1, 1, 0]], "not finite and at least 0"),
        ([[1, 1, 1], [1, 0, 1], [1, 1, 0]], "the diagonal of costs"),
    ],
)
def test_where_there_is_nothing_to_decide_the_reason_is_said(costs, said):
    assert said in undefined_because(costs=costs)
    assert overlaps(costs) == ()
    assert math.isnan(agreement(costs))
    with pytest.raises(ValueError, match=said):
        simulate(costs, points=5, trials=1, rng=np.random.default_rng(0))


def test_four_classes_have_no_triangle_and_impossible_settings_are_refused():
    assert math.isnan(agreement(1 - np.eye(4)))
    with pytest.raises(ValueError, match="points is 0"):
        simulate(UNEVEN, points=0, trials=1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="steps is 0"):
        triangle_grid(0)
    for priors, tau in (([1.0], 1.0), ([0.5, 0.0], 1.0), ([0.5, 0.5], math.nan)):
        with pytest.raises(ValueError, match=r"priors are|tau is"):
            prior_costs(priors, tau)
