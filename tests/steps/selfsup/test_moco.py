import copy

import pytest
import torch

from ltcore.steps.selfsup.moco import MocoMethod


def method_of(**more):
    settings = {"temperature": 0.2, "projection": 16, "queue_size": 20, "key_momentum": 0.9}
    return MocoMethod(**{**settings, **more})


def test_a_key_does_not_depend_on_its_place_beside_its_query_nor_on_its_company(begun, batch_of):
    method = begun(method_of())
    images = batch_of().views[1]
    keys = method.keys(images)
    order = torch.tensor([3, 0, 7, 1, 2, 6, 5, 4])
    torch.testing.assert_close(method.keys(images[order]), keys[order], rtol=1e-5, atol=1e-6)
    for place in range(len(images)):
        alone = method.keys(images[place : place + 1])
        torch.testing.assert_close(alone[0], keys[place], rtol=1e-5, atol=1e-6)


def test_with_the_statistics_of_its_batch_a_key_would_tell_where_it_came_from(begun, batch_of):
    """Else the test above would hold of any network."""
    method = begun(method_of())
    images = batch_of().views[1]
    method.key_backbone.train()
    keys = method.keys(images)
    assert not torch.allclose(method.keys(images[:4]), keys[:4], rtol=1e-2)


def test_four_steps_by_hand(network, begun, batch_of, trained):
    """A queue of 20 and batches of 8: the third batch overruns its end."""
    method = begun(method_of())
    backbone, head = copy.deepcopy(network.backbone), copy.deepcopy(method.head)
    key_backbone, key_head = copy.deepcopy(backbone).eval(), copy.deepcopy(head)
    batches = [batch_of(seed) for seed in range(4)]
    losses = trained(method, batches)
    weights = [*backbone.parameters(), *head.parameters()]
    queue: list[torch.Tensor] = []
    for batch, loss in zip(batches, losses, strict=True):
        with torch.no_grad():
            keys = key_head(key_backbone(batch.views[1]))
        queries = head(backbone(batch.views[0]))
        expected = torch.zeros(())
        for query, key in zip(queries, keys, strict=True):
            cosines = [torch.cosine_similarity(query, each, dim=0) / 0.2 for each in (key, *queue)]
            expected = expected + torch.logsumexp(torch.stack(cosines), 0) - cosines[0]
        expected = expected / 8
        assert loss == pytest.approx(expected.item(), rel=1e-4, abs=1e-6)
        queue = [*queue, *keys][-20:]
        gradients = torch.autograd.grad(expected, weights)
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.data -= 0.1 * gradient
        pairs = [(key_backbone, backbone), (key_head, head)]
        for kept, source in pairs:
            for old, new in zip(kept.parameters(), source.parameters(), strict=True):
                old.data = 0.9 * old.data + 0.1 * new.data
            for old, new in zip(kept.buffers(), source.buffers(), strict=True):
                old.copy_(0.9 * old + 0.1 * new if old.is_floating_point() else new)
    assert (int(method.pointer), int(method.filled)) == (32 % 20, 20)
    places = [number % 20 for number in range(12, 32)]
    torch.testing.assert_close(method.queue[places], torch.stack(queue), rtol=1e-4, atol=1e-5)


def test_the_key_network_follows_in_weights_and_statistics(network, begun, batch_of, trained):
    method = begun(method_of(key_momentum=0.0))
    trained(method, [batch_of()])
    kept, now = method.key_backbone.state_dict(), network.backbone.state_dict()
    assert all(kept[name].equal(tensor) for name, tensor in now.items())
    assert kept["norms.0.num_batches_tracked"] == 1
    assert kept["norms.0.running_var"].ne(1).all()


def test_keys_are_constants_and_their_network_is_not_trained(network, begun, batch_of):
    method = begun(method_of())
    assert not any(p.requires_grad for p in method.key_backbone.parameters())
    assert not any(p.requires_grad for p in method.key_head.parameters())
    assert not method.key_backbone.training
    method.step(network, batch_of(0), 0.0)
    method.step(network, batch_of(1), 0.0).loss.backward()
    assert all(p.grad is None for p in method.key_backbone.parameters())


def test_the_first_batch_meets_no_key_but_its_own(network, begun, batch_of):
    method = begun(method_of())
    assert method.step(network, batch_of(), 0.0).loss.item() == 0
    assert int(method.filled) == 8


def test_queue_pointer_and_keys_are_in_the_state(network, begun, batch_of, trained):
    method = begun(method_of())
    trained(method, [batch_of(seed) for seed in range(3)])
    state = method.state_dict()
    assert {"queue", "pointer", "filled", "key_backbone.norms.0.running_mean"} <= state.keys()
    other = begun(method_of())
    other.load_state_dict(state)
    network.train()
    after = [each.step(copy.deepcopy(network), batch_of(9), 0.5).loss for each in (method, other)]
    assert after[0].equal(after[1])
    assert method.queue.equal(other.queue)
