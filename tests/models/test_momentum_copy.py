import copy

import pytest
import torch
from torch import nn

from ltcore.models.convnet import ConvNet
from ltcore.models.momentum_copy import follow, momentum_copy


@pytest.fixture
def module():
    return ConvNet(1, 8)


def test_a_copy_is_apart_and_rests(module):
    follower = momentum_copy(module)
    assert not follower.training
    assert module.training
    assert not any(p.requires_grad for p in follower.parameters())
    assert all(p.requires_grad for p in module.parameters())
    before = copy.deepcopy(follower.state_dict())
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1)
    assert all(before[name].equal(tensor) for name, tensor in follower.state_dict().items())


@pytest.mark.parametrize("momentum", [0.0, 0.9, 0.999])
def test_every_number_moves_alike(module, momentum):
    follower = momentum_copy(module)
    before = copy.deepcopy(follower.state_dict())
    with torch.no_grad():
        for tensor in (*module.parameters(), *module.buffers()):
            tensor.add_(3)
    follow(follower, module, momentum)
    now = module.state_dict()
    for name, tensor in follower.state_dict().items():
        if tensor.is_floating_point():
            expected = momentum * before[name] + (1 - momentum) * now[name]
            torch.testing.assert_close(tensor, expected, rtol=1e-5, atol=1e-6)
        else:
            assert tensor.equal(now[name]), name


def test_statistics_that_were_left_behind_would_be_those_of_a_random_network(module):
    """As lightly's update_momentum leaves them (library facts, A)."""
    follower = momentum_copy(module)
    module(torch.full((4, 1, 8, 8), 5.0))
    for _ in range(200):
        follow(follower, module, 0.9)
    torch.testing.assert_close(
        follower.norms[0].running_mean, module.norms[0].running_mean, rtol=1e-3, atol=1e-5
    )
    assert follower.norms[0].running_mean.ne(0).all()


def test_modules_of_another_kind_are_refused(module):
    with pytest.raises(ValueError, match="zip"):
        follow(nn.Linear(2, 2), module, 0.9)
