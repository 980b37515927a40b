import copy

import pytest
import torch

from ltcore.batches.batch import Batch
from ltcore.steps.selfsup.simclr import SimclrMethod


def slow_loss(first, second, temperature):
    """Anchor by anchor: the cross-entropy of its partner among all other views."""
    views = torch.cat([first, second])
    views = views / views.norm(dim=1, keepdim=True)
    n = len(first)
    total = 0.0
    for anchor in range(2 * n):
        cosines = torch.stack([views[anchor] @ views[j] for j in range(2 * n) if j != anchor])
        partner = views[anchor] @ views[(anchor + n) % (2 * n)]
        total = total + torch.logsumexp(cosines / temperature, 0) - partner / temperature
    return total / (2 * n)


def method_of(**more):
    return SimclrMethod(**{"temperature": 0.5, "projection": 16, **more})


@pytest.mark.parametrize("temperature", [0.5, 0.1])
def test_two_steps_by_hand(network, begun, batch_of, trained, temperature):
    method = begun(method_of(temperature=temperature))
    batches = [batch_of(seed) for seed in (0, 1)]
    backbone, head = copy.deepcopy(network.backbone), copy.deepcopy(method.head)
    losses = trained(method, batches)
    weights = [*backbone.parameters(), *head.parameters()]
    for batch, loss in zip(batches, losses, strict=True):
        both = head(backbone(torch.cat(batch.views)))  # batch norm sees both views
        expected = slow_loss(both[:8], both[8:], temperature)
        assert loss == pytest.approx(expected.item(), rel=1e-5)
        for weight, gradient in zip(weights, torch.autograd.grad(expected, weights), strict=True):
            weight.data -= 0.1 * gradient
    for ours, theirs in zip(network.backbone.parameters(), backbone.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_training_pulls_views_together_and_images_apart(begun, batch_of, trained):
    method = begun(method_of())
    trained(method, [batch_of(seed) for seed in range(5)])
    early = method.measures()
    trained(method, [batch_of(seed) for seed in range(60)])
    method.measures()
    trained(method, [batch_of(seed) for seed in range(5)])
    late = method.measures()
    assert late["contrastive_loss"] < early["contrastive_loss"]
    assert late["uniformity"] < early["uniformity"]


def test_a_network_that_has_collapsed_is_seen(begun, network, batch_of):
    method = begun(method_of())
    with torch.no_grad():
        for layer in (network.backbone.norms[-1], method.head.layers[0]):
            layer.weight.zero_()
            layer.bias.fill_(1.0)
    method.step(network, batch_of(), 0.0)
    measures = method.measures()
    assert measures["alignment"] == pytest.approx(0, abs=1e-6)
    assert measures["uniformity"] == pytest.approx(0, abs=1e-6)
    assert measures["contrastive_loss"] == pytest.approx(2.70805, abs=1e-4)  # ln 15


def test_images_without_a_direction_do_not_explode(begun, network, batch_of):
    method = begun(method_of(temperature=0.01))
    with torch.no_grad():
        method.head.layers[2].weight.zero_()
        method.head.layers[2].bias.zero_()
    method.step(network, batch_of(), 0.0).loss.backward()
    gradients = [p.grad for p in (*network.backbone.parameters(), *method.parameters())]
    assert all(gradient.isfinite().all() for gradient in gradients)
    assert max(gradient.abs().max() for gradient in gradients) < 1e4


def test_one_image_is_nothing_to_compare(begun, network, batch_of):
    method, batch = begun(method_of()), batch_of()
    alone = Batch(batch.index[:1], batch.labels[:1], tuple(view[:1] for view in batch.views))
    with pytest.raises(ValueError, match="compares at least 2"):
        method.step(network, alone, 0.0)


def test_it_scores_no_classes_and_wants_two_views():
    method = method_of()
    assert not method.scores_classes
    assert method.needs.labelled == ("simclr", "simclr")
