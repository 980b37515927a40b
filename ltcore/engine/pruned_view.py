"""What a pruned copy of a network makes of examples, once its batch norm has seen some of them."""

import math

import numpy as np
import torch
from numpy.typing import NDArray

from ltcore.batches.loader import Loader
from ltcore.models.network import Network
from ltcore.models.pruned_branch import PrunedBranch
from ltcore.samplers import PermutationStream

BATCH = 256
SETTLING_BATCHES = 50
"""So many batches move the statistics of batch norm to those of the pruned network."""


@torch.no_grad()
def settled_branch(network: Network, loader: Loader, share: float) -> PrunedBranch:
    """Return the pruned branch of a network, with batch-norm statistics of its own on these examples.

    Args:
        network: whose parameters and statistics stay as they are.
        loader: of training examples.
        share: of the weights that the branch lacks, in [0, 1).
    """
    branch = PrunedBranch(network, share)
    if not branch.statistics.names:
        return branch
    stream = PermutationStream(len(loader), min(BATCH, len(loader)), key=(0,))
    generator = torch.Generator(loader.labels.device)
    steps = max(SETTLING_BATCHES, math.ceil(len(loader) / stream.batch_size))
    network.train()
    for _, _, (images,) in loader.views(stream, range(steps), generator.manual_seed, ("plain",)):
        branch.features(network, images)
    return branch


@torch.no_grad()
def branch_features(branch: PrunedBranch, network: Network, loader: Loader) -> NDArray[np.float32]:
    """Return the features of all examples under a pruned branch, in their order, float32, shape (N, D).

    Args:
        branch: of ``settled_branch``.
        network: its dense network.
        loader: of the examples.
    """
    network.eval()
    found = [
        branch.features(network, batch.views[0]).float().cpu() for batch in loader.evaluation(BATCH)
    ]
    return np.asarray(torch.cat(found).numpy(), dtype=np.float32)
