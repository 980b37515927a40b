import numpy as np
import pytest

from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    LateLoss,
    LogitAdjustedLoss,
    Retraining,
    Sampling,
    Smote,
    VectorScalingLoss,
)
from ltcore.methods.parts import first_phase, last_phase

COUNTS = np.array([5000, 500, 50])


def test_a_deferred_part_is_in_the_last_phase_alone():
    composition = Composition(
        loss=VectorScalingLoss(),
        late_loss=LateLoss(LogitAdjustedLoss(0.75), 0.8),
        weights=ClassWeights(scheme="adrw", nu=0.25, defer_until=0.8),
        sampling=Sampling("power", defer_until=0.5),
    )
    first, last = first_phase(composition), last_phase(composition)
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
    composition = Composition(sampling=Sampling("power"), retraining=Retraining(kind="crt"))
    assert (first_phase(composition).sampling.scheme, last_phase(composition).sampling.scheme) == (
        "instance",
        "power",
    )


def test_a_filled_up_set_is_drawn_in_equal_parts():
    probabilities = last_phase(Composition(smote=Smote())).sampling.probabilities(COUNTS)
    assert probabilities == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("method", METHODS)
def test_phases_without_switch_are_one(method):
    composition = METHODS[method].compose(METHODS[method].settings())
    if composition.switches_at == 0 and composition.retraining is None:
        assert first_phase(composition) == last_phase(composition)
