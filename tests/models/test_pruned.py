import copy

import pytest
import torch
from torch import nn

from ltcore.models.convnet import ConvNet
from ltcore.models.heads import LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Backbone, Network
from ltcore.models.pruned import magnitude_masks, own_statistics, pruned_features
from ltcore.models.resnet_cifar import CifarResNet


class TwoLayers(Backbone):
    """Two linear layers with a norm between them, without an activation."""

    n_features = 2

    def __init__(self):
        super().__init__()
        self.first, self.norm, self.last = nn.Linear(3, 2), nn.BatchNorm1d(2), nn.Linear(2, 2)
        with torch.no_grad():
            self.first.weight.copy_(torch.tensor([[1.0, -5.0, 0.1], [-0.2, 3.0, 4.0]]))
            self.last.weight.copy_(torch.tensor([[0.3, 2.0], [-6.0, 0.4]]))

    def forward(self, inputs):
        return self.last(self.norm(self.first(inputs)))


@pytest.fixture
def two_layers():
    return Network(TwoLayers(), LinearHead(2, 2))


@pytest.fixture
def convnet():
    return Network(ConvNet(1, 16), LinearHead(16, 3))


def images(seed=0, n_images=6):
    return torch.randn(n_images, 1, 8, 8, generator=torch.Generator().manual_seed(seed))


def test_by_hand_the_smallest_of_all_layers_go(two_layers):
    """Of the sizes 1 5 .1 .2 3 4 and .3 2 6 .4, half of ten go: .1 .2 .3 .4 1."""
    masks = magnitude_masks(two_layers, 0.5)
    assert {name: mask.tolist() for name, mask in masks.items()} == {
        "first.weight": [[False, True, False], [False, True, True]],
        "last.weight": [[False, True], [True, False]],
    }


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_masks_are_those_of_a_sorted_list(share):
    network = Network(CifarResNet(20, channels=3), LinearHead(64, 3))
    masks = magnitude_masks(network, share)
    weights = dict(network.backbone.named_parameters())
    assert set(masks) == {name for name, weight in weights.items() if weight.ndim > 1}
    sizes = sorted(abs(x) for name in masks for x in weights[name].flatten().tolist())
    n_pruned = -int(-share * len(sizes) // 1)
    smallest_left = sizes[n_pruned]
    for name, mask in masks.items():
        assert torch.equal(mask, weights[name].abs() >= smallest_left)
    assert sum(int(mask.sum()) for mask in masks.values()) == len(sizes) - n_pruned


def test_of_equal_weights_exactly_the_share_goes():
    network = Network(MLP((4,), width=8), LinearHead(8, 2))
    with torch.no_grad():
        for parameter in network.backbone.parameters():
            parameter.fill_(-1)
    masks = magnitude_masks(network, 0.7)
    kept, total = sum(int(m.sum()) for m in masks.values()), sum(m.numel() for m in masks.values())
    assert kept == total - -int(-0.7 * total // 1)


def test_masks_come_from_the_dense_weights_each_time(two_layers):
    """Pruning again does not work on what is left, as torch.nn.utils.prune does."""
    first = magnitude_masks(two_layers, 0.9)
    again = magnitude_masks(two_layers, 0.9)
    assert sum(int(mask.sum()) for mask in again.values()) == 1
    assert all(torch.equal(again[name], first[name]) for name in first)
    with torch.no_grad():
        two_layers.backbone.last.weight[0, 0] = 100.0  # it was out, and comes back
    assert magnitude_masks(two_layers, 0.9)["last.weight"].tolist() == [[True, False], [False] * 2]


def test_features_are_those_of_a_network_with_zeros(convnet):
    masks, statistics = magnitude_masks(convnet, 0.6), own_statistics(convnet)
    zeroed = copy.deepcopy(convnet)
    with torch.no_grad():
        for name, mask in masks.items():
            zeroed.backbone.get_parameter(name)[~mask] = 0
    features = pruned_features(convnet, masks, images(), statistics=statistics)
    torch.testing.assert_close(features, zeroed.features(images()))
    for name, buffer in zeroed.backbone.named_buffers():
        torch.testing.assert_close(statistics[name], buffer)


def test_without_pruning_it_is_the_network_itself(convnet):
    masks, statistics = magnitude_masks(convnet, 0.0), own_statistics(convnet)
    features = pruned_features(convnet, masks, images(), statistics=statistics)
    assert torch.equal(features, convnet.features(images()))


def test_gradients_reach_the_weights_that_stay_and_no_others(convnet):
    masks, statistics = magnitude_masks(convnet, 0.6), own_statistics(convnet)
    pruned_features(convnet, masks, images(), statistics=statistics).square().sum().backward()
    for name, parameter in convnet.backbone.named_parameters():
        assert parameter.grad is not None
        if name in masks:
            assert (parameter.grad[~masks[name]] == 0).all()
            assert parameter.grad[masks[name]].any()
        else:
            assert parameter.grad.any()  # scale and shift of the norms are shared


def test_each_branch_has_its_own_statistics(convnet):
    masks, statistics = magnitude_masks(convnet, 0.6), own_statistics(convnet)
    before = {name: buffer.clone() for name, buffer in convnet.backbone.named_buffers()}
    pruned_features(convnet, masks, images(), statistics=statistics)
    for name, buffer in convnet.backbone.named_buffers():
        assert torch.equal(buffer, before[name])
        assert not torch.equal(statistics[name], before[name])
    moved = {name: buffer.clone() for name, buffer in statistics.items()}
    convnet.features(images(1))
    assert all(torch.equal(statistics[name], moved[name]) for name in moved)
    convnet.eval()
    pruned_features(convnet, masks, images(2), statistics=statistics)
    assert all(torch.equal(statistics[name], moved[name]) for name in moved)


def test_the_network_can_be_copied_and_saved_as_before(convnet):
    names = set(convnet.state_dict())
    weights = {name: value.detach().clone() for name, value in convnet.named_parameters()}
    masks, statistics = magnitude_masks(convnet, 0.6), own_statistics(convnet)
    features = pruned_features(convnet, masks, images(), statistics=statistics)
    copied = copy.deepcopy(convnet)  # torch's pruned networks cannot be copied here
    features.sum().backward()
    assert set(copied.state_dict()) == set(convnet.state_dict()) == names
    assert all(torch.equal(value, weights[name]) for name, value in convnet.named_parameters())


@pytest.mark.parametrize("share", [-0.1, 1.0, 1.5, float("nan")])
def test_an_illegal_share_is_refused(two_layers, share):
    with pytest.raises(ValueError, match=f"share is {share}"):
        magnitude_masks(two_layers, share)


def test_a_mask_of_no_parameter_is_refused(two_layers):
    masks = {"middle.weight": torch.ones(2, 2, dtype=torch.bool)}
    with pytest.raises(KeyError, match=r"middle\.weight"):
        pruned_features(two_layers, masks, torch.zeros(2, 3), statistics={})


def test_a_backbone_without_weights_has_no_masks():
    class Plain(Backbone):
        n_features = 3

        def forward(self, inputs):
            return inputs

    network = Network(Plain(), LinearHead(3, 2))
    assert magnitude_masks(network, 0.5) == {}
    inputs = torch.ones(2, 3)
    assert torch.equal(pruned_features(network, {}, inputs, statistics={}), inputs)
