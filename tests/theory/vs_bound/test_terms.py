from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.methods.base import ClassWeights, LdamLoss, Sampling, SigmoidLoss
from ltcore.methods.parts import PLAIN, Phase
from ltcore.theory.vs_bound.loss import VsLoss, log_probabilities, logit_gradients
from ltcore.theory.vs_bound.terms import (
    LOW_QUANTILE,
    class_terms,
    counts_illegal_because,
    lipschitz_constants,
    lipschitz_factors,
    not_covered_because,
    probabilities_of_smallest_scores,
    smallest_probabilities,
    weights_and_multipliers,
)

COUNTS = np.array([5000, 500, 50])
rng = np.random.default_rng(0)


def random_loss():
    return VsLoss(rng.uniform(0.1, 5, 4), rng.uniform(0.1, 2, 4), rng.normal(size=4))


@pytest.mark.parametrize("scale", np.logspace(-1, 2, 30).tolist())
def test_the_constant_bounds_every_gradient_of_its_class(scale):
    loss, labels = random_loss(), rng.integers(0, 4, 200)
    logits = scale * rng.normal(size=(200, 4))
    lengths = np.linalg.norm(logit_gradients(logits, labels, loss), axis=1)
    limits = lipschitz_constants(
        smallest_probabilities(logits, labels, loss), loss.weights, loss.multipliers
    )
    assert (lengths <= limits[labels] * (1 + 1e-12)).all()


def test_the_constant_is_reached_where_one_rival_has_all_the_rest():
    loss = VsLoss(np.array([2.0, 1, 1]), np.array([1.0, 0.5, 0.8]), np.zeros(3))
    logits = np.array([[0.0, -2000.0, 1.0]])
    smallest = smallest_probabilities(logits, np.array([0]), loss)
    length = np.linalg.norm(logit_gradients(logits, np.array([0]), loss))
    assert lipschitz_constants(smallest, loss.weights, loss.multipliers)[0] == pytest.approx(length)


def test_factors_are_those_of_a_loop():
    for multipliers in (rng.uniform(0, 2, 5), np.ones(2), np.array([3.0, 3, 1])):
        rivals = [max(np.delete(multipliers, y)) for y in range(len(multipliers))]
        np.testing.assert_allclose(lipschitz_factors(multipliers), np.hypot(multipliers, rivals))
    assert lipschitz_factors(np.ones((7, 3))).shape == (7, 3)


def test_the_factors_of_the_paper_sum_over_the_rivals_and_are_never_smaller():
    for multipliers in (rng.uniform(0.1, 2, 5), np.ones(4), np.array([[3.0, 3, 1], [1, 2, 3]])):
        rivals = multipliers.sum(axis=-1, keepdims=True) - multipliers
        theirs = lipschitz_factors(multipliers, rivals="summed")
        np.testing.assert_allclose(theirs, np.hypot(multipliers, rivals))
        assert (theirs > lipschitz_factors(multipliers)).all()
    two = np.array([2.0, 0.5])
    np.testing.assert_allclose(lipschitz_factors(two, rivals="summed"), lipschitz_factors(two))
    assert lipschitz_factors(np.ones(10), rivals="summed")[0] == pytest.approx(np.sqrt(82))


def test_the_golden_values_of_reading_a():
    """Delta = log pi on 5000, 500, 50 and smallest scores 2, 1, 0.5."""
    loss = VsLoss(np.ones(3), np.ones(3), np.log(COUNTS / 5550))
    logits = np.diag([2.0, 1.0, 0.5])
    reading = probabilities_of_smallest_scores(logits, np.arange(3), loss)
    terms = class_terms(COUNTS, reading)
    np.testing.assert_allclose(terms, [0.05040908, 0.40944717, 0.13394295], atol=5e-9)
    assert terms.sum() * 5550 / (3 * 50) == pytest.approx(21.97057059, abs=5e-9)


