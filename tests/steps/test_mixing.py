from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, Composition, LogitAdjustedLoss, Mixing
from ltcore.steps import SupervisedMethod
from ltcore.steps.mixing import label_shares, mixed
from tests.conftest import there

COUNTS = np.array([5000, 500, 50])
TENSOR_COUNTS = torch.tensor(COUNTS, dtype=torch.float32)
MIXUP, REMIX = Mixing(), Mixing(1.0, 3.0, 0.5)


def batch_of(labels, seed=0):
    generator = torch.Generator().manual_seed(seed)
    targets = torch.tensor(labels)
    inputs = torch.randn(len(targets), 4, generator=generator)
    return Batch(torch.arange(len(targets)), targets, (inputs,))


def linear(seed=0):
    generator = torch.Generator().manual_seed(seed)
    model = nn.Linear(4, 3)
    with torch.no_grad():
        model.weight.copy_(torch.randn(3, 4, generator=generator))
        model.bias.zero_()
    return model


@pytest.mark.parametrize(  # facts, section 7
    ("share", "first", "second", "expected"),
    [
        (0.3, 5000, 50, 0.0),
        (0.7, 5000, 50, 0.7),
        (0.3, 50, 5000, 0.3),
        (0.7, 50, 5000, 1.0),
        (0.3, 100, 50, 0.3),
        (0.5, 5000, 50, 0.5),  # at tau, not below it
        (0.3, 150, 50, 0.0),  # exactly kappa times
        (0.3, 149, 50, 0.3),
        (0.7, 50, 150, 1.0),
    ],
)
def test_golden_label_shares(share, first, second, expected):
    counts = (torch.tensor([float(first)]), torch.tensor([float(second)]))
    shares = label_shares(share, *counts, kappa=3, tau=0.5)
    assert shares.tolist() == pytest.approx([expected])


@given(
    share=st.floats(0, 1, width=32),
    first=st.integers(1, 10**6),
    second=st.integers(1, 10**6),
    kappa=st.floats(1, 100),
    tau=st.floats(0, 1),
)
def test_label_shares_against_the_papers_three_cases(share, first, second, kappa, tau):
    counts = [torch.tensor([float(n)], dtype=torch.float64) for n in (first, second)]
    ours = float(label_shares(share, *counts, kappa=kappa, tau=tau))
    if first >= kappa * second and share < tau:
        expected = [0.0] if first > second else [0.0, 1.0]  # kappa 1: both rules hold
    elif second >= kappa * first and 1 - share < tau:
        expected = [1.0]
    else:
        expected = [share]
    assert any(ours == pytest.approx(value) for value in expected)
    swapped = float(label_shares(1 - share, *counts[::-1], kappa=kappa, tau=tau))
    if first != second and share not in (tau, 1 - tau):
        assert swapped == pytest.approx(1 - ours, abs=1e-6)  # the order of a pair says nothing


def test_without_kappa_labels_are_shared_as_inputs_are():
    shares = label_shares(0.3, TENSOR_COUNTS, TENSOR_COUNTS.flip(0), kappa=0, tau=1.0)
    assert shares.tolist() == pytest.approx([0.3] * 3)
    torch.manual_seed(0)
    one = mixed(batch_of([0, 1, 2, 2]), Mixing(1.0, 0.0, 0.5), TENSOR_COUNTS)
    torch.manual_seed(0)
    other = mixed(batch_of([0, 1, 2, 2]), MIXUP, TENSOR_COUNTS)
    assert one.inputs.equal(other.inputs)
    assert one.shares.equal(other.shares)


def test_a_blend_is_what_its_parts_and_shares_say():
    batch = batch_of([0, 1, 2, 0, 1, 2, 2, 2])
    torch.manual_seed(3)
    blend = mixed(batch, MIXUP, TENSOR_COUNTS)
    share = float(blend.shares[0])
    assert set(blend.shares.tolist()) == {share}
    second = (blend.inputs - share * batch.views[0]) / (1 - share)
    order = [
        int((second[i] - batch.views[0]).abs().sum(1).argmin()) for i in range(len(batch.labels))
    ]
    assert sorted(order) == list(range(8))
    assert blend.partners.tolist() == batch.labels[order].tolist()
    expected = share * batch.views[0] + (1 - share) * batch.views[0][order]
    torch.testing.assert_close(blend.inputs, expected)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_shares_are_drawn_from_beta(alpha):
    torch.manual_seed(0)
    batch = batch_of([0, 1])
    shares = [float(mixed(batch, Mixing(alpha), TENSOR_COUNTS).shares[0]) for _ in range(1500)]
    assert stats.kstest(shares, stats.beta(alpha, alpha).cdf).pvalue > 0.01


@pytest.mark.parametrize("name", ["mixup", "remix"])
@pytest.mark.parametrize("alpha", [0.01, 10.0])
def test_the_ends_of_the_setting_are_drawn_from_beta_too(name, alpha):
    """Smaller parameters would underflow in torch, and give halves where nearly 0 and 1 are meant."""
    settings = METHODS[name].settings
    for beyond in (0.009, 10.1):
        with pytest.raises(ValidationError):
            settings.model_validate({"alpha": beyond})
    mixing = METHODS[name].compose(settings.model_validate({"alpha": alpha})).mixing
    assert mixing is not None
    law = stats.beta(alpha, alpha)
    torch.manual_seed(0)
    plain = replace(mixing, kappa=0)
    blends = [mixed(batch_of([0, 1, 2]), plain, TENSOR_COUNTS) for _ in range(1500)]
    assert all(blend.inputs.isfinite().all() for blend in blends)
    shares = np.array([float(blend.shares[0]) for blend in blends])
    assert ((shares >= 0) & (shares <= 1)).all()
    for edge in (0.01, 0.3):
        between = float(((shares > edge) & (shares < 1 - edge)).mean())
        expected = law.cdf(1 - edge) - law.cdf(edge)
        spread = np.sqrt(expected * (1 - expected) / len(shares))
        assert between == pytest.approx(expected, abs=4 * spread + 1e-9)


