from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from ltcore import classwise
from ltcore.batches.batch import Batch
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Composition,
    LateLoss,
    LdamLoss,
    LogitAdjustedLoss,
    PairwiseLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.steps import SupervisedMethod
from tests.conftest import there

COUNTS = np.array([5000, 500, 50])
LOGITS = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]])
COSINES = torch.tensor([[0.6, 0.2, 0.1], [0.1, -0.2, 0.7], [-0.3, 0.8, 0.05]])


class Fixed(nn.Module):
    """A model whose outputs are given."""

    def __init__(self, outputs: torch.Tensor) -> None:
        super().__init__()
        self.outputs = nn.Parameter(outputs.clone())

    def forward(self, _: torch.Tensor) -> torch.Tensor:
        return self.outputs * 1


def step(composition: Composition, outputs=LOGITS, labels=(0, 0, 2), progress: float = 0.0):
    targets = torch.tensor(labels)
    batch = Batch(torch.arange(len(targets)), targets, (torch.zeros(len(targets), 1),))
    output = SupervisedMethod(composition, COUNTS).step(Fixed(outputs), batch, progress)
    assert output.loss.requires_grad
    assert not there(output.scored).true_probability.requires_grad
    return replace(output, loss=output.loss.detach())


def of(name: str, **settings) -> Composition:
    record = METHODS[name]
    return record.compose(record.settings(**settings))


TLA = {"vs_gamma": 0.2, "tau": 1.2}


def test_the_late_loss_takes_over_at_its_exact_share():
    composition = of("tla_adrw", **TLA, nu=0.25)
    method = SupervisedMethod(composition, COUNTS)
    early, late = method.loss, method.late_loss
    for steps in (10, 200, 19_600, 20_000_000):
        first = steps * 4 // 5
        assert method.loss_at((first - 1) / steps) is early
        assert method.weights_at((first - 1) / steps) is None
        assert method.loss_at(first / steps) is late
        assert method.weights_at(first / steps) is method.weights
    assert method.weights is not None
    golden = [0.505003144410, 0.898036693709, 1.596960161882]
    assert method.weights.tolist() == pytest.approx(golden, rel=1e-6)


def test_late_weights_divided_by_the_batch():
    composition = of("tla_adrw", tau=0.75, nu=0.25)
    by_batch = replace(composition, weights=replace(composition.weights, normalise_by="batch"))
    assert float(step(by_batch, progress=0.8).loss) == pytest.approx(2.501801434, rel=2e-6)


def test_a_late_loss_without_late_weights():
    composition = Composition(late_loss=LateLoss(LogitAdjustedLoss(1.0), 0.5))
    assert float(step(composition, LOGITS, (0, 2, 1), 0.49).loss) == pytest.approx(0.277589786)
    output = step(composition, LOGITS, (0, 2, 1), 0.5)
    assert float(output.loss) == pytest.approx(1.292365954)
    seen = torch.softmax(LOGITS + torch.log(torch.tensor(COUNTS / 5550)), dim=1)
    assert there(output.scored).true_probability.tolist() == pytest.approx(
        seen[[0, 1, 2], [0, 2, 1]].tolist()
    )


def test_pairwise_weights_and_class_weights_multiply():
    composition = Composition(loss=PairwiseLoss(0.0), weights=ClassWeights(scheme="inverse"))
    inverse = classwise.class_weights(COUNTS, "inverse")[[0, 0, 2]]
    each = torch.nn.functional.cross_entropy(LOGITS, torch.tensor([0, 0, 2]), reduction="none")
    expected = (each.numpy() * (5550 / COUNTS / 3)[[0, 0, 2]] * inverse).mean()
    assert float(step(composition).loss) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("power", [0.0, 0.3, 0.5, 1.0])
def test_pairwise_is_weighted_cross_entropy_on_shifted_logits(power):
    """The reference of facts, section 10: alpha_y * CE(f + log delta), alpha = delta / prior."""
    prior = COUNTS / COUNTS.sum()
    shifted = LOGITS.double() + torch.tensor(power * np.log(prior))
    targets = torch.tensor([0, 2, 1])
    each = torch.nn.functional.cross_entropy(shifted, targets, reduction="none").numpy()
    alpha = prior ** (power - 1)
    expected = (alpha[[0, 2, 1]] * each).mean() / (prior @ alpha)
    assert float(step(of("pairwise", power=power), LOGITS, (0, 2, 1)).loss) == pytest.approx(
        expected, rel=1e-5
    )


@pytest.mark.parametrize("scheme", ["inverse", "inverse_sqrt"])
def test_inverse_weights_multiply_each_example(scheme):
    weights = classwise.class_weights(COUNTS, scheme)
    each = torch.nn.functional.cross_entropy(LOGITS, torch.tensor([0, 0, 2]), reduction="none")
    expected = (each.numpy() * weights[[0, 0, 2]]).mean()
    assert float(step(of(scheme)).loss) == pytest.approx(expected, rel=1e-5)


