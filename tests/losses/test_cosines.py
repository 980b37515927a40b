import pytest
import torch
import torch.nn.functional as F

from ltcore.losses.cosines import check_temperature, unit_rows


def test_a_hand_value():
    assert unit_rows(torch.tensor([[3.0, -4.0]]))[0].tolist() == pytest.approx([0.6, -0.8])


@pytest.mark.parametrize("scale", [1e-5, 1.0, 1e30])
def test_every_scale_gives_the_same_direction(scale):
    rows = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(unit_rows(scale * rows), F.normalize(rows))


@pytest.mark.parametrize("rows", [torch.eye(3), torch.tensor([[1.0, 2, 2], [0.1, -0.3, 0.2]])])
def test_value_and_gradient_are_those_of_torch(rows):
    slopes = torch.arange(rows.numel(), dtype=torch.float64).view(rows.shape)
    gradients = []
    for normalised in (unit_rows, F.normalize):
        leaf = rows.double().requires_grad_()
        (normalised(leaf) * slopes).sum().backward()
        gradients.append(leaf.grad)
    torch.testing.assert_close(*gradients, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_a_zero_row_stays_zero_and_its_gradient_is_bounded(dtype):
    rows = torch.zeros(2, 3, dtype=dtype, requires_grad=True)
    unit = unit_rows(rows)
    assert unit.dtype == torch.promote_types(dtype, torch.float32)
    assert torch.equal(unit, torch.zeros_like(unit))
    (7 * unit).sum().backward()
    assert rows.grad is not None
    assert rows.grad[0].tolist() == pytest.approx([7 * 2**0.5] * 3, rel=1e-2)


@pytest.mark.parametrize("temperature", [0.0, -0.5, 1e-40, float("nan"), float("inf")])
def test_an_illegal_temperature_is_refused_by_its_value(temperature):
    with pytest.raises(ValueError, match=f"temperature is {temperature}: it must be finite"):
        check_temperature(temperature)
