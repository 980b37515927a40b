"""FixMatch's step against a slow one written out, its mask, its alignment, and what it may not see."""

import numpy as np
import pytest
import torch
from torch import nn

from ltcore.batches.batch import Batch, UnlabelledBatch
from ltcore.methods import METHODS
from ltcore.methods.base import Composition
from ltcore.methods.parts import Consistency
from ltcore.steps.semisup.fixmatch import FixMatchMethod

COUNTS = np.array([60, 20, 5])
TARGET = COUNTS / COUNTS.sum()
RNG = np.random.default_rng(0)
LABELLED, WEAK, STRONG = (
    torch.from_numpy(RNG.normal(0, 2, (n, 4)).astype(np.float32)) for n in (3, 6, 6)
)
LABELS = torch.tensor([0, 2, 1])


class Linear(nn.Module):
    """A network that says how many forward passes it did."""

    def __init__(self):
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.layer = nn.Linear(4, 3)
        self.passes = 0

    def forward(self, inputs):
        self.passes += 1
        return self.layer(inputs)


def method_of(composition=None, **part):
    return FixMatchMethod(composition or Composition(), Consistency(**part), COUNTS, target=TARGET)


def batch():
    beside = UnlabelledBatch(torch.arange(6), (WEAK, STRONG))
    return Batch(torch.arange(3), LABELS, (LABELLED,), beside)


def slow_loss(model, threshold, weight):
    """Image by image, in float64."""
    logits = [model.layer(inputs).detach().double().numpy() for inputs in (LABELLED, WEAK, STRONG)]
    shares = [np.exp(z) / np.exp(z).sum(1, keepdims=True) for z in logits]
    labelled = np.mean([-np.log(row[label]) for row, label in zip(shares[0], LABELS, strict=True)])
    unlabelled = [
        -np.log(strong[weak.argmax()]) if weak.max() >= threshold else 0.0
        for weak, strong in zip(shares[1], shares[2], strict=True)
    ]
    return labelled + weight * np.mean(unlabelled), np.mean([u > 0 for u in unlabelled])


@pytest.mark.parametrize(
    ("threshold", "weight"), [(0.5, 1.0), (0.7, 2.0), (0.999, 1.0), (0.7, 0.0)]
)
def test_the_loss_is_that_of_the_paper_in_one_forward_pass(threshold, weight):
    model, method = Linear(), method_of(threshold=threshold, weight=weight)
    output = method.step(model, batch(), 0.0)
    expected, mask_rate = slow_loss(model, threshold, weight)
    assert float(output.loss.detach()) == pytest.approx(expected, rel=1e-5)
    assert model.passes == 1
    measures = method.measures()
    assert measures["mask_rate"] == pytest.approx(mask_rate)
    assert method.measures() == {}


def test_only_strong_views_are_learned_from():
    model, method = Linear(), method_of(threshold=0.4)
    weak = WEAK.clone().requires_grad_()
    strong = STRONG.clone().requires_grad_()
    beside = UnlabelledBatch(torch.arange(6), (weak, strong))
    output = method.step(model, Batch(torch.arange(3), LABELS, (LABELLED,), beside), 0.0)
    output.loss.backward()
    assert weak.grad is None or not weak.grad.any()
    assert strong.grad is not None
    assert strong.grad.any()


def test_the_labelled_half_is_any_supervised_loss():
    composition = METHODS["logit_adjustment"].compose(METHODS["logit_adjustment"].settings())
    model = Linear()
    plain = method_of(composition, weight=0.0).step(model, batch(), 0.0)
    shifted = model.layer(LABELLED) + torch.log(torch.tensor(TARGET, dtype=torch.float32))
    expected = nn.functional.cross_entropy(shifted, LABELS)
    torch.testing.assert_close(plain.loss, expected)
    assert plain.scored is not None
    torch.testing.assert_close(plain.scored.logits, model.layer(LABELLED))


def test_alignment_follows_the_mean_of_the_last_batches():
    """It begins uniform; in a full window of one and the same batch the mean is that batch's."""
    model, method = Linear(), method_of(align=True, window=3, threshold=0.5)
    probabilities = torch.softmax(model.layer(WEAK), 1).detach()
    uniform = torch.full((3,), 1 / 3)
    method.step(model, batch(), 0.0)
    expected = (2 * uniform + probabilities.mean(0)) / 3
    torch.testing.assert_close(method.history.mean(0), expected)
    for _ in range(3):
        method.step(model, batch(), 0.0)
    torch.testing.assert_close(method.history.mean(0), probabilities.mean(0))
    assert float(method.history.mean(0).sum()) == pytest.approx(1)
    assert method.history.shape == (3, 3)


def test_what_alignment_remembers_goes_through_a_checkpoint():
    model, method = Linear(), method_of(align=True, window=3)
    method.step(model, batch(), 0.0)
    resumed = method_of(align=True, window=3)
    resumed.load_state_dict(method.state_dict())
    assert resumed.history.equal(method.history)
    for each in (method, resumed):
        each.step(model, batch(), 0.0)
    assert resumed.history.equal(method.history)
    assert resumed.measures() == method.measures()


def test_it_asks_for_a_weak_and_a_strong_view_of_as_many_as_its_ratio():
    needs = method_of(ratio=5).needs
    assert (needs.labelled, needs.unlabelled, needs.ratio) == (("weak",), ("weak", "strong"), 5)


def test_without_unlabelled_examples_it_says_so():
    with pytest.raises(TypeError, match="needs unlabelled examples"):
        method_of().step(Linear(), Batch(torch.arange(3), LABELS, (LABELLED,)), 0.0)