CROSS_ENTROPIES = (SoftmaxLoss, LdamLoss, LogitAdjustedLoss, VectorScalingLoss, PairwiseLoss)
"""Losses that are, up to a weight, minus the logarithm of the probability they see."""


@pytest.mark.parametrize("name", sorted(METHODS))
def test_true_probability_is_what_the_loss_sees(name):
    """For a plain cross-entropy, exp(-loss) of one example is its adjusted probability."""
    composition = of(name)
    plain = Composition(loss=composition.loss, head=composition.head)
    outputs = COSINES if composition.head == "cosine" else LOGITS
    for label in range(3):
        output = step(plain, outputs[:1], (label,))
        probability = float(there(output.scored).true_probability)
        assert 0 <= probability <= 1
        if type(composition.loss) not in CROSS_ENTROPIES or composition.loss == SoftmaxLoss(1.0):
            continue
        weight = 1.0
        if isinstance(composition.loss, PairwiseLoss):
            numbers = SupervisedMethod(plain, COUNTS).loss.numbers
            weight = float(numbers[0][label])
        expected = float(torch.exp(-output.loss / weight))
        assert probability == pytest.approx(expected, rel=1e-4)


def test_a_hinge_sees_its_margins_as_probabilities():
    output = step(of("ldam_hg"), COSINES[:1], (1,))
    seen = 30 * (COSINES[0] - torch.tensor([0, 0.281170662595, 0]))
    assert float(there(output.scored).true_probability) == pytest.approx(
        float(torch.softmax(seen, 0)[1])
    )


def test_sigmoid_losses_start_every_class_at_one_in_c():
    from ltcore.models import build_model

    model = build_model("mlp", input_shape=(5,), n_classes=3, head="linear", width=8)
    method, bias = SupervisedMethod(of("cb_sigmoid"), COUNTS), model.state_dict()["head.bias"]
    learnt = bias.clone()
    method.start(model, new_head=False)
    assert bias.equal(learnt)
    method.start(model, new_head=True)
    assert torch.sigmoid(bias).tolist() == pytest.approx([1 / 3] * 3)


def test_the_scale_of_a_cosine_head_is_told_once():
    assert SupervisedMethod(Composition(loss=LdamLoss(0.5, 30.0)), COUNTS).logit_scale == 30
    assert SupervisedMethod(of("erm"), COUNTS).logit_scale == 1


@pytest.mark.parametrize("name", ["cb_softmax", "ldam", "logit_adjustment", "inverse"])
def test_a_class_without_examples_is_refused_by_name(name):
    with pytest.raises(ValueError, match="1"):
        SupervisedMethod(of(name), np.array([5, 0, 2]))


def test_weights_wait_for_their_share_of_the_run():
    composition = Composition(weights=ClassWeights(scheme="inverse", defer_until=0.5))
    early, late = step(composition, progress=0.4999).loss, step(composition, progress=0.5).loss
    assert float(early) == pytest.approx(float(step(Composition()).loss))
    assert float(late) != pytest.approx(float(early), rel=0.05)


def test_cosines_are_scaled_where_the_loss_has_no_scale():
    from ltcore.config import RunConfig
    from ltcore.data import Examples, LongTailData
    from ltcore.steps import build_stages
    from ltcore.types import Task

    task = Task("digits", ("a", "b", "c"), COUNTS, (8, 8, 1))
    labels = np.repeat(np.arange(3), COUNTS)
    train = Examples(np.zeros((len(labels), 8, 8, 1), np.uint8), np.arange(len(labels)), labels)
    one = np.ones(1, np.float32)
    data = LongTailData(
        task=task, train=train, val=None, test=train, mean=one, std=one, checksum="0"
    )

    def scale(method: str, head: str) -> float:
        settings = {"method": {"name": method}, "model": {"head": head, "cosine_scale": 7}}
        return build_stages(RunConfig.model_validate(settings), data)[0].method.logit_scale

    assert scale("erm", "cosine") == 7
    assert scale("erm", "method") == 1
    assert scale("ldam", "cosine") == 30
    with pytest.raises(ValueError, match="cosine units"):
        scale("ldam", "linear")
    plain = SupervisedMethod(Composition(), COUNTS, output_scale=7.0)
    batch = Batch(torch.arange(3), torch.tensor([0, 2, 1]), (torch.zeros(3, 1),))
    expected = torch.nn.functional.cross_entropy(7 * COSINES, batch.labels)
    loss = plain.step(Fixed(COSINES), batch, 0.0).loss.detach()
    assert float(loss) == pytest.approx(float(expected))
