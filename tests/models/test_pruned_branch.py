import copy

import pytest
import torch

from ltcore.models.convnet import ConvNet
from ltcore.models.heads import LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Network
from ltcore.models.pruned_branch import PrunedBranch, own_scales

IMAGES = torch.randn(6, 1, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def network():
    return Network(ConvNet(1, 8), LinearHead(8, 3))


def test_without_pruning_it_is_the_network(network):
    branch = PrunedBranch(network, 0.0)
    network.eval()
    assert branch.features(network, IMAGES).equal(network.features(IMAGES))


def test_scales_are_copies_of_those_of_batch_norm(network):
    scales = own_scales(network)
    assert set(scales) == {f"norms.{i}.{kind}" for i in range(3) for kind in ("weight", "bias")}
    for name, scale in scales.items():
        original = dict(network.backbone.named_parameters())[name]
        assert scale.equal(original)
        assert scale is not original
        assert scale.requires_grad
    assert own_scales(Network(MLP((2,), 8), LinearHead(8, 3))) == {}


def test_what_it_learns_of_its_own_is_its_own(network):
    branch = PrunedBranch(network, 0.5)
    branch.features(network.train(), IMAGES).sum().backward()
    assert network.backbone.norms[0].weight.grad is None
    assert branch.scales["norms.0.weight"].grad is not None
    assert network.backbone.convolutions[0].weight.grad is not None


def test_its_statistics_move_and_the_networks_rest(network):
    branch = PrunedBranch(network, 0.5)
    before = copy.deepcopy(network.state_dict())
    branch.features(network.train(), IMAGES)
    assert all(before[name].equal(tensor) for name, tensor in network.state_dict().items())
    assert branch.statistics["norms.0.num_batches_tracked"] == 1
    assert branch.statistics["norms.0.running_mean"].ne(0).all()


def test_the_state_holds_masks_statistics_and_scales(network):
    branch = PrunedBranch(network, 0.5)
    branch.features(network.train(), IMAGES)
    with torch.no_grad():
        network.backbone.convolutions[0].weight.mul_(0.01)
    other = PrunedBranch(network, 0.5)
    assert not other.masks["convolutions.0.weight"].equal(branch.masks["convolutions.0.weight"])
    other.load_state_dict(branch.state_dict())
    network.eval()
    assert other.features(network, IMAGES).equal(branch.features(network, IMAGES))


def test_renewed_it_is_that_of_the_weights_as_they_are(network):
    branch = PrunedBranch(network, 0.5)
    with torch.no_grad():
        network.backbone.convolutions[0].weight.mul_(0.01)
    branch.renew(network)
    fresh = PrunedBranch(network, 0.5)
    for name, mask in fresh.masks.tensors().items():
        assert branch.masks[name].equal(mask)
