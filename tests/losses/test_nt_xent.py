import math
import operator

import pytest
import torch
import torch.nn.functional as F

from ltcore.losses import nt_xent
from ltcore.losses.nt_xent import nt_xent_each

FIRST = torch.tensor([[1.0, 2, -1], [0.5, -1, 0.3], [0, 1, 1], [-2, 0.2, 0.7]], dtype=torch.float64)
SECOND = torch.tensor(
    [[0.9, 2.2, -0.5], [0.1, -1, -0.3], [0.4, 1, 0.5], [-1, 1.2, 0.1]], dtype=torch.float64
)


def by_loops(first, second, temperature):
    """The loss of each image in plain floats, one anchor and one rival at a time."""
    views = [row.tolist() for row in torch.cat((first, second))]
    n_images = len(first)

    def cosine(a, b):
        return sum(map(operator.mul, a, b)) / math.hypot(*a) / math.hypot(*b)

    losses = []
    for i, anchor in enumerate(views):
        partner = (i + n_images) % (2 * n_images)
        rivals = [
            math.exp(cosine(anchor, view) / temperature) for j, view in enumerate(views) if j != i
        ]
        losses.append(math.log(sum(rivals)) - cosine(anchor, views[partner]) / temperature)
    return [(losses[i] + losses[i + n_images]) / 2 for i in range(n_images)]


def test_two_identical_orthonormal_views():
    """By hand: one partner at cosine 1 and six rivals at cosine 0, ln(1 + 6 e^-2)."""
    assert nt_xent(torch.eye(4), torch.eye(4)).item() == pytest.approx(0.594438, abs=1e-6)
    assert nt_xent(torch.eye(4), torch.eye(4)).item() == pytest.approx(math.log1p(6 * math.exp(-2)))


@pytest.mark.parametrize(
    ("temperature", "value"),
    [
        (0.07, 0.07862879011146996),
        (0.2, 0.3541294333081302),
        (0.5, 0.8169351505580553),
        (1.0, 1.2374256833088633),
    ],
)
def test_the_values_of_lightly(temperature, value):
    """NTXentLoss(temperature) of lightly 1.6.0 on torch 2.14.1, in float64."""
    assert nt_xent(FIRST, SECOND, temperature=temperature).item() == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("temperature", [0.1, 0.5, 2.0])
def test_it_is_what_loops_in_float64_say(temperature):
    rng = torch.Generator().manual_seed(1)
    first, second = torch.randn(2, 7, 5, generator=rng, dtype=torch.float64)
    expected = by_loops(first, second, temperature)
    each = nt_xent_each(first, second, temperature=temperature)
    assert each.tolist() == pytest.approx(expected, rel=1e-12)
    value = nt_xent(first, second, temperature=temperature)
    assert value.item() == pytest.approx(sum(expected) / 7, rel=1e-12)


def test_scale_order_of_views_and_order_of_images_do_not_matter():
    value = nt_xent(FIRST, SECOND)
    torch.testing.assert_close(nt_xent(7 * FIRST, 0.1 * SECOND), value)
    torch.testing.assert_close(nt_xent(SECOND, FIRST), value)
    order = torch.tensor([2, 0, 3, 1])
    each = nt_xent_each(FIRST, SECOND)
    torch.testing.assert_close(nt_xent_each(FIRST[order], SECOND[order]), each[order])


def test_the_gradient_is_that_of_finite_differences():
    assert torch.autograd.gradcheck(
        lambda first, second: nt_xent_each(first, second, temperature=0.3),
        (FIRST.clone().requires_grad_(), SECOND.clone().requires_grad_()),
    )


@pytest.mark.parametrize(
    ("dtype", "temperature"),
    [(torch.float16, 1e-3), (torch.bfloat16, 1e-3), (torch.float32, 1e-3), (torch.float32, 1e-8)],
)
@pytest.mark.parametrize("autocast", [False, True])
def test_a_low_temperature_stays_finite_and_exact(dtype, autocast, temperature):
    # exp(cosine / temperature) would be infinite below a temperature of 0.0113 in float32.
    rng = torch.Generator().manual_seed(2)
    first, second = torch.randn(2, 6, 8, generator=rng).to(dtype)
    first.requires_grad_()
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        value = nt_xent(first, second, temperature=temperature)
    value.backward()
    assert value.dtype == torch.float32
    exact = nt_xent(first.detach().double(), second.double(), temperature=temperature)
    assert value.item() == pytest.approx(exact.item(), rel=1e-5)
    assert first.grad is not None
    assert first.grad.isfinite().all()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_a_zero_row_has_a_finite_value_and_a_bounded_gradient(dtype):
    first = F.normalize(torch.randn(6, 8, generator=torch.Generator().manual_seed(3))).to(dtype)
    second = first.flip(1).contiguous()
    first[2] = 0
    first.requires_grad_()
    value = nt_xent(first, second)
    value.backward()
    assert value.isfinite()
    assert first.grad is not None
    # torch.nn.functional.normalize would make it 1e12 times that of the other rows.
    assert 0 < first.grad[2].norm() < 1
    assert nt_xent(torch.zeros(4, 3), torch.zeros(4, 3)).item() == pytest.approx(math.log(7))


def test_a_view_that_the_caller_detaches_gets_no_gradient():
    """The two passes of SDCLR add up to the gradient of the plain loss."""
    both = [FIRST.clone().requires_grad_(), SECOND.clone().requires_grad_()]
    nt_xent(*both).backward()
    dense, pruned = FIRST.clone().requires_grad_(), SECOND.clone().requires_grad_()
    nt_xent(dense, pruned.detach()).backward()
    assert pruned.grad is None
    assert dense.grad is not None
    dense_alone = dense.grad.clone()
    nt_xent(dense.detach(), pruned).backward()
    assert torch.equal(dense.grad, dense_alone)
    torch.testing.assert_close([dense.grad, pruned.grad], [both[0].grad, both[1].grad])


@pytest.mark.parametrize("temperature", [0.0, -0.5, float("nan"), float("inf")])
def test_an_illegal_temperature_is_refused(temperature):
    with pytest.raises(ValueError, match=f"temperature is {temperature}"):
        nt_xent(FIRST, SECOND, temperature=temperature)


@pytest.mark.parametrize("n_images", [0, 1])
def test_fewer_than_two_images_are_refused(n_images):
    with pytest.raises(ValueError, match=rf"batch has {n_images} image\(s\): .* at least 2"):
        nt_xent(FIRST[:n_images], SECOND[:n_images])


def test_views_of_unlike_shapes_are_refused():
    with pytest.raises(ValueError, match=r"first has shape \(4, 3\) and second \(3, 3\)"):
        nt_xent(FIRST, SECOND[:3])
    with pytest.raises(ValueError, match=r"the same shape \(B, D\)"):
        nt_xent(FIRST[0], SECOND[0])
