"""What every loss must do, whatever its formula."""

from functools import partial

import pytest
import torch

from ltcore import losses as package
from ltcore.losses import (
    ldam,
    logit_adjusted,
    sigmoid_cross_entropy,
    sigmoid_focal,
    softmax_cross_entropy,
    softmax_focal,
)

MARGINS = torch.tensor([0.15, 0.3, 0.5])
LOG_PRIORS = torch.tensor([0.9, 0.09, 0.01]).log()
LOSSES = {
    "softmax_cross_entropy": softmax_cross_entropy,
    "sigmoid_cross_entropy": sigmoid_cross_entropy,
    "softmax_focal_half": partial(softmax_focal, gamma=0.5),
    "softmax_focal_two": partial(softmax_focal, gamma=2),
    "sigmoid_focal_half": partial(sigmoid_focal, gamma=0.5),
    "sigmoid_focal_two": partial(sigmoid_focal, gamma=2),
    "ldam": partial(ldam, margins=MARGINS),
    "logit_adjusted": partial(logit_adjusted, log_priors=LOG_PRIORS),
}
every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
WEIGHTS = torch.tensor([0.1, 0.4, 2.5])


def test_every_public_loss_is_tested_here():
    functions = set(package.__all__) - {"adjusted_logits", "margin_logits"}
    assert {name.removesuffix("_half").removesuffix("_two") for name in LOSSES} == functions


@every_loss
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_logits_of_ten_thousand_leave_value_and_gradient_finite(loss, dtype):
    size = 1e4
    rows = [[size, -size, 0], [-size, size, 0], [0, 0, size], [size, size, size], [0, 0, 0]]
    logits = torch.tensor(rows, dtype=dtype, requires_grad=True)
    value = loss(logits, torch.tensor([0, 0, 1, 2, 2]), class_weights=WEIGHTS)
    value.backward()
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.dtype == dtype
    assert logits.grad.isfinite().all()
    assert logits.grad.abs().max() > 0


@every_loss
@pytest.mark.parametrize(
    ("dtype", "computed"),
    [
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        (torch.float64, torch.float64),
    ],
)
def test_half_precision_only_rounds_the_logits(loss, dtype, computed):
    logits = torch.tensor([[0.3, -0.6, 0.9], [0.2, 0.8, -0.4]], dtype=dtype)
    value = loss(logits, torch.tensor([2, 0]), class_weights=WEIGHTS)
    assert value.dtype == computed
    exact = loss(logits.double(), torch.tensor([2, 0]), class_weights=WEIGHTS)
    torch.testing.assert_close(value.double(), exact, rtol=1e-5, atol=1e-7)


@every_loss
@pytest.mark.parametrize("normalise_by", ["batch", "weights"])
@pytest.mark.parametrize("weighted", [False, True])
def test_gradients_are_those_of_finite_differences(loss, normalise_by, weighted):
    logits = torch.randn(4, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    targets = torch.tensor([0, 2, 1, 2])
    weights = WEIGHTS if weighted else None
    bound = partial(loss, targets=targets, class_weights=weights, normalise_by=normalise_by)
    assert torch.autograd.gradcheck(bound, (0.2 * logits.requires_grad_(),))


@every_loss
def test_none_is_the_mean_taken_apart(loss):
    logits = torch.randn(6, 3, generator=torch.Generator().manual_seed(2))
    targets = torch.tensor([0, 1, 2, 2, 1, 0])
    each = loss(logits, targets, class_weights=WEIGHTS, reduction="none")
    assert each.shape == (6,)
    assert (each >= 0).all()
    torch.testing.assert_close(loss(logits, targets, class_weights=WEIGHTS), each.sum() / 6)
    torch.testing.assert_close(
        loss(logits, targets, class_weights=WEIGHTS, normalise_by="weights"),
        each.sum() / WEIGHTS[targets].sum(),
    )
    plain = loss(logits, targets, reduction="none")
    torch.testing.assert_close(each, WEIGHTS[targets] * plain)


@every_loss
def test_examples_do_not_influence_each_other(loss):
    logits = torch.randn(5, 3, generator=torch.Generator().manual_seed(3))
    targets = torch.tensor([0, 1, 2, 2, 1])
    order = torch.tensor([3, 0, 4, 1, 2])
    each = loss(logits, targets, reduction="none")
    torch.testing.assert_close(loss(logits[order], targets[order], reduction="none"), each[order])
    alone = torch.stack([loss(logits[i : i + 1], targets[i : i + 1]) for i in range(5)])
    torch.testing.assert_close(alone, each)


@every_loss
def test_inputs_are_left_as_they_were(loss):
    logits, targets = torch.ones(2, 3), torch.tensor([0, 1])
    weights = WEIGHTS.clone()
    loss(logits, targets, class_weights=weights)
    assert torch.equal(logits, torch.ones(2, 3))
    assert torch.equal(weights, WEIGHTS)


@every_loss
def test_an_empty_batch_has_no_mean(loss):
    with pytest.raises(ValueError, match="batch is empty"):
        loss(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
