from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import log_softmax

from ltcore.methods.base import (
    ClassWeights,
    LdamLoss,
    LogitAdjustedLoss,
    PairwiseLoss,
    Sampling,
    SigmoidLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.methods.parts import PLAIN, Phase
from ltcore.theory.vs_bound.loss import (
    VsLoss,
    effective_weights,
    linear_loss_and_gradient,
    log_probabilities,
    logit_gradients,
    not_vs_because,
    vs_loss,
)

COUNTS = np.array([5000, 500, 50])
rng = np.random.default_rng(0)
LOSS = VsLoss(np.array([0.3, 1.0, 4.0]), np.array([1.0, 0.7, 0.4]), np.array([-0.1, -2.0, -4.0]))


def test_log_probabilities_are_scipys_for_any_shape(rounding):
    logits = 30 * rng.normal(size=(4, 7, 3))
    adjusted = logits * LOSS.multipliers + LOSS.offsets
    np.testing.assert_allclose(
        log_probabilities(logits, LOSS),
        log_softmax(adjusted, axis=-1),
        rtol=1e-12,
        atol=rounding(adjusted),
    )


def test_the_golden_values_of_vector_scaling():
    """VS, gamma 0.2 and tau 1.2, on counts 5000, 500, 50: its multipliers."""
    loss = vs_loss(Phase(VectorScalingLoss(0.2, 1.2), ClassWeights(), Sampling()), COUNTS)
    np.testing.assert_allclose(loss.multipliers, [1, 0.630957344480, 0.398107170553], rtol=1e-10)
    np.testing.assert_allclose(loss.offsets, 1.2 * np.log(COUNTS / 5550), rtol=1e-12)


def test_gradients_are_those_of_finite_differences():
    features, labels = rng.normal(size=(20, 4)), rng.integers(0, 3, 20)

    def value(flat):
        return linear_loss_and_gradient(flat.reshape(3, 4), features, labels, LOSS)[0]

    def slope(flat):
        return linear_loss_and_gradient(flat.reshape(3, 4), features, labels, LOSS)[1].ravel()

    assert check_grad(value, slope, rng.normal(size=12)) < 1e-6


def test_only_the_own_score_is_pulled_up(rounding):
    """The lecture notes say that s_i - y_i is at most 0 for every i."""
    labels = rng.integers(0, 3, 50)
    pulls = logit_gradients(rng.normal(size=(50, 3)), labels, vs_loss(PLAIN, COUNTS))
    own = np.eye(3, dtype=bool)[labels]
    assert (pulls[own] < 0).all()
    assert (pulls[~own] > 0).all()
    np.testing.assert_allclose(pulls.sum(1), 0, atol=rounding(pulls))


def test_weights_count_the_same_whichever_way_they_come():
    weighted = Phase(
        SoftmaxLoss(), ClassWeights(scheme="inverse", normalise="examples"), Sampling()
    )
    drawn = replace(PLAIN, sampling=Sampling("power", power=0.0))
    pairwise = Phase(PairwiseLoss(power=0.0), ClassWeights(), Sampling())
    divided = Phase(
        SoftmaxLoss(), ClassWeights(scheme="inverse", normalise_by="weights"), Sampling()
    )
    for phase in (drawn, pairwise, divided):
        np.testing.assert_allclose(
            effective_weights(phase, COUNTS), effective_weights(weighted, COUNTS), rtol=1e-12
        )
    np.testing.assert_allclose(effective_weights(weighted, COUNTS) @ COUNTS / COUNTS.sum(), 1)


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (replace(PLAIN, loss=SoftmaxLoss(gamma=1.0)), "focal"),
        (replace(PLAIN, loss=SigmoidLoss()), "SigmoidLoss"),
        (replace(PLAIN, loss=LdamLoss()), "LdamLoss"),
        (replace(PLAIN, sampling=Sampling("under")), "under-sampling"),
    ],
)
def test_other_losses_are_refused_with_a_reason(phase, reason):
    assert reason in not_vs_because(phase)
    with pytest.raises(ValueError, match=reason):
        vs_loss(phase, COUNTS)
    assert not_vs_because(replace(PLAIN, loss=LogitAdjustedLoss())) == ""
