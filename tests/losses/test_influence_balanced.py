import numpy as np
import pytest
import torch
from torch.nn import functional

from ltcore.losses.influence_balanced import influence_balanced
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, Composition, LateLoss, SoftmaxLoss
from ltcore.methods.parts.influence_balanced import EPSILON, InfluenceBalancedLoss

Z = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]], dtype=torch.float64)
H = torch.tensor([[3.0, -4.0], [0.0, 0.5], [10.0, 2.0]], dtype=torch.float64)
LABELS = torch.tensor([0, 0, 2])


def test_hand_values():
    # p = softmax(2, 1, -1), y = 0: |p - e_y|_1 = 2 (1 - 0.705384512698), |h|_1 = 7, CE = 0.349012216768.
    value = influence_balanced(Z[:1], LABELS[:1], H[:1], alpha=10.0)
    assert float(value) == pytest.approx(
        10 * 0.349012216768 / (7 * 0.589230974604 + 0.001), rel=1e-10
    )
    # y = 2: |p - e_y|_1 = 2 (1 - 0.035119026959), CE = 3.349012216768.
    value = influence_balanced(Z[:1], torch.tensor([2]), H[:1], alpha=1.0)
    assert float(value) == pytest.approx(3.349012216768 / (7 * 1.929761946082 + 0.001), rel=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_what_a_loop_in_numpy_says(weighted):
    weights = np.array([0.1, 0.5, 2.4])
    expected = []
    for z, h, y in zip(Z.numpy(), H.numpy(), LABELS.numpy(), strict=True):
        p = np.exp(z) / np.exp(z).sum()
        right = np.eye(3)[y]
        influence = sum(abs(p[c] - right[c]) for c in range(3)) * sum(abs(each) for each in h)
        weight = weights[y] if weighted else 1.0
        expected.append(weight * -np.log(p[y]) * 7.0 / (influence + 0.001))
    value = influence_balanced(
        Z, LABELS, H, alpha=7.0, class_weights=torch.tensor(weights) if weighted else None
    )
    assert float(value) == pytest.approx(np.mean(expected), rel=1e-12)


def last_layer_pulls(*, held: bool) -> torch.Tensor:
    """Return the sum of absolute gradients that each example leaves in a linear last layer, shape (3,)."""
    pulls = []
    for h, y in zip(H, LABELS, strict=True):
        weight = torch.tensor([[0.3, -0.2], [0.1, 0.5], [-0.4, 0.0]], dtype=torch.float64)
        weight.requires_grad_()
        loss = influence_balanced((weight @ h)[None], y[None], h[None], alpha=10.0, held=held)
        loss.backward()
        assert weight.grad is not None
        pulls.append(weight.grad.abs().sum())
    return torch.stack(pulls)


def test_held_fixed_it_makes_every_example_pull_equally_hard():
    pulls = last_layer_pulls(held=True)
    assert pulls.numpy() == pytest.approx([10.0] * 3, rel=2 * EPSILON)
    assert float(np.ptp(last_layer_pulls(held=False).numpy())) > 1


@pytest.mark.parametrize(
    ("gap", "ratio"), [(-20.0, 0.5), (0.0, None), (8.0, 0.25)], ids=["hard", "even", "easy"]
)
def test_in_the_graph_hard_examples_gain_up_to_twice_over_easy_ones(gap, ratio):
    """Pull over that of cross-entropy, times |h|: from 1/4 for a sure to 1/2 for a wrong answer."""
    z = torch.tensor([[gap, 0.0]], dtype=torch.float64, requires_grad=True)
    h = torch.full((1, 1), 1e12, dtype=torch.float64)  # so that epsilon is nothing
    (own,) = torch.autograd.grad(influence_balanced(z, LABELS[:1], h, alpha=1e12), z)
    (plain,) = torch.autograd.grad(functional.cross_entropy(z, LABELS[:1]), z)
    found = float(own[0, 0] / plain[0, 0])
    assert 0.25 - 1e-3 < found < 0.5 + 1e-3
    if ratio is not None:
        assert found == pytest.approx(ratio, abs=0.03)


def test_longer_features_make_it_smaller_whatever_is_decided():
    values = [float(influence_balanced(Z, LABELS, length * H)) for length in (1, 10, 100, 1e6)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < 1e-4


def test_a_certain_answer_leaves_value_and_gradient_finite():
    z = torch.tensor([[100.0, 0.0], [-100.0, 0.0]], requires_grad=True)
    h = torch.tensor([[0.0], [0.0]], requires_grad=True)
    influence_balanced(z, torch.tensor([0, 0]), h).backward()
    assert z.grad is not None
    assert h.grad is not None
    assert torch.isfinite(z.grad).all()
    assert torch.isfinite(h.grad).all()


def test_half_precision_is_computed_in_float32():
    value = influence_balanced(Z.half(), LABELS, H.half())
    assert value.dtype == torch.float32
    assert float(value) == pytest.approx(float(influence_balanced(Z, LABELS, H)), rel=2e-3)


def test_the_method_is_plain_first_and_weighs_classes_with_it():
    record = METHODS["ib"]
    assert record.compose(record.settings()) == Composition(
        loss=SoftmaxLoss(),
        weights=ClassWeights(scheme="inverse", defer_until=0.5),
        late_loss=LateLoss(InfluenceBalancedLoss(10.0, held=False), 0.5),
    )
