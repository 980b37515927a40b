import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ltcore.models.resnet_cifar import BasicBlock, CifarResNet, option_a_shortcut


class PlainBlock(nn.Module):
    """The block as the paper draws it: nothing in place, the shortcut by concatenation."""

    def __init__(self, block: BasicBlock) -> None:
        super().__init__()
        self.block = block

    def forward(self, inputs: Tensor) -> Tensor:
        block = self.block
        hidden = torch.relu(block.norm1(block.convolution1(inputs)))
        hidden = block.norm2(block.convolution2(hidden))
        if block.changes_shape:
            zeros = torch.zeros(len(inputs), hidden.shape[1] // 4, hidden.shape[2], hidden.shape[3])
            inputs = torch.cat([zeros, inputs[:, :, 0::2, 0::2], zeros], dim=1)
        return torch.relu(hidden + inputs)


def plain_forward(network: CifarResNet, images: Tensor) -> Tensor:
    hidden = torch.relu(network.norm(network.convolution(images)))
    for block in network.blocks:
        assert isinstance(block, BasicBlock)
        hidden = PlainBlock(block)(hidden)
    return F.avg_pool2d(hidden, hidden.shape[3]).flatten(1)


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (20, 269_722),
        (32, 464_154),
        (44, 658_586),
        (56, 853_018),
    ],  # He et al.: 0.27, 0.46, 0.66, 0.85 M
)
def test_parameters_with_a_linear_head_of_ten_classes(depth, expected):
    backbone = sum(p.numel() for p in CifarResNet(depth, channels=3).parameters())
    assert backbone + 64 * 10 + 10 == expected


@pytest.mark.parametrize("depth", [2, 18, 33])
def test_a_depth_that_is_not_six_n_plus_two_is_refused(depth):
    with pytest.raises(ValueError, match=f"depth {depth}: a CIFAR ResNet has 6 n"):
        CifarResNet(depth, channels=3)


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_equals_the_plain_network_in_values_and_gradients(memory_format):
    network = CifarResNet(20, channels=3).double().to(memory_format=memory_format)
    images = torch.randn(4, 3, 16, 16, dtype=torch.float64).to(memory_format=memory_format)
    torch.testing.assert_close(network(images), plain_forward(network, images))
    parameters = list(network.parameters())
    ours = torch.autograd.grad(network(images).square().sum(), parameters)
    plain = torch.autograd.grad(plain_forward(network, images).square().sum(), parameters)
    torch.testing.assert_close(ours, plain)


@pytest.mark.parametrize(("side", "half"), [(8, 4), (9, 5)])
def test_shortcut_takes_every_second_pixel_between_zero_channels(side, half):
    inputs = torch.randn(2, 16, side, side)
    result = option_a_shortcut(inputs, 32)
    assert result.shape == (2, 32, half, half)
    assert torch.equal(result[:, 8:24], inputs[:, :, ::2, ::2])
    assert not result[:, :8].any()
    assert not result[:, 24:].any()


def test_shortcut_keeps_channels_last():
    inputs = torch.randn(2, 16, 8, 8).to(memory_format=torch.channels_last)
    assert option_a_shortcut(inputs, 32).is_contiguous(memory_format=torch.channels_last)


def test_convolutions_start_kaiming_normal():
    network = CifarResNet(56, channels=3)
    last = [block for block in network.blocks if isinstance(block, BasicBlock)][-8:]
    weights = torch.cat([block.convolution2.weight.flatten() for block in last])
    expected = (2 / (64 * 9)) ** 0.5
    assert weights.std().item() == pytest.approx(expected, rel=0.02)
    assert weights.mean().item() == pytest.approx(0, abs=0.02 * expected)


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 32), (4, 31)])
def test_any_channels_and_image_size(channels, side):
    assert CifarResNet(20, channels)(torch.randn(2, channels, side, side)).shape == (2, 64)
