"""Weights of a run, as the start of another one."""

from collections.abc import Mapping

from torch import Tensor

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from ltcore.models.network import Network
from ltcore.runs import RunRecord, RunStore, StartError, forkable, startable
from ltcore.runs.known_files import CHECKPOINT


def start_from(network: Network, run_id: str, *, store: RunStore, config: RunConfig) -> bool:
    """Give a network the weights that a finished run ended with (its moving average where it kept one).

    The head is taken over where it has the same parts; a method that needs it refuses a run without.

    Args:
        network: fresh, of this run.
        run_id: the run to start from.
        store: the runs beside this one.
        config: settings of this run; data and network must be those of the other.

    Returns:
        Whether the head was taken over too.

    Raises:
        StartError: there is no such run, or it does not fit; the message names the way out.
        CheckpointError: its checkpoints are damaged.
    """
    record = startable(store, run_id, config)
    return _take_weights(network, last_checkpoint(record))


def fork_from(network: Network, *, store: RunStore, config: RunConfig) -> bool:
    """Give a network the last weights of the run that this one is a fork of.

    They are the moving average where that run kept one. The head is taken over where it has the same
    parts.

    Args:
        network: fresh, of this run.
        store: the runs beside this one.
        config: settings of this run; the network must be that of the other.

    Returns:
        Whether the head was taken over too.

    Raises:
        StartError: there is no such run, or it does not fit; the message names the way out.
        CheckpointError: its checkpoints are damaged.
    """
    try:
        return _take_weights(network, last_checkpoint(forkable(store, config)))
    except RuntimeError as error:
        if isinstance(error, CheckpointError):
            raise
        raise StartError(
            f"the weights of run {config.fork} do not fit: {error}. Give both runs the same network and data "
            "of the same shape"
        ) from error


def last_checkpoint(record: RunRecord) -> Checkpoint:
    """Return the last checkpoint of a run.

    Raises:
        CheckpointError: its last checkpoint is damaged, or it has none.
    """
    checkpoint = read_checkpoint(record.folder.path / CHECKPOINT)
    if checkpoint is None:
        raise CheckpointError(f"run {record.id} has lost its checkpoint")
    if checkpoint.skipped:
        raise CheckpointError(
            f"run {record.id}: {'; '.join(checkpoint.skipped)}. Only an earlier step is left: "
            "restore an intact copy of the last checkpoint, or train the run again"
        )
    return checkpoint


def _take_weights(network: Network, checkpoint: Checkpoint) -> bool:
    weights = checkpoint.part("average.module") or checkpoint.part("model")
    network.backbone.load_state_dict(_below("backbone", weights))
    head = _below("head", weights)
    fits = shapes(head) == shapes(network.head.state_dict())
    if fits:
        network.head.load_state_dict(head)
    return fits


def shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """Return name -> shape."""
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    start = f"{prefix}."
    return {k.removeprefix(start): v for k, v in tensors.items() if k.startswith(start)}
