import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.models.heads import SMALLEST_NORM, CosineHead, LinearHead


def test_linear_head_by_hand():
    head = LinearHead(2, 2)
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
        head.bias.copy_(torch.tensor([0.5, -0.5]))
    assert head(torch.tensor([[1.0, 1.0]])).tolist() == [[3.5, 6.5]]


def test_linear_head_without_bias():
    head = LinearHead(2, 3, bias=False)
    assert list(head.state_dict()) == ["weight"]
    assert head(torch.zeros(1, 2)).tolist() == [[0, 0, 0]]


def test_linear_head_starts_kaiming_normal():
    assert LinearHead(64, 4000).weight.std().item() == pytest.approx((2 / 64) ** 0.5, rel=0.02)


def test_cosines_by_hand():
    head = CosineHead(2, 3)
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[5.0, 0.0], [0.0, 0.1], [-1.0, -1.0]]))
    cosines = head(torch.tensor([[2.0, 0.0], [1.0, 1.0]]))
    root = 0.5**0.5
    torch.testing.assert_close(cosines, torch.tensor([[1.0, 0.0, -root], [root, root, -1.0]]))


def test_cosine_head_equals_cosine_similarity():
    head = CosineHead(16, 5)
    features = torch.randn(7, 16)
    expected = torch.nn.functional.cosine_similarity(features[:, None], head.weight[None], dim=2)
    torch.testing.assert_close(head(features), expected)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(1e-3, 1e4))
def test_cosines_stay_in_range_and_ignore_feature_length(seed, length):
    generator = torch.Generator().manual_seed(seed)
    head = CosineHead(4, 6)
    features = torch.randn(3, 4, generator=generator) + 0.01
    cosines = head(length * features)
    assert cosines.abs().max() <= 1
    torch.testing.assert_close(cosines, head(features), atol=1e-5, rtol=0)


def test_rounding_never_leaves_the_range():
    head = CosineHead(48, 500)
    cosines = head(3 * head.weight.detach())
    assert cosines.max() <= 1
    torch.testing.assert_close(cosines.diagonal(), torch.ones(500))


def test_class_weights_start_on_the_unit_sphere():
    torch.testing.assert_close(CosineHead(8, 20).weight.norm(dim=1), torch.ones(20))


def test_zero_feature_gives_zero_cosines_and_a_bounded_gradient():
    head = CosineHead(4, 3)
    features = torch.zeros(2, 4, requires_grad=True)
    cosines = head(features)
    assert not cosines.any()
    cosines[:, 0].sum().backward()
    assert features.grad is not None
    assert head.weight.grad is not None
    assert features.grad.norm(dim=1).max() <= 1.001 / SMALLEST_NORM
    assert torch.isfinite(head.weight.grad).all()


@pytest.mark.parametrize("make", [LinearHead, CosineHead])
def test_heads_keep_float32_inside_autocast(make):
    head = make(64, 10)
    features = torch.randn(5, 64).bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        logits = head(features)
    assert logits.dtype == torch.float32
    assert torch.equal(logits, head(features.float()))
