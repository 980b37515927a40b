import copy
import functools

import pytest
import torch

from ltcore.models import build_model
from ltcore.models.heads import LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Network
from ltcore.models.rescaled_head import RescaledHead
from ltcore.models.side_by_side import CannotJoinError, SideBySide, joint, part_of
from tests.conftest import there

assert_close = functools.partial(torch.testing.assert_close, rtol=1e-5, atol=1e-6)
every_network = pytest.mark.parametrize(
    ("name", "head", "side"),
    [
        ("mlp", "linear", 8),
        ("mlp", "cosine", 8),
        ("convnet", "linear", 8),
        ("convnet", "cosine", 16),
    ],
)


def networks_of(name, head, side, n=3):
    torch.manual_seed(0)
    made = [
        build_model(name, input_shape=(side, side, 2), n_classes=5, head=head, width=8)
        for _ in range(n)
    ]
    return [network.to(memory_format=torch.channels_last) for network in made]


@every_network
def test_every_network_computes_and_learns_what_it_does_alone(name, head, side):
    networks = networks_of(name, head, side)
    alone = copy.deepcopy(networks)
    together = SideBySide(networks).train()
    inputs, labels = torch.randn(3, 6, 2, side, side), torch.randint(0, 5, (3, 6))
    logits, features = together(inputs)
    losses = [torch.nn.functional.cross_entropy(*each) for each in zip(logits, labels, strict=True)]
    torch.stack(losses).sum().backward()
    for place, network in enumerate(alone):
        network.train()
        own_features = network.features(inputs[place].contiguous(memory_format=torch.channels_last))
        own = network.head(own_features)
        torch.nn.functional.cross_entropy(own, labels[place]).backward()
        assert_close(logits[place], own)
        assert_close(features[place], own_features)
        for part, parameter in network.named_parameters():
            gradient = part_of(there(together.get_parameter(part).grad), place, 3)
            assert_close(gradient, parameter.grad)
        # The averages of batch norm have moved with the batch of this network alone.
        for part, buffer in network.named_buffers():
            assert_close(networks[place].get_buffer(part), buffer)


@every_network
def test_a_network_sees_nothing_of_the_others(name, head, side):
    networks = networks_of(name, head, side)
    inputs = torch.randn(3, 6, 2, side, side)
    others = torch.cat([torch.full_like(inputs[:2], 1e6), inputs[2:]])
    found = []
    for given in (inputs, others):
        together = SideBySide(copy.deepcopy(networks)).train()
        logits, features = together(given)
        (gradient,) = torch.autograd.grad(
            logits[2].square().sum(), together.get_parameter("head.weight"), retain_graph=True
        )
        found.append((logits[2], features[2], part_of(gradient, 2, 3)))
        assert not part_of(gradient, 0, 3).any()
    for one, other in zip(*found, strict=True):
        assert torch.equal(one, other)


def test_two_networks_by_hand():
    networks = [Network(MLP((1,), width=1), LinearHead(1, 2)) for _ in range(2)]
    for factor, network in zip((2.0, -3.0), networks, strict=True):
        for parameter in network.parameters():
            torch.nn.init.constant_(parameter, 0.0)
        torch.nn.init.constant_(network.get_parameter("backbone.hidden1.weight"), factor)
        torch.nn.init.constant_(network.get_parameter("backbone.hidden2.weight"), 1.0)
        network.head.weight.data = torch.tensor([[1.0], [10.0]])
    logits, features = SideBySide(networks)(torch.tensor([[[1.0]], [[-1.0]]]))
    assert features.flatten().tolist() == [2.0, 3.0]  # relu(2 * 1), relu(-3 * -1)
    assert logits.tolist() == [[[2.0, 20.0]], [[3.0, 30.0]]]


def test_what_trains_the_joint_network_trains_each_of_them():
    networks = networks_of("convnet", "linear", 8)
    before = [copy.deepcopy(network.state_dict()) for network in networks]
    together = SideBySide(networks).train()
    for network, state in zip(networks, before, strict=True):
        assert all(torch.equal(state[name], each) for name, each in network.state_dict().items())
    together(torch.randn(3, 4, 2, 8, 8))[0].square().sum().backward()
    torch.optim.SGD(together.parameters(), lr=0.1).step()
    for network, state in zip(networks, before, strict=True):
        after = network.state_dict()
        assert not any(torch.equal(state[name], after[name]) for name in state)
        assert int(after["backbone.norms.0.num_batches_tracked"]) == 1
    networks[1].load_state_dict(before[1])  # as a checkpoint is restored
    name = "backbone.convolutions.2.weight"
    assert torch.equal(part_of(together.get_parameter(name), 1, 3), before[1][name])


def test_parts_of_what_was_joined_are_what_was_joined():
    tensors = [torch.randn(4, 2, 3, 3).contiguous(memory_format=torch.channels_last) for _ in "ab"]
    whole = joint(tensors)
    assert whole.is_contiguous(memory_format=torch.channels_last)
    assert all(torch.equal(part_of(whole, place, 2), each) for place, each in enumerate(tensors))


def test_a_part_without_a_joint_form_is_named():
    rescaled = [Network(MLP((2,), 4), RescaledHead(LinearHead(4, 3))) for _ in range(2)]
    with pytest.raises(CannotJoinError, match="a RescaledHead has no form for several networks"):
        SideBySide(rescaled)
    resnets = [
        build_model("resnet20", input_shape=(8, 8, 1), n_classes=3, head="linear", width=64)
        for _ in range(2)
    ]
    with pytest.raises(CannotJoinError, match="a CifarResNet has no form"):
        SideBySide(resnets)