def test_both_readings_by_hand():
    loss, labels = random_loss(), np.repeat(np.arange(4), 5)
    logits = rng.normal(size=(20, 4))
    own = np.exp(log_probabilities(logits, loss))[np.arange(20), labels].reshape(4, 5)
    np.testing.assert_allclose(smallest_probabilities(logits, labels, loss), own.min(1))
    np.testing.assert_allclose(
        smallest_probabilities(logits, labels, loss, quantile=LOW_QUANTILE),
        np.quantile(own, LOW_QUANTILE, axis=1),
    )
    scores = logits[np.arange(20), labels].reshape(4, 5).min(1)
    seen = np.exp(loss.multipliers * scores + loss.offsets)
    np.testing.assert_allclose(
        probabilities_of_smallest_scores(logits, labels, loss), seen / seen.sum()
    )
    assert np.isnan(probabilities_of_smallest_scores(logits[:5], labels[:5], loss)).all()
    assert np.isnan(smallest_probabilities(logits[:5], labels[:5], loss)).tolist() == [
        False,
        *[True] * 3,
    ]


def test_the_quantile_is_no_bound_and_reading_a_is_none_either():
    loss, labels = random_loss(), np.repeat(np.arange(4), 50)
    wrong = 0
    for _ in range(50):
        logits = 3 * rng.normal(size=(200, 4))
        smallest = smallest_probabilities(logits, labels, loss)
        assert (smallest_probabilities(logits, labels, loss, quantile=0.05) >= smallest).all()
        wrong += int(
            (probabilities_of_smallest_scores(logits, labels, loss) > smallest + 1e-9).any()
        )
    assert wrong > 0


def test_epochs_and_phases_broadcast():
    smallest = rng.uniform(size=(7, 3))
    weights = rng.uniform(0.1, 2, size=(7, 3))
    terms = class_terms(COUNTS, smallest, weights, np.ones((7, 3)))
    for epoch in range(7):
        np.testing.assert_allclose(
            terms[epoch], class_terms(COUNTS, smallest[epoch], weights[epoch])
        )
    assert np.isnan(class_terms([5, 0], smallest[:, :2])).all()
    assert class_terms([5, 0], smallest[:, :2]).shape == (7, 2)


def test_ldam_has_its_scale_and_deferred_weights():
    late = Phase(
        LdamLoss(scale=30), ClassWeights(scheme="inverse", normalise_by="weights"), Sampling()
    )
    weights, multipliers = weights_and_multipliers(late, COUNTS)
    np.testing.assert_allclose(weights, 5550 / 3 / COUNTS)
    assert multipliers.tolist() == [30, 30, 30]
    assert not_covered_because(late) == ""
    assert "under" in not_covered_because(replace(late, sampling=Sampling("under")))
    with pytest.raises(ValueError, match="SigmoidLoss"):
        weights_and_multipliers(replace(PLAIN, loss=SigmoidLoss()), COUNTS)
    assert weights_and_multipliers(PLAIN, COUNTS)[1].tolist() == [1, 1, 1]


def test_the_ldam_constant_bounds_its_gradient():
    scale, margins = 10.0, np.array([0.1, 0.2, 0.5])
    cosines, labels = rng.uniform(-1, 1, size=(100, 3)), rng.integers(0, 3, 100)
    one_hot = np.eye(3)[labels]
    seen = scale * (cosines - margins * one_hot)
    s = np.exp(seen) / np.exp(seen).sum(1, keepdims=True)
    lengths = np.linalg.norm(scale * (s - one_hot), axis=1)
    own = s[np.arange(100), labels]
    smallest = np.array([own[labels == label].min() for label in range(3)])
    limits = lipschitz_constants(smallest, 1.0, np.full(3, scale))
    assert (lengths <= limits[labels] * (1 + 1e-12)).all()


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.floats(allow_nan=True), min_size=1, max_size=4),
    st.lists(st.floats(allow_nan=True), min_size=4, max_size=4),
    st.floats(allow_nan=True),
    st.floats(-1e100, 1e100),
)
def test_terms_or_nan_never_a_warning(counts, smallest, weight, multiplier):
    low = np.array(smallest[: len(counts)])
    terms = class_terms(counts, low, weight, np.full(len(counts), multiplier))
    assert terms.shape == low.shape
    if counts_illegal_because(counts):
        assert np.isnan(terms).all()
    legal = np.isfinite(terms)
    assert (terms[legal] >= 0).all()
    assert ((low[legal] >= 0) & (low[legal] <= 1)).all()


def test_terms_fall_as_the_smallest_probability_rises():
    smallest = np.linspace(0, 1, 11)[:, None] * np.ones(3)
    terms = class_terms(COUNTS, smallest)
    assert (np.diff(terms, axis=0) < 0).all()
    assert (terms[-1] == 0).all()
