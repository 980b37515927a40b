"""The network that a stage begins with."""

from collections.abc import Sequence
from pathlib import Path

import torch

from ltcore.config import RunConfig
from ltcore.engine.seeding import RESHAPE, WEIGHTS, seeded
from ltcore.engine.starting import fork_from, start_from
from ltcore.models import build_model
from ltcore.models.network import Network
from ltcore.runs import RunStore
from ltcore.training import Stage
from ltcore.types import Task


def fresh_network(
    config: RunConfig, task: Task, stages: Sequence[Stage], index: int, *, root: Path | None
) -> Network:
    """Return the network as a stage begins with it, without what earlier stages have learnt.

    It has the shape that they have given it, so that a checkpoint of the stage fits.

    Args:
        config: settings of the run.
        task: names, counts and input shape.
        stages: of the run.
        index: number of the stage.
        root: folder of all runs, where the one to start from lies; None leaves its weights out.

    Raises:
        StartError: the run to start from does not fit.
        DamagedRunError: it cannot be read.
    """
    first = max(i for i in range(index + 1) if i == 0 or stages[i].initial_weights == "fresh")
    with seeded(WEIGHTS, config.seed, first):
        network = build_model(
            config.model.name,
            input_shape=task.input_shape,
            n_classes=task.n_classes,
            head=config.head,
            width=config.model.width,
        )
    network = network.to(memory_format=torch.channels_last)
    stages[first].method.start(network)
    if root is not None and config.fork and first == 0:
        fork_from(network, store=RunStore(root), config=config)
    elif root is not None and (run_id := stages[first].start_from):
        start_from(network, run_id, store=RunStore(root), config=config)
    for number in range(first, index + 1):
        reshape(network, stages[number], seed=config.seed, index=number)
    return network


def reshape(network: Network, stage: Stage, *, seed: int, index: int) -> None:
    """Change a network as its stage wants it, by random numbers of that stage alone."""
    with seeded(RESHAPE, seed, index):
        stage.reshape(network)
