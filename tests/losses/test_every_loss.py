"""What every loss of logits and targets must do, whatever its formula."""

import re
from functools import partial

import numpy as np
import pytest
import torch

from ltcore import losses as package
from ltcore.classwise import (
    class_weights,
    ldam_margins,
    log_priors,
    pairwise_terms,
    vs_multipliers,
)
from ltcore.losses import (
    ldam,
    ldam_hinge,
    logit_adjusted,
    pairwise,
    sigmoid_cross_entropy,
    sigmoid_focal,
    softmax_cross_entropy,
    softmax_focal,
    vector_scaling,
)

COUNTS = [900, 90, 10]
WEIGHTS = torch.tensor([0.1, 0.4, 2.5])


def losses_of(counts):
    """Return every loss with the numbers of these class counts."""
    margins = torch.from_numpy(ldam_margins(counts))
    priors = torch.from_numpy(log_priors(counts))
    multipliers = torch.from_numpy(vs_multipliers(counts, 0.3))
    _, pairwise_margins = map(torch.from_numpy, pairwise_terms(counts, 0.5))

    def weighted_pairwise(logits, targets, *, class_weights=None, **reducing):
        """The pairwise loss, whose alpha is a class weight."""
        alpha = torch.ones(len(counts)) if class_weights is None else class_weights
        return pairwise(logits, targets, alpha, pairwise_margins, **reducing)

    return {
        "softmax_cross_entropy": softmax_cross_entropy,
        "sigmoid_cross_entropy": sigmoid_cross_entropy,
        "softmax_focal_tenth": partial(softmax_focal, gamma=0.1),
        "softmax_focal_half": partial(softmax_focal, gamma=0.5),
        "softmax_focal_two": partial(softmax_focal, gamma=2),
        "sigmoid_focal_tenth": partial(sigmoid_focal, gamma=0.1),
        "sigmoid_focal_half": partial(sigmoid_focal, gamma=0.5),
        "sigmoid_focal_two": partial(sigmoid_focal, gamma=2),
        "ldam": partial(ldam, margins=margins),
        "ldam_hinge": partial(ldam_hinge, margins=margins),
        "logit_adjusted": partial(logit_adjusted, log_priors=priors),
        "vector_scaling": partial(vector_scaling, multipliers=multipliers, offsets=priors),
        "pairwise": weighted_pairwise,
    }


LOSSES = losses_of(COUNTS)
every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
every_name = pytest.mark.parametrize("name", LOSSES)


def test_every_public_loss_is_tested_here():
    logits_of = {name for name in package.__all__ if name.endswith("_logits")}
    tested = {re.sub("_(tenth|half|two)$", "", name) for name in LOSSES}
    of_views = {"nt_xent"}
    assert tested == set(package.__all__) - logits_of - of_views


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


@every_loss
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("size", [20.0, 100.0, 1e4])
def test_saturated_logits_leave_every_gradient_finite(loss, dtype, size):
    # Certain and right, certain and wrong; a focal power below 1 has an infinite derivative at p = 1.
    rows = [[size, 0, 0], [size, -size, -size], [-size, size, size], [0, -size, -size]]
    logits = torch.tensor(rows, dtype=dtype, requires_grad=True)
    each = loss(logits, torch.zeros(4, dtype=torch.int64), reduction="none")
    each.sum().backward()
    assert each.isfinite().all()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


@every_loss
@pytest.mark.parametrize("beta", [0.0, 0.9999, 1 - 1e-8, 1 - 2**-53, 1.0])
def test_weights_up_to_the_limit_of_beta_are_finite(loss, beta):
    weights = torch.from_numpy(class_weights([10**6, 500, 1], "effective", beta=beta)).float()
    logits = torch.tensor([[2.0, 1, -1], [-1, 3, 0.2], [1e4, 0, -1e4]], requires_grad=True)
    value = loss(logits, torch.tensor([0, 1, 2]), class_weights=weights)
    value.backward()
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


@every_loss
def test_float32_keeps_the_digits_of_float64(loss):
    rng = torch.Generator().manual_seed(4)
    logits = 10 * torch.randn(200, 3, generator=rng)
    targets = torch.randint(0, 3, (200,), generator=rng)
    exact = logits.double().requires_grad_()
    logits.requires_grad_()
    value, reference = loss(logits, targets), loss(exact, targets)
    value.backward()
    reference.backward()
    torch.testing.assert_close(value.double(), reference, rtol=2e-5, atol=1e-9)
    assert logits.grad is not None
    torch.testing.assert_close(logits.grad.double(), exact.grad, rtol=1e-4, atol=1e-7)


@every_name
def test_the_order_of_the_labels_does_not_matter(name):
    # counts[0] is not the head in data of one's own.
    logits = torch.randn(8, 4, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    targets = torch.tensor([0, 1, 2, 3, 3, 2, 1, 0])
    counts, order = np.array([500, 80, 9, 1]), np.array([2, 0, 3, 1])
    new_label = torch.from_numpy(np.argsort(order))
    value = losses_of(counts)[name](logits, targets, reduction="none")
    moved = losses_of(counts[order])[name](logits[:, order], new_label[targets], reduction="none")
    torch.testing.assert_close(moved, value)


@every_name
@pytest.mark.parametrize("n_classes", [2, 1000])
def test_few_and_many_classes_some_without_an_example_in_the_batch(name, n_classes):
    # The last class has one training example, and at 1000 classes most are not in the batch.
    counts = np.maximum(1000 // np.arange(1, n_classes + 1), 1)
    counts[-1] = 1
    weights = torch.from_numpy(class_weights(counts, "inverse"))
    rng = torch.Generator().manual_seed(6)
    logits = torch.randn(16, n_classes, generator=rng, dtype=torch.float64, requires_grad=True)
    targets = torch.full((16,), n_classes - 1)
    value = losses_of(counts)[name](logits, targets, class_weights=weights)
    value.backward()
    assert value.isfinite()
    assert value > 0
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    assert logits.grad[:, -1].min() < 0
    assert logits.grad[:, -1].max() <= 0


@every_loss
def test_everything_is_made_on_the_device_of_the_logits(loss):
    # Tensors on the processor do not mix with those of the meta device.
    logits = torch.zeros(2, 3, device="meta", requires_grad=True)
    loss(logits, torch.zeros(2, dtype=torch.int64, device="meta"), class_weights=WEIGHTS).backward()
    assert logits.grad is not None
    assert logits.grad.device.type == "meta"
