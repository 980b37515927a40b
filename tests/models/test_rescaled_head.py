import pytest
import torch

from ltcore.models.heads import LinearHead
from ltcore.models.rescaled_head import RescaledHead


@pytest.fixture
def linear():
    head = LinearHead(2, 2)
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
        head.bias.copy_(torch.tensor([0.5, -0.5]))
    return head


def test_by_hand_the_bias_is_scaled_too(linear):
    head = RescaledHead(linear)
    with torch.no_grad():
        head.factors.copy_(torch.tensor([2.0, 10.0]))
    assert head(torch.tensor([[1.0, 1.0]])).tolist() == [[7.0, 65.0]]
    assert head.weight.tolist() == [[2.0, 4.0], [30.0, 40.0]]
    assert head.bias.tolist() == [1.0, -5.0]


def test_factors_of_one_are_the_head_itself():
    linear = LinearHead(16, 5)
    features = torch.randn(7, 16)
    assert RescaledHead(linear)(features).equal(linear(features))


def test_weight_and_bias_in_effect_make_the_logits():
    head = RescaledHead(LinearHead(16, 5))
    with torch.no_grad():
        head.factors.uniform_(0.1, 3)
    features = torch.randn(7, 16)
    plain = torch.nn.functional.linear(features, head.weight, head.bias)
    torch.testing.assert_close(head(features), plain)


def test_factors_alone_learn(linear):
    head = RescaledHead(linear)
    assert [name for name, _ in head.named_parameters()] == ["factors"]
    head.requires_grad_(requires_grad=True)  # as the trainer asks of every head
    head(torch.tensor([[1.0, 1.0]])).sum().backward()
    assert head.factors.grad is not None
    assert head.factors.grad.tolist() == [3.5, 6.5]  # the plain logits
    assert not head.frozen_weight.requires_grad


def test_it_holds_a_copy(linear):
    head = RescaledHead(linear)
    with torch.no_grad():
        linear.weight.zero_()
    assert head.frozen_weight.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_the_frozen_head_is_part_of_the_state(linear):
    head, other = RescaledHead(linear), RescaledHead(LinearHead(2, 2))
    assert set(head.state_dict()) == {"factors", "frozen_weight", "frozen_bias"}
    other.load_state_dict(head.state_dict())
    assert other(torch.ones(1, 2)).equal(head(torch.ones(1, 2)))


def test_reduced_precision_stays_outside(linear):
    head = RescaledHead(linear)
    with torch.autocast("cpu", torch.bfloat16):
        logits = head(torch.full((1, 2), 1.01, dtype=torch.bfloat16))
    assert logits.dtype == torch.float32
