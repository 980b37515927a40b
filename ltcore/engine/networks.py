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


def stage_network(
    config: RunConfig,
    task: Task,
    stages: Sequence[Stage],
    index: int,
    *,
    previous: Network | None,
    root: Path | None,
) -> tuple[Network, bool]:
    """Return the network that a stage begins with, and whether its head was drawn for this stage.

    Args:
        config: settings of the run.
        task: names, counts and input shape.
        stages: of the run.
        index: number of the stage.
        previous: the network that the stage before ended with; None where the run begins or is resumed here.
            Without it the network has the shape that earlier stages gave it, so that a checkpoint of the
            stage fits, but nothing of what they have learnt.
        root: folder of all runs, where the one to start from lies; None leaves its weights out.

    Raises:
        StartError: the run to start from does not fit.
        CheckpointError: its checkpoints are damaged.
    """
    stage = stages[index]
    if previous is None or stage.initial_weights != "previous":
        network, new_head = _fresh_network(config, task, stages, index, root)
    else:
        network, new_head = previous, False
        _reshape(network, stage, seed=config.seed, index=index)
    return network, new_head or stage.new_head


def _fresh_network(
    config: RunConfig, task: Task, stages: Sequence[Stage], index: int, root: Path | None
) -> tuple[Network, bool]:
    first = max(i for i in range(index + 1) if i == 0 or stages[i].initial_weights != "previous")
    with seeded(WEIGHTS, config.seed, first):
        network = build_model(
            config.model.name,
            input_shape=task.input_shape,
            n_classes=task.n_classes,
            head=config.head,
            width=config.model.width,
        )
    network = network.to(memory_format=torch.channels_last)
    head_is_taken = False
    if root is not None and config.fork and first == 0:
        head_is_taken = fork_from(network, store=RunStore(root), config=config)
    elif root is not None and (run_id := stages[first].start_from):
        head_is_taken = start_from(network, run_id, store=RunStore(root), config=config)
    for number in range(first, index + 1):
        _reshape(network, stages[number], seed=config.seed, index=number)
    return network, not head_is_taken


def _reshape(network: Network, stage: Stage, *, seed: int, index: int) -> None:
    """Change a network as its stage wants it, by random numbers of that stage alone."""
    with seeded(RESHAPE, seed, index):
        stage.reshape(network)
