import numpy as np
import pytest
from scipy.special import log_softmax

from ltcore.methods.parts import PLAIN
from ltcore.theory.shared.ring import Ring, draw, means
from ltcore.theory.vs_bound.loss import linear_loss_and_gradient, vs_loss
from ltcore.theory.vs_bound.terms import class_terms
from ltcore.theory.vs_bound.toy import (
    DEFAULT,
    METHODS,
    RIDGE,
    class_risks,
    fit,
    measure,
    measured,
    undefined_because,
)


def shares(method, seed=0):
    terms = measure(Ring(DEFAULT.counts, seed=seed), method).terms
    return terms / terms.sum()


@pytest.mark.parametrize("method", METHODS)
def test_the_fit_is_where_the_gradient_vanishes(method):
    """The loss is convex in linear scores, so this is the minimum."""
    loss = vs_loss(METHODS[method], DEFAULT.counts)
    parameters = fit(DEFAULT, loss)
    _, gradient = linear_loss_and_gradient(parameters, *draw(DEFAULT), loss)
    assert np.abs(gradient + RIDGE * parameters * [1, 1, 0]).max() < 1e-5


def test_scikit_learn_fits_the_same_head():
    linear_model = pytest.importorskip("sklearn.linear_model")
    features, labels = draw(DEFAULT)
    theirs = linear_model.LogisticRegression(C=1 / (RIDGE * len(labels)), tol=1e-9, max_iter=3000)
    theirs.fit(features[:, :2], labels)
    ours = measure(DEFAULT, "ce").parameters
    np.testing.assert_allclose(ours[:, :2], theirs.coef_, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_bound_holds_and_is_vacuous(method, seed):
    found = measure(Ring(DEFAULT.counts, seed=seed), method)
    assert found.surrogate < found.bound
    assert found.bound > 40 * found.surrogate
    loss = vs_loss(METHODS[method], DEFAULT.counts)
    np.testing.assert_allclose(
        found.terms, class_terms(DEFAULT.counts, found.smallest, loss.weights, loss.multipliers)
    )
    assert found.bound == pytest.approx(
        found.phi + 29.14 * found.complexity * found.terms.sum(), rel=1e-9
    )
    assert (found.low >= found.smallest).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_does_not_rank_methods(seed):
    """Weights of one over the prior have the largest bound by far and halve the error of cross-entropy."""
    found = {name: measure(Ring(DEFAULT.counts, seed=seed), name) for name in METHODS}
    assert max(found, key=lambda name: found[name].bound) == "inverse"
    assert max(found, key=lambda name: found[name].balanced_error) == "ce"
    assert found["ce"].balanced_error > 1.7 * found["inverse"].balanced_error


@pytest.mark.parametrize("tau", ["la", "la_075"])
def test_adjusted_logits_with_free_biases_are_those_of_cross_entropy_shifted(tau):
    """So every term is the same, while the balanced error is not: no term tells them apart."""
    plain, adjusted = measure(DEFAULT, "ce"), measure(DEFAULT, tau)
    offsets = vs_loss(METHODS[tau], DEFAULT.counts).offsets
    moved = plain.parameters[:, 2] - adjusted.parameters[:, 2] - offsets
    np.testing.assert_allclose(moved, moved.mean(), atol=5e-3)
    np.testing.assert_allclose(adjusted.terms, plain.terms, rtol=1e-3)
    assert adjusted.phi == pytest.approx(plain.phi, rel=1e-3)
    assert adjusted.surrogate == pytest.approx(plain.surrogate, rel=1e-3)
    assert adjusted.balanced_error < 0.6 * plain.balanced_error


@pytest.mark.parametrize("seed", range(3))
def test_weights_move_the_bound_from_head_to_tail(seed):
    """Of another draw, with another ridge: head .494 to .102, tail .048 to .280. The same picture here."""
    before, after = shares("ce", seed), shares("inverse", seed)
    assert before[0] == pytest.approx(0.494, abs=0.04)
    assert before[4] == pytest.approx(0.048, abs=0.01)
    assert after[0] == pytest.approx(0.102, abs=0.05)
    assert after[4] == pytest.approx(0.280, abs=0.13)
    assert (np.diff(before) < 0).all()
    assert shares("tla_adrw", seed)[4] == pytest.approx(0.09, abs=0.03)


def test_reading_a_is_below_the_rigorous_one_for_cross_entropy():
    found = measure(DEFAULT, "ce")
    assert class_terms(DEFAULT.counts, found.of_scores).sum() < found.terms.sum()


def test_the_risk_is_that_of_a_large_test_set():
    loss = vs_loss(METHODS["vs"], DEFAULT.counts)
    parameters = measure(DEFAULT, "vs").parameters
    points = means(5, 3.0)[:, None] + np.random.default_rng(0).normal(size=(5, 50_000, 2))
    logits = points @ parameters[:, :2].T + parameters[:, 2]
    logs = log_softmax(logits * loss.multipliers + loss.offsets, axis=-1)
    seen = -logs[np.arange(5), :, np.arange(5)]
    error = 4 * seen.std(1) / np.sqrt(50_000)
    assert (np.abs(class_risks(parameters, loss, 3.0) - seen.mean(1)) < error + 1e-4).all()


def test_what_cannot_be_fitted_says_why():
    assert "at least 2" in undefined_because(counts=(5,))
    with pytest.raises(ValueError, match="counts\\[1\\] is 0"):
        measure(Ring((5, 0)), "ce")
    with pytest.raises(ValueError, match="method is 'erm'"):
        measure(DEFAULT, "erm")
    with pytest.raises(ValueError, match="ridge is 0"):
        fit(Ring((5, 5)), vs_loss(PLAIN, [5, 5]), ridge=0)


@pytest.mark.parametrize("toy", [Ring((1, 1)), Ring((50, 1), 8.0), Ring((5, 5, 5), 0.0, 3)])
@pytest.mark.parametrize("method", METHODS)
def test_small_and_separable_sets_have_numbers(toy, method):
    found = measure(toy, method)
    assert np.isfinite(found.bound)
    assert np.isfinite(found.recalls).all() or toy.radius == 0


def test_at_zero_every_probability_is_the_prior_of_the_offsets():
    loss = vs_loss(METHODS["la"], DEFAULT.counts)
    nothing = measured(DEFAULT, loss, np.zeros((5, 3)))
    np.testing.assert_allclose(nothing.smallest, np.array(DEFAULT.counts) / 1457)
    assert nothing.complexity == 0
    assert np.isnan(nothing.balanced_error)
