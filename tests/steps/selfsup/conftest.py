"""A tiny network with batch norm, and batches of two views of images that nobody has a label of."""

import pytest
import torch

from ltcore.batches.batch import Batch
from ltcore.models.convnet import ConvNet
from ltcore.models.heads import LinearHead
from ltcore.models.network import Network

N_IMAGES = 8


@pytest.fixture
def network():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Network(ConvNet(1, 8), LinearHead(8, 3))


@pytest.fixture
def begun(network):
    """Start a method as the loop does, by the same draws each time."""

    def begin(method):
        with torch.random.fork_rng():
            torch.manual_seed(1)
            method.start(network, new_head=True)
        return method

    return begin


@pytest.fixture
def batch_of():
    """Return the batch of a seed: positions, no labels, and two views that are alike."""

    def make(seed=0, index=None, n_views=2):
        generator = torch.Generator().manual_seed(seed)
        images = torch.randn(N_IMAGES, 1, 8, 8, generator=generator)
        noise = torch.randn(n_views, N_IMAGES, 1, 8, 8, generator=generator)
        views = tuple(images + 0.3 * each for each in noise)
        where = torch.arange(N_IMAGES) if index is None else torch.as_tensor(index)
        return Batch(where, torch.full((N_IMAGES,), -1), views)

    return make


@pytest.fixture
def trained(network):
    """Do steps of plain SGD as the loop does; return the losses."""

    def train(method, batches, lr=0.1):
        network.train()
        parameters = [*network.parameters(), *method.parameters()]
        optimiser = torch.optim.SGD([p for p in parameters if p.requires_grad], lr=lr)
        losses = []
        for step, batch in enumerate(batches):
            optimiser.zero_grad(set_to_none=True)
            loss = method.step(network, batch, step / len(batches)).loss
            loss.backward()
            optimiser.step()
            method.after_step(network, step / len(batches))
            losses.append(float(loss.detach()))
        return losses

    return train