def test_the_seed_of_the_step_decides_everything():
    def values(seed):
        torch.manual_seed(seed)
        method = SupervisedMethod(Composition(mixing=REMIX), COUNTS)
        return [
            float(method.step(linear(), batch_of([0, 1, 2, 0]), 0.0).loss.detach()) for _ in "ab"
        ]

    assert values(1) == values(1)
    assert values(1) != values(2)
    assert values(1)[0] != values(1)[1]


def reference_loss(batch, blend, model, weights=None):
    """Cross-entropy with soft labels, which torch divides by the number of examples."""
    soft = torch.zeros(len(batch.labels), 3)
    for row, (own, other, share) in enumerate(
        zip(batch.labels, blend.partners, blend.shares, strict=True)
    ):
        soft[row, own] += share
        soft[row, other] += 1 - share
    return nn.functional.cross_entropy(model(blend.inputs), soft, weight=weights)


@pytest.mark.parametrize("mixing", [MIXUP, REMIX])
@pytest.mark.parametrize("scheme", ["none", "inverse"])
def test_loss_and_gradient_against_torchs_soft_labels(mixing, scheme):
    batch = batch_of([0, 0, 0, 1, 1, 2])
    composition = Composition(mixing=mixing, weights=ClassWeights(scheme=scheme))
    method, model = SupervisedMethod(composition, COUNTS), linear()
    for seed in range(5):
        torch.manual_seed(seed)
        output = method.step(model, batch, 0.0)
        torch.manual_seed(seed)
        blend = mixed(batch, mixing, TENSOR_COUNTS)
        expected = reference_loss(batch, blend, model, method.weights)
        torch.testing.assert_close(output.loss, expected)
        ours, theirs = (torch.autograd.grad(x, model.weight)[0] for x in (output.loss, expected))
        torch.testing.assert_close(ours, theirs)


def test_weights_may_divide_by_their_sum():
    """Mixup-DRW: the sum of what the labels' shares weigh, as for whole labels."""
    batch = batch_of([0, 0, 1, 2])
    composition = Composition(
        mixing=MIXUP, weights=ClassWeights(scheme="inverse", normalise_by="weights")
    )
    method, model = SupervisedMethod(composition, COUNTS), linear()
    torch.manual_seed(5)
    loss = method.step(model, batch, 0.0).loss
    torch.manual_seed(5)
    blend = mixed(batch, MIXUP, TENSOR_COUNTS)
    assert method.weights is not None
    own, other = method.weights[batch.labels], method.weights[blend.partners]
    weighed = float((blend.shares * own + (1 - blend.shares) * other).sum())
    expected = reference_loss(batch, blend, model, method.weights) * len(batch.labels) / weighed
    assert float(loss.detach()) == pytest.approx(float(expected.detach()), rel=1e-5)


def test_shares_are_not_averaged_away():
    """BagofTricks multiplies an averaged loss by shares of single examples (facts, section 7)."""
    batch = batch_of([0, 0, 0, 2, 2, 2])
    model, differing = linear(), 0
    for seed in range(8):
        torch.manual_seed(seed)
        loss = SupervisedMethod(Composition(mixing=REMIX), COUNTS).step(model, batch, 0.0).loss
        torch.manual_seed(seed)
        blend = mixed(batch, REMIX, TENSOR_COUNTS)
        logits = model(blend.inputs)
        own, other = (
            nn.functional.cross_entropy(logits, y) for y in (batch.labels, blend.partners)
        )
        theirs = (blend.shares * own + (1 - blend.shares) * other).mean()
        torch.testing.assert_close(loss, reference_loss(batch, blend, model))
        differing += abs(float((theirs - loss).detach())) > 1e-3
    assert differing >= 6


def test_any_loss_can_be_mixed():
    batch, model = batch_of([0, 1, 2, 2]), linear()
    composition = Composition(loss=LogitAdjustedLoss(1.0), mixing=MIXUP)
    torch.manual_seed(1)
    output = SupervisedMethod(composition, COUNTS).step(model, batch, 0.0)
    torch.manual_seed(1)
    blend = mixed(batch, MIXUP, TENSOR_COUNTS)
    shifted = model(blend.inputs) + torch.tensor(np.log(COUNTS / COUNTS.sum()), dtype=torch.float32)
    each = [
        nn.functional.cross_entropy(shifted, y, reduction="none")
        for y in (batch.labels, blend.partners)
    ]
    expected = (blend.shares * each[0] + (1 - blend.shares) * each[1]).mean()
    torch.testing.assert_close(output.loss, expected)
    own = torch.softmax(shifted, 1).gather(1, batch.labels[:, None])[:, 0]
    torch.testing.assert_close(there(output.scored).true_probability, own.detach())


def test_a_batch_of_one_is_blended_with_itself():
    batch, model = batch_of([2]), linear()
    loss = SupervisedMethod(Composition(mixing=REMIX), COUNTS).step(model, batch, 0.0).loss
    plain = SupervisedMethod(Composition(), COUNTS).step(model, batch, 0.0).loss
    torch.testing.assert_close(loss, plain)


def test_images_are_blended_too():
    images = torch.rand(3, 2, 8, 8)
    batch = Batch(torch.arange(3), torch.tensor([0, 1, 2]), (images,))
    blend = mixed(batch, MIXUP, TENSOR_COUNTS)
    assert blend.inputs.shape == images.shape
    assert blend.inputs.min() >= 0
    assert blend.inputs.max() <= 1
