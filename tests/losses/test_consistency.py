import math

import pytest
import torch

from ltcore.losses.alignment import aligned
from ltcore.losses.consistency import consistency, pseudo_labels

WEAK = torch.tensor([[4.0, 0.0, 0.0], [0.0, 1.0, 0.5], [0.0, 0.0, 6.0]], dtype=torch.float64)
STRONG = torch.tensor([[1.0, 0.3, -1.0], [0.2, 0.4, 0.1], [2.0, 0.0, 0.5]], dtype=torch.float64)


def test_hand_values():
    """Of two examples at equal odds one is kept: ln(2) / 2, not ln(2)."""
    kept = torch.tensor([True, False])
    value = consistency(torch.zeros(2, 2), torch.tensor([0, 1]), kept)
    assert value.item() == pytest.approx(math.log(2) / 2)
    # e^4 / (e^4 + 2) = 0.965, e^1 / (1 + e + e^0.5) = 0.506, e^6 / (e^6 + 2) = 0.995
    labels, kept = pseudo_labels(WEAK, threshold=0.95)
    assert labels.tolist() == [0, 1, 2]
    assert kept.tolist() == [True, False, True]


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.95, 0.99, 1.0])
def test_it_is_what_loops_in_float64_say(threshold):
    total, expected_labels, expected_kept = 0.0, [], []
    for weak, strong in zip(WEAK.tolist(), STRONG.tolist(), strict=True):
        shares = [math.exp(z) / sum(map(math.exp, weak)) for z in weak]
        label = max(range(3), key=shares.__getitem__)
        expected_labels.append(label)
        expected_kept.append(shares[label] >= threshold)
        if shares[label] >= threshold:
            total += math.log(sum(map(math.exp, strong))) - strong[label]
    labels, kept = pseudo_labels(WEAK, threshold=threshold)
    assert (labels.tolist(), kept.tolist()) == (expected_labels, expected_kept)
    value = consistency(STRONG, labels, kept)
    assert value.item() == pytest.approx(total / 3, rel=1e-12)


def test_a_confidence_at_the_threshold_is_kept():
    logits = torch.tensor([[0.75, 0.25]]).log()
    confidence = torch.softmax(logits, dim=1).max().item()
    assert pseudo_labels(logits, threshold=confidence)[1].tolist() == [True]
    assert pseudo_labels(logits, threshold=0.7501)[1].tolist() == [False]
    certain = torch.tensor([[100.0, 0.0]])
    assert pseudo_labels(certain, threshold=1.0)[1].tolist() == [True]


def test_the_threshold_comes_after_alignment():
    """Alignment turns the label of an unsure head prediction, and makes a tail prediction sure."""
    target, model = torch.tensor([0.5, 0.5]), torch.tensor([0.95, 0.05])
    logits = torch.tensor([[0.9, 0.1], [0.2, 0.8]]).log()
    plain = pseudo_labels(logits, threshold=0.85)
    assert [values.tolist() for values in plain] == [[0, 1], [True, False]]
    moved = pseudo_labels(logits, threshold=0.85, target=target, model=model)
    assert [values.tolist() for values in moved] == [[1, 1], [False, True]]
    confidence, labels = aligned(torch.softmax(logits, dim=1), target, model).max(dim=1)
    assert torch.equal(moved[0], labels)
    assert torch.equal(moved[1], confidence >= 0.85)


def test_what_is_not_kept_does_not_matter_and_gets_no_gradient():
    strong, labels = STRONG.clone().requires_grad_(), torch.tensor([0, 1, 2])
    kept = torch.tensor([True, False, True])
    value = consistency(strong, labels, kept)
    value.backward()
    assert strong.grad is not None
    assert strong.grad[1].tolist() == [0, 0, 0]
    assert torch.equal(consistency(STRONG, torch.tensor([0, 0, 2]), kept), value.detach())
    nothing = consistency(strong, labels, torch.zeros(3, dtype=torch.bool))
    assert nothing.item() == 0
    nothing.backward()


def test_pseudo_labels_carry_no_gradient():
    weak = WEAK.clone().requires_grad_()
    labels, kept = pseudo_labels(weak)
    assert not consistency(STRONG, labels, kept).requires_grad


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_computed_in_float32(dtype):
    # In bf16 a confidence of 0.949 is 0.949 or 0.953, and a mean of many losses loses its digits.
    logits = torch.tensor([[2.9, 0.0]]).to(dtype)
    exact = torch.softmax(logits.float(), dim=1).max().item()
    assert pseudo_labels(logits, threshold=exact)[1].tolist() == [True]
    assert pseudo_labels(logits, threshold=exact + 1e-4)[1].tolist() == [False]
    kept = torch.ones(1, dtype=torch.bool)
    assert consistency(logits, torch.tensor([0]), kept).dtype == torch.float32


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.01, float("nan")])
def test_a_threshold_outside_its_range_is_refused(threshold):
    with pytest.raises(ValueError, match=f"threshold is {threshold}"):
        pseudo_labels(WEAK, threshold=threshold)


def test_half_an_alignment_and_an_empty_batch_are_refused():
    with pytest.raises(ValueError, match="both target and model"):
        pseudo_labels(WEAK, target=torch.ones(3) / 3)
    with pytest.raises(ValueError, match="both target and model"):
        pseudo_labels(WEAK, model=torch.ones(3) / 3)
    with pytest.raises(ValueError, match="batch is empty"):
        consistency(STRONG[:0], torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=torch.bool))
