import copy

import pytest
import torch

from ltcore.losses import nt_xent
from ltcore.losses.geometric_harmonization import geometric_harmonization
from ltcore.pretraining.gh import GhSettings
from ltcore.steps.selfsup.gh import GhMethod

N, K = 12, 4


def method_of(epochs=10, **more):
    settings = GhSettings(projection=16, surrogate_classes=K, **more)
    return GhMethod(settings, n_examples=N, epochs=epochs)


@pytest.mark.parametrize(
    ("progress", "weight"),
    [(0.0, 0.0), (0.49, 0.0), (0.5, 0.0), (0.505, 1.0), (0.51, 2.0), (0.9, 2.0)],
)
def test_the_weight_by_hand(progress, weight):
    """Twice the usual weight, after half of the stage, over a hundredth of it."""
    assert method_of(gh_weight=2.0).weight_at(progress) == pytest.approx(weight)


@pytest.mark.parametrize(("epochs", "warmup", "whole"), [(3, 0.5, 1), (1, 0.9, 0), (10, 0.3, 3)])
def test_the_warm_up_ends_with_an_epoch_and_leaves_one(epochs, warmup, whole):
    method = method_of(epochs, gh_warmup=warmup)
    assert method.warmup_epochs == whole < epochs


def test_before_it_the_loss_is_that_of_simclr_and_then_the_sum(network, begun, batch_of):
    method = begun(method_of())
    network.train()
    for progress, weight in ((0.2, 0.0), (0.8, 1.0)):
        other = copy.deepcopy(network)
        first, second = method.embeddings(other, batch_of().views)
        expected = nt_xent(first, second, temperature=0.2)
        agreement = geometric_harmonization(first, second, method.frame, method.marginals)
        loss = method.step(network, batch_of(), progress).loss
        assert loss.item() == pytest.approx((expected + weight * agreement).item(), rel=1e-5)
        measures = method.measures()
        assert measures["contrastive_loss"] == pytest.approx(expected.item(), rel=1e-5)
        assert measures["harmonization_loss"] == pytest.approx(weight * agreement.item(), rel=1e-5)


def test_scores_and_shares_by_hand(network, begun, batch_of):
    """Scores follow each image; shares are counted when the warm-up ends and now and then after it."""
    method = begun(method_of(epochs=100, gh_warmup=0.02))
    network.train()
    memory: dict[int, list[float]] = {}
    shares = [1 / K] * K
    assert method.marginals.tolist() == shares
    for epoch in range(1, 7):
        index = [(epoch + i) % 10 for i in range(8)]
        batch = batch_of(epoch, index=index)
        with torch.no_grad():
            first, _ = method.embeddings(copy.deepcopy(network), batch.views)
        method.step(network, batch, (epoch - 1) / 100)
        method.after_epoch(network, epoch)
        momentum = 0.9 if epoch <= 2 else 0.999
        unit = first / first.norm(dim=1, keepdim=True)
        for image, row in zip(index, (unit @ method.frame.T).double(), strict=True):
            now = (row / row.norm()).tolist()
            old = memory.get(image)
            memory[image] = (
                now
                if old is None
                else [momentum * a + (1 - momentum) * b for a, b in zip(old, now, strict=True)]
            )
        if epoch in (2, 4, 6):
            largest = [row.index(max(row)) for row in memory.values()]
            shares = [largest.count(k) / len(largest) for k in range(K)]
        assert method.marginals.tolist() == pytest.approx(shares), epoch


def test_the_frame_is_a_simplex_and_the_same_when_it_is_drawn_again(begun):
    first, second = begun(method_of()), begun(method_of())
    assert first.frame.equal(second.frame)
    cosines = first.frame @ first.frame.T
    expected = torch.full((K, K), -1 / (K - 1)).fill_diagonal_(1.0)
    torch.testing.assert_close(cosines, expected, rtol=1e-5, atol=1e-5)


def test_the_state_has_frame_scores_and_shares(network, begun, batch_of):
    method = begun(method_of(epochs=2))
    method.step(network, batch_of(), 0.0)
    method.after_epoch(network, 1)
    other = method_of(epochs=2)
    with torch.random.fork_rng():
        torch.manual_seed(5)
        other.start(network, new_head=True)
    assert not other.frame.equal(method.frame)
    other.load_state_dict(method.state_dict())
    losses = [
        each.step(copy.deepcopy(network).train(), batch_of(3), 0.9).loss for each in (method, other)
    ]
    assert losses[0].equal(losses[1])


def test_a_surrogate_class_that_is_empty_is_left_out(network, begun, batch_of):
    method = begun(method_of())
    method.marginals.copy_(torch.tensor([0.5, 0.5, 0.0, 0.0]))
    loss = method.step(network, batch_of(), 0.9).loss
    loss.backward()
    assert loss.isfinite()
