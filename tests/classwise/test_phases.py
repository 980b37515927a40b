import numpy as np
import pytest

from ltcore import classwise
from ltcore.classwise.phases import (
    class_probabilities,
    first_phase,
    last_phase,
    logit_multipliers,
    logit_offsets,
    loss_weights,
    own_weights,
    true_class_margins,
)
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    LateLoss,
    LdamLoss,
    LogitAdjustedLoss,
    PairwiseLoss,
    Recipe,
    Retraining,
    Sampling,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
)

COUNTS = np.array([5000, 500, 50])


def test_a_deferred_part_is_in_the_last_phase_alone():
    recipe = Recipe(
        loss=VectorScalingLoss(),
        late_loss=LateLoss(LogitAdjustedLoss(0.75), 0.8),
        weights=ClassWeights("adrw", nu=0.25, defer_until=0.8),
        sampling=Sampling("power", defer_until=0.5),
    )
    first, last = first_phase(recipe), last_phase(recipe)
    assert (first.loss, first.weights.scheme, first.sampling.scheme) == (
        VectorScalingLoss(),
        "none",
        "instance",
    )
    assert (last.loss, last.weights.scheme, last.sampling.scheme) == (
        LogitAdjustedLoss(0.75),
        "adrw",
        "power",
    )


def test_a_second_stage_begins_plain_and_ends_with_its_sampling():
    recipe = Recipe(sampling=Sampling("power"), retraining=Retraining("crt"))
    assert (first_phase(recipe).sampling.scheme, last_phase(recipe).sampling.scheme) == (
        "instance",
        "power",
    )


def test_a_filled_up_set_is_drawn_in_equal_parts():
    probabilities = class_probabilities(last_phase(Recipe(smote=Smote())).sampling, COUNTS)
    assert probabilities == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("method", METHODS)
def test_phases_without_switch_are_one(method):
    recipe = METHODS[method].compose(METHODS[method].settings())
    if recipe.switches_at == 0 and recipe.retraining is None:
        assert first_phase(recipe) == last_phase(recipe)


def test_numbers_are_those_of_classwise():
    weights = loss_weights(ClassWeights("adrw", nu=0.25), COUNTS)
    assert weights == pytest.approx([0.505003144410, 0.898036693709, 1.596960161882], rel=1e-11)
    assert loss_weights(ClassWeights("effective", 0.9999), COUNTS) == pytest.approx(
        [0.034107361801, 0.275167225437, 2.690725412762], rel=1e-10
    )
    shares = class_probabilities(Sampling("effective", beta=0.9999), COUNTS)
    assert shares == pytest.approx([0.385257496267, 0.310813357377, 0.303929146356], rel=1e-10)
    halfway = class_probabilities(Sampling("progressive"), COUNTS, 0.5)
    assert halfway == pytest.approx([0.617117117117, 0.211711711712, 0.171171171171], rel=1e-10)
    assert true_class_margins(LdamLoss(), COUNTS)[1] == pytest.approx(0.281170662595)
    assert true_class_margins(LdamLoss(0.3, uniform=True), COUNTS).tolist() == [0.3] * 3
    assert logit_offsets(VectorScalingLoss(tau=1.2), COUNTS) == pytest.approx(
        classwise.log_priors(COUNTS, 1.2)
    )
    assert logit_offsets(SoftmaxLoss(), COUNTS).tolist() == [0, 0, 0]
    assert logit_multipliers(VectorScalingLoss(gamma=0.2), COUNTS) == pytest.approx(
        [1, 0.630957344480, 0.398107170553], rel=1e-11
    )


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_own_weights_have_mean_1_over_the_examples(power):
    weights = own_weights(PairwiseLoss(power), COUNTS)
    assert COUNTS @ weights == pytest.approx(COUNTS.sum())
    assert weights / weights[0] == pytest.approx((COUNTS / COUNTS[0]) ** (power - 1.0))
