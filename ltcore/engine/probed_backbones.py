"""The backbones of a run that can be probed: random, pre-trained, and the one that it ended with."""

from collections.abc import Iterator, Mapping
from typing import Literal

import torch
from torch import Tensor

from ltcore.data import LongTailData
from ltcore.engine.checkpoint import Checkpoint, CheckpointError
from ltcore.engine.kept_backbone import read_backbone
from ltcore.engine.networks import stage_network
from ltcore.engine.starting import last_checkpoint
from ltcore.models.network import Network
from ltcore.runs import RunError, RunRecord
from ltcore.runs.known_files import CHECKPOINT
from ltcore.steps import build_stages

Backbone = Literal["random", "pretrained", "final"]


def probed_backbones(
    record: RunRecord, data: LongTailData, device: torch.device
) -> Iterator[tuple[Backbone, Network | None]]:
    """Yield each backbone of a run in a network, None for one that the run does not have.

    Args:
        record: of a finished run.
        data: its examples.
        device: where the network is wanted.

    Raises:
        RunError: the run has no settings, or the file of its backbone is damaged.
        CheckpointError: its checkpoint does not fit.
    """
    config = record.config
    if config is None:
        raise RunError(f"run {record.id} is an import and has no network to probe")
    stages = build_stages(config, data)
    network, _ = stage_network(config, data.task, stages, 0, previous=None, root=None)
    network = network.to(device)
    yield "random", network
    checkpoint = _checkpoint(record)
    # A slim record has no file of the backbone; the last checkpoint carries it as well.
    kept = read_backbone(record.folder) or (checkpoint.part("backbone") if checkpoint else None)
    yield "pretrained", _with(network, kept or None)
    yield "final", _with(network, _final(checkpoint) if checkpoint else None)


def _with(network: Network, weights: Mapping[str, Tensor] | None) -> Network | None:
    if weights is None:
        return None
    try:
        network.backbone.load_state_dict(weights)
    except RuntimeError as error:
        raise CheckpointError(f"the weights do not fit the network of the run: {error}") from error
    return network


def _checkpoint(record: RunRecord) -> Checkpoint | None:
    """Return the last checkpoint of a run; None where it was left behind."""
    try:
        return last_checkpoint(record)
    except CheckpointError:
        if any((record.folder.path / CHECKPOINT).glob("*.json")):
            raise
        return None


def _final(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """Return the backbone that a run ended with."""
    weights = checkpoint.part("average.module") or checkpoint.part("model")
    start = "backbone."
    return {k.removeprefix(start): v for k, v in weights.items() if k.startswith(start)}
