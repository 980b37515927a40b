import itertools
import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from ltcore.classwise import pairwise_terms
from ltcore.theory.logit_adjustment.pairwise import (
    Member,
    Pairwise,
    balanced_error,
    deviations,
    ideal_scores,
    member,
    minimiser,
    random_joint,
    undefined_because,
)
from ltcore.types import FloatArray

WORLD = random_joint(np.random.default_rng(3))
SEEDS = st.integers(0, 10**6)


def risk_at_a_point(scores, joint, alpha, margins):
    """The loss as it is defined, one class and rival at a time."""
    total = 0.0
    for y, share in enumerate(joint):
        rivals = sum(
            math.exp(margins[y, j] + scores[j] - scores[y]) for j in range(len(joint)) if j != y
        )
        total += share * alpha[y] * math.log1p(rivals)
    return total


@pytest.mark.parametrize("kind", ["consistent", "unweighted", "turned"])
def test_scipy_finds_the_same_minimiser(kind):
    loss = member(WORLD, np.exp(np.random.default_rng(0).normal(size=4)), kind)
    ours = minimiser(WORLD, loss)
    for point, joint in enumerate(WORLD):
        theirs = minimize(
            risk_at_a_point,
            np.zeros(4),
            args=(joint / joint.sum(), loss.alpha, loss.margins),
            tol=1e-12,
        ).x
        np.testing.assert_allclose(ours[point], theirs - theirs.mean(), atol=2e-5)


@given(SEEDS, st.integers(1, 4), st.integers(1, 6), st.floats(0, 2.5))
@settings(max_examples=40, deadline=None)
def test_every_delta_gives_log_p_of_x_given_y(seed, points, classes, spread):
    rng = np.random.default_rng(seed)
    joint = random_joint(rng, points, classes, ratio=float(np.exp(4 * rng.random())))
    deltas = np.exp(spread * rng.uniform(-1, 1, size=(5, classes)))
    assert deviations(joint, deltas).max() < 1e-8


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_members_that_break_the_condition_are_off_by_what_theory_says(seed):
    """Weights 1: log P(y) - log delta on top; turned margins: 2 log delta; both about their mean."""
    rng = np.random.default_rng(seed)
    joint, deltas = random_joint(rng), np.exp(rng.normal(size=(4, 4)))
    expected: dict[Member, FloatArray] = {
        "unweighted": np.log(joint.sum(axis=0)) - np.log(deltas),
        "turned": 2 * np.log(deltas),
    }
    for kind, tilt in expected.items():
        worst = np.abs(tilt - tilt.mean(axis=1, keepdims=True)).max(axis=1)
        np.testing.assert_allclose(deviations(joint, deltas, kind), worst, atol=1e-8)


def test_the_golden_scores_of_three_classes():
    """P(y|x) = .62 .28 .10, priors .7 .25 .05, of one point; LDAM-like and doubled losses are not members."""
    prior, posterior = np.array([0.7, 0.25, 0.05]), np.array([0.62, 0.28, 0.10])
    weight = 0.4
    rest = prior - weight * posterior
    joint = np.stack([weight * posterior, rest])
    for delta in (prior, np.ones(3), np.sqrt(prior), np.array([0.3, 2, 1.1])):
        found = minimiser(joint, member(joint, delta))[0]
        np.testing.assert_allclose(found, [-0.34973, -0.11504, 0.46478], atol=5e-6)
    adjusted = member(joint, prior)
    doubled = minimiser(joint, Pairwise(1 / prior, adjusted.margins))[0]
    np.testing.assert_allclose(doubled, [-1.573, -0.308, 1.881], atol=5e-4)


def test_the_lab_s_pairwise_loss_is_a_member():
    counts = np.array([700, 250, 50])
    given_class = np.random.default_rng(0).dirichlet(np.ones(4), size=3).T
    joint = given_class * counts / 1000
    for power in (0.0, 0.5, 1.0):
        loss = Pairwise(*pairwise_terms(counts, power))
        ours = member(joint, (counts / 1000) ** power)
        np.testing.assert_allclose(loss.margins, ours.margins, atol=1e-12)
        np.testing.assert_allclose(loss.alpha, ours.alpha)
        np.testing.assert_allclose(minimiser(joint, loss), ideal_scores(joint), atol=1e-9)


def test_no_rule_has_a_smaller_balanced_error_than_the_ideal_scores():
    every = np.array(list(itertools.product(range(4), repeat=3)))
    errors = balanced_error(WORLD, np.eye(4)[every])
    assert errors.shape == (64,)
    assert float(balanced_error(WORLD, ideal_scores(WORLD))) == pytest.approx(errors.min())
    deltas = np.exp(np.random.default_rng(0).normal(size=(20, 4)))
    found = balanced_error(WORLD, minimiser(WORLD, member(WORLD, deltas, "turned")))
    assert found.max() > errors.min() + 0.01


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"joint": [0.5, 0.5]}, "joint has shape"),
        ({"joint": [[0.5, 0.0]]}, r"joint[0, 1] is 0"),
        ({"joint": [[0.5, math.nan]]}, r"joint[0, 1] is nan"),
        ({"joint": [[1.0, 1e-12]]}, "joint spans"),
        ({"joint": WORLD, "delta": [1, 1, 1, 0]}, "delta holds"),
        ({"joint": WORLD, "delta": [1, 1, 1, 1e10]}, "delta spans"),
    ],
)
def test_where_there_is_nothing_to_minimise_the_reason_is_said(values, said):
    assert said in undefined_because(**values)
    delta = values.get("delta", [1.0, 1.0])
    assert np.isnan(deviations(values["joint"], [delta])).all()
    with pytest.raises(ValueError, match=r"joint|delta"):
        member(values["joint"], delta)


def test_unknown_members_and_impossible_worlds_are_refused():
    with pytest.raises(ValueError, match="kind is 'other'"):
        member(WORLD, np.ones(4), cast("Member", "other"))
    with pytest.raises(ValueError, match="joint has shape"):
        minimiser(np.ones(3), member(WORLD, np.ones(4)))
