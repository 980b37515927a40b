import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.posthoc import sweeps
from ltcore.analysis.posthoc.shift import logit_shift, offset_shift, plug_in_shift, row_sum_shift
from ltcore.analysis.posthoc.tables import Outputs
from ltcore.methods.base import Composition
from ltcore.theory.consistency.verdict import consistency

COUNTS = np.array([5, 300, 50, 2])


def outputs_of(counts):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, len(counts), 500)
    logits = rng.normal(size=(500, len(counts))) * 3 + np.log(counts)
    axis = class_axis(counts, [f"c{place}" for place in range(len(counts))])
    return Outputs(split="test", logits=logits, labels=labels, counts=np.asarray(counts), axis=axis)


@pytest.fixture
def outputs():
    return outputs_of(COUNTS)


def decided(outputs, shift):
    assert shift is not None
    return (outputs.logits + shift).argmax(axis=1).tolist()


@pytest.mark.parametrize("tau", [0.0, 0.5, 1.0, 3.0])
def test_logit_adjustment_decides_as_its_shift(outputs, tau):
    swept = sweeps.logit_sweep(outputs, [tau])
    assert swept.decided[0].tolist() == decided(outputs, logit_shift(COUNTS, tau))


@pytest.mark.parametrize(("medium", "tail"), [(0.0, 0.0), (1.0, 2.5), (3.0, 0.0)])
def test_offsets_decide_as_their_shift(outputs, medium, tail):
    swept = sweeps.offset_sweep(outputs, medium, [tail])
    shift = offset_shift(outputs.groups, {"head": 0.0, "medium": medium, "tail": tail})
    assert swept.decided[0].tolist() == decided(outputs, shift)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_row_sums_decide_as_their_shift(outputs, share):
    costs = np.random.default_rng(1).uniform(1, 30, (4, 4)) * (1 - np.eye(4))
    swept = sweeps.cost_sweep(outputs, costs, "row_sum", [share])
    assert swept.decided[0].tolist() == decided(outputs, row_sum_shift(costs, share))


def test_a_class_whose_mistakes_cost_nothing_has_no_shift():
    costs = [[0, 0], [1, 0]]
    assert row_sum_shift(costs, 1.0) is None
    assert row_sum_shift(costs, 0.5) is not None


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("positive", [0, 1])
def test_a_threshold_of_two_classes_decides_as_its_shift(positive, share):
    outputs = outputs_of(np.array([90, 10]))
    swept = sweeps.threshold_sweep(outputs, positive, [share])
    assert swept.decided[0].tolist() == decided(outputs, plug_in_shift([90, 10], positive, share))


def test_a_threshold_among_more_classes_is_no_shift(outputs):
    """Had it one, it would have to be that of the log-odds; decisions differ."""
    assert plug_in_shift(COUNTS, 3, 1.0) is None
    threshold = sweeps.thresholds(COUNTS, 3, [1.0])[0]
    shift = np.array([0.0, 0.0, 0.0, -np.log(threshold / (1 - threshold))])
    swept = sweeps.threshold_sweep(outputs, 3, [1.0])
    assert swept.decided[0].tolist() != decided(outputs, shift)


def test_full_adjustment_and_the_binary_rule_are_consistent():
    assert (
        consistency(Composition(), COUNTS, shift=logit_shift(COUNTS, 1.0)).verdict == "consistent"
    )
    binary = plug_in_shift([90, 10], 1, 1.0)
    assert consistency(Composition(), [90, 10], shift=binary).verdict == "consistent"
    by_counts = np.tile(1 / COUNTS[:, None], 4) * (1 - np.eye(4))
    assert (
        consistency(Composition(), COUNTS, shift=row_sum_shift(by_counts, 1.0)).verdict
        == "consistent"
    )
