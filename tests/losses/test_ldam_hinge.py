import pytest
import torch
import torch.nn.functional as F

from ltcore.losses import ldam_hinge


def test_known_values(cosines, margins):
    first = cosines[[0, 0, 0]]
    each = ldam_hinge(first, torch.tensor([0, 1, 2]), margins, reduction="none")
    assert each.tolist() == pytest.approx([0, 0.681170662595, 1.0], abs=1e-11)
    scores = torch.tensor([[0.3, 0.25, 0.1]], dtype=torch.float64)
    value = ldam_hinge(scores, torch.tensor([0]), margins)
    assert value.item() == pytest.approx(0.108113883008, abs=1e-11)


def test_without_margins_it_is_what_the_true_class_lacks(cosines):
    value = ldam_hinge(cosines[:1], torch.tensor([2]), torch.zeros(3))
    assert value.item() == pytest.approx(0.5, abs=1e-11)


def test_agrees_with_torch_for_two_classes():
    # Where there is one rival, the best is the sum over all of them.
    rng = torch.Generator().manual_seed(1)
    scores = torch.randn(50, 2, generator=rng, dtype=torch.float64, requires_grad=True)
    again = scores.detach().clone().requires_grad_()
    targets = torch.randint(0, 2, (50,), generator=rng)
    value = ldam_hinge(scores, targets, torch.full((2,), 0.7))
    reference = 2 * F.multi_margin_loss(again, targets, margin=0.7)
    torch.testing.assert_close(value, reference)
    value.backward()
    reference.backward()
    torch.testing.assert_close(scores.grad, again.grad)


def test_agrees_with_one_example_at_a_time(cosines, repeated, margins, weights):
    by_hand = []
    for row, target in zip(cosines.tolist(), repeated.tolist(), strict=True):
        rival = max(score for label, score in enumerate(row) if label != target)
        lacking = max(rival - row[target] + margins[target].item(), 0)
        by_hand.append(weights[target].item() * lacking)
    each = ldam_hinge(cosines, repeated, margins, class_weights=weights, reduction="none")
    assert each.tolist() == pytest.approx(by_hand, rel=1e-12)


def test_only_the_true_class_and_its_best_rival_have_a_gradient(margins):
    scores = torch.tensor([[0.6, 0.2, 0.1], [0.3, 0.28, 0.25]], requires_grad=True)
    ldam_hinge(scores, torch.tensor([0, 0]), margins, reduction="none").sum().backward()
    assert scores.grad is not None
    assert scores.grad.tolist() == [[0, 0, 0], [-1, 1, 0]]


def test_a_tie_counts_one_rival(margins):
    scores = torch.tensor([[0.0, 0.5, 0.5]], requires_grad=True)
    ldam_hinge(scores, torch.tensor([0]), margins).backward()
    assert scores.grad is not None
    assert sorted(scores.grad[0].tolist()) == [-1, 0, 1]


def test_one_class_has_no_rival():
    scores = torch.tensor([[3.0], [-2.0]], requires_grad=True)
    value = ldam_hinge(scores, torch.tensor([0, 0]), torch.tensor([0.5]))
    value.backward()
    assert value.item() == 0
    assert scores.grad is not None
    assert scores.grad.tolist() == [[0], [0]]
