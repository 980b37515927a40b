import torch

from ltcore.models.position_mean import position_mean
from tests.conftest import there


def test_it_is_the_mean_and_so_is_its_gradient():
    maps = torch.randn(3, 4, 2, 5, dtype=torch.float64, requires_grad=True)
    assert torch.equal(position_mean(maps), maps.mean(dim=(2, 3)))
    assert torch.autograd.gradcheck(position_mean, maps)


def test_the_gradient_lies_in_memory_with_channels_last():
    maps = torch.randn(3, 4, 2, 5).contiguous(memory_format=torch.channels_last).requires_grad_()
    weights = torch.randn(3, 4)
    (position_mean(maps) * weights).sum().backward()
    gradient = there(maps.grad)
    assert gradient.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(gradient, (weights / 10)[:, :, None, None].expand(3, 4, 2, 5))
