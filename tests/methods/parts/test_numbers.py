"""What parts say of themselves: numbers per class, and answers in words."""

import numpy as np
import pytest

from ltcore import classwise
from ltcore.methods import METHODS, base, parts
from ltcore.methods.parts import (
    ClassWeights,
    Composition,
    EqualizationLoss,
    InfluenceBalancedLoss,
    LadeLoss,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    Sampling,
    SigmoidLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)

COUNTS = np.array([5000, 500, 50])
LOSSES = (
    SoftmaxLoss(),
    SoftmaxLoss(2.0),
    SigmoidLoss(),
    LdamLoss(),
    LdamHingeLoss(),
    LogitAdjustedLoss(),
    VectorScalingLoss(),
    PairwiseLoss(),
    EqualizationLoss(),
    EqualizationLoss(chance=0.0),
    InfluenceBalancedLoss(),
    InfluenceBalancedLoss(held=True),
    LadeLoss(),
)
losses = pytest.mark.parametrize("loss", LOSSES, ids=repr)


def test_numbers_are_those_of_classwise():
    weights = ClassWeights(scheme="adrw", nu=0.25).of(COUNTS)
    assert weights == pytest.approx([0.505003144410, 0.898036693709, 1.596960161882], rel=1e-11)
    assert ClassWeights(scheme="effective", beta=0.9999).of(COUNTS) == pytest.approx(
        [0.034107361801, 0.275167225437, 2.690725412762], rel=1e-10
    )
    shares = Sampling("effective", beta=0.9999).probabilities(COUNTS)
    assert shares == pytest.approx([0.385257496267, 0.310813357377, 0.303929146356], rel=1e-10)
    halfway = Sampling("progressive").probabilities(COUNTS, 0.5)
    assert halfway == pytest.approx([0.617117117117, 0.211711711712, 0.171171171171], rel=1e-10)
    assert LdamLoss().numbers(COUNTS).margins[1] == pytest.approx(0.281170662595)
    assert LdamLoss(0.3, uniform=True).numbers(COUNTS).margins.tolist() == [0.3] * 3
    assert VectorScalingLoss(tau=1.2).numbers(COUNTS).offsets == pytest.approx(
        classwise.log_priors(COUNTS, 1.2)
    )
    assert SoftmaxLoss().numbers(COUNTS).offsets.tolist() == [0, 0, 0]
    assert VectorScalingLoss(gamma=0.2).numbers(COUNTS).multipliers == pytest.approx(
        [1, 0.630957344480, 0.398107170553], rel=1e-11
    )


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_own_weights_have_mean_1_over_the_examples(power):
    weights = PairwiseLoss(power).numbers(COUNTS).weights
    assert COUNTS @ weights == pytest.approx(COUNTS.sum())
    assert weights / weights[0] == pytest.approx((COUNTS / COUNTS[0]) ** (power - 1.0))


@losses
def test_numbers_follow_labels_and_not_ranks(loss: Loss):
    order = np.array([2, 0, 1])
    for name, values in vars(loss.numbers(COUNTS)).items():
        assert values.shape == (3,)
        moved = getattr(loss.numbers(COUNTS[order]), name)
        assert moved == pytest.approx(values[order], rel=1e-12)


@losses
def test_what_a_loss_says_goes_with_its_numbers(loss: Loss):
    numbers = loss.numbers(COUNTS)
    assert loss.in_cosines == bool(numbers.margins.any()) == (loss.largest_margin > 0)
    assert loss.largest_margin == pytest.approx(numbers.margins.max())
    assert loss.has_weights == bool(np.ptp(numbers.weights))
    assert (loss.logit_scale != 1) == loss.in_cosines
    if loss.corrects_prior and not loss.best_unknown_because:
        assert np.ptp(numbers.offsets) > 0
    assert not (loss.is_log_probability and loss.best_unknown_because)


@losses
def test_a_loss_that_needs_every_class_refuses_an_empty_one(loss: Loss):
    if not loss.needs_every_class:
        assert loss.numbers([5, 0]).offsets.tolist() == [0, 0]
        return
    with pytest.raises(ValueError, match="0"):
        loss.numbers([5, 0])


def test_every_kind_of_loss_is_asked_here():
    made = [record.compose(record.settings()) for record in METHODS.values()]
    kinds = {type(loss) for part in made for loss in part.losses}
    assert {type(loss) for loss in LOSSES} == kinds


def test_every_kind_of_loss_is_exported():
    kinds = {type(loss).__name__ for loss in LOSSES}
    assert kinds <= set(parts.__all__)
    assert kinds <= set(base.__all__)


@pytest.mark.parametrize(
    ("loss", "answer"),
    [
        (SoftmaxLoss(), True),
        (SoftmaxLoss(2.0), False),
        (SigmoidLoss(), False),
        (LdamLoss(), False),
        (LogitAdjustedLoss(), True),
        (LadeLoss(), True),  # log p(x|c) less what all classes share
        (EqualizationLoss(), False),
        (EqualizationLoss(chance=0.0), True),  # plain cross-entropy
        (EqualizationLoss(rare_below=0.0), True),
        (InfluenceBalancedLoss(), False),
        (InfluenceBalancedLoss(held=True), False),
    ],
    ids=repr,
)
def test_scores_are_log_probabilities_only_where_that_is_known(loss, answer):
    assert loss.is_log_probability is answer


@pytest.mark.parametrize(
    ("composition", "needs"),
    [
        (Composition(), False),
        (Composition(loss=SigmoidLoss()), False),
        (Composition(loss=LogitAdjustedLoss()), True),
        (Composition(late_loss=LateLoss(LogitAdjustedLoss(), 0.5)), True),
        (Composition(weights=ClassWeights(scheme="inverse")), True),
        (Composition(sampling=Sampling("over")), True),
    ],
)
def test_a_composition_needs_every_class_where_a_part_does(composition, needs):
    assert composition.needs_every_class is needs
