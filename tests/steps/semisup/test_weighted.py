"""Pseudo-labelled examples that weigh more or less than labelled ones."""

import numpy as np
import pytest
import torch
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, Composition
from ltcore.methods.parts import SelfTraining
from ltcore.steps import SupervisedMethod
from ltcore.steps.semisup.weighted import WeightedMethod

COUNTS = np.array([60, 20, 5])
LOGITS = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2], [0.1, 0.2, 0.3]])
LABELS = torch.tensor([0, 2, 1, 0])
INDEX = torch.tensor([3, 40, 84, 90])
"""The last two are pseudo-labelled where 80 examples have labels."""


class Fixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.outputs = nn.Parameter(LOGITS.clone())

    def forward(self, _):
        return self.outputs * 1


def loss_of(method, index=INDEX):
    output = method.step(Fixed(), Batch(index, LABELS, (torch.zeros(4, 1),)), 0.9)
    return float(output.loss.detach())


def weighted(weight, composition=None):
    return WeightedMethod(composition or Composition(), COUNTS, n_labelled=80, weight=weight)


def each():
    return nn.functional.cross_entropy(LOGITS.double(), LABELS, reduction="none").numpy()


@pytest.mark.parametrize("name", ["erm", "focal", "ldam", "logit_adjustment", "cb_softmax", "drw"])
def test_at_weight_one_it_is_the_supervised_method_bit_by_bit(name):
    composition = METHODS[name].compose(METHODS[name].settings())
    assert loss_of(weighted(1.0, composition)) == loss_of(SupervisedMethod(composition, COUNTS))


@pytest.mark.parametrize("weight", [0.0, 0.3, 5.0])
def test_the_loss_is_the_weighted_mean(weight):
    shares = np.array([1, 1, weight, weight])
    expected = float((shares * each()).sum() / shares.sum())
    assert loss_of(weighted(weight)) == pytest.approx(expected, rel=1e-6)


def test_weights_of_classes_multiply_those_of_examples():
    part = ClassWeights(scheme="inverse", normalise_by="weights")
    by_class = part.of(COUNTS)[LABELS.numpy()]
    shares = np.array([1, 1, 0.5, 0.5])
    expected = float((shares * by_class * each()).sum() / (shares * by_class).sum())
    assert loss_of(weighted(0.5, Composition(weights=part))) == pytest.approx(expected, rel=1e-5)


def test_a_batch_that_weighs_nothing_has_no_loss_and_no_gradient():
    model = Fixed()
    only_pseudo = torch.tensor([80, 81, 82, 83])
    batch = Batch(only_pseudo, LABELS, (torch.zeros(4, 1),))
    output = weighted(0.0).step(model, batch, 0.0)
    output.loss.backward()
    assert float(output.loss.detach()) == 0
    assert model.outputs.grad is not None
    assert not model.outputs.grad.any()


def test_omega_has_two_meanings():
    """Per example it is the weight itself; per set both sets count alike whatever their sizes."""
    for omega in (0.5, 1.0, 3.0):
        by_example = SelfTraining(teacher=Composition(), omega=omega)
        by_set = SelfTraining(teacher=Composition(), omega=omega, weighting="per_set")
        assert by_example.example_weight(100, 500) == omega
        assert by_set.example_weight(100, 500) * 500 / 100 == pytest.approx(omega)
        assert by_set.example_weight(100, 0) == omega
