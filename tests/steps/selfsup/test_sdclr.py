import copy

import pytest
import torch

from ltcore.losses import nt_xent
from ltcore.models.pruned import magnitude_masks
from ltcore.steps.selfsup.sdclr import SdclrMethod


def method_of(**more):
    return SdclrMethod(**{"temperature": 0.2, "projection": 16, "pruned_share": 0.5, **more})


def branches(method, network, batch):
    first, second = method.embeddings(network, batch.views)
    return first, second


def test_one_pass_has_the_gradient_of_the_two_of_the_authors(network, begun, batch_of):
    method, batch = begun(method_of()), batch_of()
    weights = [*network.backbone.parameters(), *method.parameters()]
    other_network, other = copy.deepcopy((network, method))
    other.trained = (other_network,)
    twins = [*other_network.backbone.parameters(), *other.parameters()]
    dense, pruned = branches(other, other_network, batch)
    nt_xent(dense, pruned.detach(), temperature=0.2).backward(retain_graph=True)
    nt_xent(dense.detach(), pruned, temperature=0.2).backward()
    method.step(network, batch, 0.0).loss.backward()
    for weight, twin in zip(weights, twins, strict=True):
        torch.testing.assert_close(weight.grad, twin.grad, rtol=1e-4, atol=1e-6)


def test_the_branches_are_the_network_and_its_masked_weights(network, begun, batch_of):
    method, batch = begun(method_of()), batch_of()
    masks = magnitude_masks(network, 0.5)
    masked = copy.deepcopy(network)
    with torch.no_grad():
        for name, mask in masks.items():
            dict(masked.backbone.named_parameters())[name].mul_(mask)
    expected = [
        method.head(net.train().backbone(view))
        for net, view in zip((copy.deepcopy(network), masked), batch.views, strict=True)
    ]
    for ours, theirs in zip(branches(method, network.train(), batch), expected, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_masks_change_after_an_epoch_and_not_within(network, begun, batch_of, trained):
    method = begun(method_of())

    def masks():
        found = method.branch.masks.tensors()
        return {name: mask.clone() for name, mask in found.items()}

    first = masks()
    trained(method, [batch_of(seed) for seed in range(6)], lr=1.0)
    assert all(first[name].equal(mask) for name, mask in masks().items())
    method.after_epoch(network, 1)
    now, wanted = masks(), magnitude_masks(network, 0.5)
    assert all(now[name].equal(mask) for name, mask in wanted.items())
    assert any(not now[name].equal(mask) for name, mask in first.items())
    came_back = sum(int((now[name] & ~mask).sum()) for name, mask in first.items())
    assert came_back, "from the dense weights, a weight may come back"


def test_each_branch_has_its_own_batch_norm(network, begun, batch_of, trained):
    method = begun(method_of())
    dense_alone = copy.deepcopy(network).train()
    dense_alone.backbone(batch_of().views[0])
    network.train()
    method.step(network, batch_of(), 0.0)
    ours, theirs = network.backbone.state_dict(), dense_alone.backbone.state_dict()
    for name in ("norms.1.running_mean", "norms.1.num_batches_tracked"):
        assert ours[name].equal(theirs[name])
    statistics = method.branch.statistics.tensors()
    assert not statistics["norms.1.running_mean"].equal(ours["norms.1.running_mean"])
    trained(method, [batch_of(seed) for seed in range(3)])
    scales = method.branch.scales.tensors()
    assert not scales["norms.1.weight"].equal(network.backbone.norms[1].weight)


def test_a_pruned_weight_learns_by_the_dense_branch_alone(network, begun, batch_of):
    method = begun(method_of())
    (mask,) = (
        m for n, m in method.branch.masks.tensors().items() if n.startswith("convolutions.0")
    )
    dense, pruned = branches(method, network.train(), batch_of())
    nt_xent(dense.detach(), pruned, temperature=0.2).backward()
    gradient = network.backbone.convolutions[0].weight.grad
    assert not gradient[~mask].any()
    assert gradient[mask].any()


def test_the_state_has_all_that_an_epoch_goes_on_with(network, begun, batch_of, trained):
    method = begun(method_of())
    trained(method, [batch_of(seed) for seed in range(6)], lr=1.0)
    kept = copy.deepcopy(method.state_dict())
    other_network = copy.deepcopy(network)
    other = method_of()
    other.start(other_network, new_head=True)
    other.load_state_dict(kept)
    losses = [
        each.step(net.train(), batch_of(7), 0.5).loss
        for each, net in ((method, network), (other, other_network))
    ]
    assert losses[0].equal(losses[1])


def test_the_network_stays_one_that_can_be_copied(network, begun, batch_of):
    method = begun(method_of())
    method.step(network, batch_of(), 0.0).loss.backward()
    copied = copy.deepcopy(network)
    assert copied.state_dict().keys() == network.state_dict().keys()
    assert not any(name.startswith("trained") for name, _ in method.named_parameters())


@pytest.mark.parametrize("share", [0.0, 0.9])
def test_any_share_can_be_pruned(network, begun, batch_of, share):
    method = begun(method_of(pruned_share=share))
    assert method.step(network, batch_of(), 0.0).loss.isfinite()
