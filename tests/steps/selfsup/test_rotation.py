import copy

import pytest
import torch
import torch.nn.functional as F

from ltcore.batches.operations.turns import rotated
from ltcore.steps.selfsup.rotation import RotationMethod

TURNS = torch.tensor([0, 1, 2, 3, 0, 1, 2, 3])


def test_two_steps_by_hand(network, begun, batch_of, trained):
    method = begun(RotationMethod())
    batches = [batch_of(seed, n_views=1) for seed in (0, 1)]
    backbone, head = copy.deepcopy(network.backbone), copy.deepcopy(method.head)
    losses = trained(method, batches)
    weights = [*backbone.parameters(), *head.parameters()]
    for batch, loss in zip(batches, losses, strict=True):
        logits = backbone(batch.views[0]) @ head.weight.T + head.bias
        expected = -torch.log_softmax(logits, dim=1)[torch.arange(8), TURNS].mean()
        assert loss == pytest.approx(expected.item(), rel=1e-6)
        for weight, gradient in zip(weights, torch.autograd.grad(expected, weights), strict=True):
            weight.data -= 0.1 * gradient
    for ours, theirs in zip(network.backbone.parameters(), backbone.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_the_accuracy_is_that_of_turns(network, begun, batch_of):
    method = begun(RotationMethod())
    (images,) = batch_of(n_views=1).views
    network.train()
    with torch.no_grad():
        right = (method.head(network.backbone(images)).argmax(1) == TURNS).float().mean()
    method.step(network, batch_of(n_views=1), 0.0)
    assert method.measures() == {"rotation_accuracy": pytest.approx(right.item())}
    assert method.measures() == {}


def test_the_head_of_the_classes_learns_nothing(network, begun, batch_of, trained):
    before = copy.deepcopy(network.head.state_dict())
    trained(begun(RotationMethod()), [batch_of(n_views=1)])
    assert all(before[name].equal(tensor) for name, tensor in network.head.state_dict().items())


def test_it_scores_no_classes_and_wants_one_turned_view():
    method = RotationMethod()
    assert not method.scores_classes
    assert method.needs.labelled == ("rotation",)
    assert not method.needs.uses_unlabelled


def test_turns_that_nobody_could_tell_cost_ln_four(begun, network, batch_of):
    method = begun(RotationMethod())
    with torch.no_grad():
        method.head.weight.zero_()
        method.head.bias.zero_()
    loss = method.step(network, batch_of(n_views=1), 0.0).loss
    assert loss.item() == pytest.approx(float(F.cross_entropy(torch.zeros(1, 4), TURNS[:1])))


def test_each_image_is_asked_in_all_four_turns(network, begun, batch_of):
    method = begun(RotationMethod())
    (images,) = batch_of(n_views=1).views
    network.eval()
    with torch.no_grad():
        found = method.solved(network, images)
        expected = torch.zeros(len(images))
        for turn in range(4):
            turned = torch.rot90(images, turn, dims=(2, 3))
            torch.testing.assert_close(turned, rotated(images, torch.full((len(images),), turn)))
            expected += method.head(network.backbone(turned)).argmax(1) == turn
    torch.testing.assert_close(found, expected / 4)


def test_an_image_that_is_the_same_when_turned_is_right_once(network, begun):
    method = begun(RotationMethod())
    network.eval()
    with torch.no_grad():
        assert method.solved(network, torch.ones(3, 1, 8, 8)).tolist() == [0.25] * 3
