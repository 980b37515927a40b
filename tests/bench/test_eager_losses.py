import pytest
import torch

from ltcore.bench.eager_losses import RIVALS
from ltcore.bench.losses import value_pair
from ltcore.methods import parts
from ltcore.methods.base import Loss


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_both_sides_of_the_comparison_compute_the_same(rival):
    rng = torch.Generator().manual_seed(1)
    ours, eager = value_pair(rival, 7, torch.device("cpu"))
    logits = torch.randn(20, 7, generator=rng, requires_grad=True)
    targets = torch.randint(7, (20,), generator=rng)
    values = ours(logits, targets), eager(logits, targets)
    torch.testing.assert_close(*values)
    gradients = [torch.autograd.grad(value, logits)[0] for value in values]
    torch.testing.assert_close(*gradients, rtol=1e-5, atol=1e-6)


def test_every_loss_that_the_parts_offer_is_measured():
    offered = {kind for kind in vars(parts).values() if isinstance(kind, type)}
    losses = {kind for kind in offered if issubclass(kind, Loss) and kind is not Loss}
    assert {type(rival.loss) for rival in RIVALS} == losses
