"""Weights of a finished run, as the start of another one."""

from collections.abc import Mapping

from torch import Tensor

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.models.network import Network
from ltcore.runs import RunRecord, RunStore, UnknownRunError


class StartError(ValueError):
    """The run to start from is not there, not finished, or of another kind; the message says which."""


def start_from(network: Network, run_id: str, *, store: RunStore, config: RunConfig) -> None:
    """Give a network the weights that a finished run ended with (its moving average where it kept one).

    The head is taken over where it has the same shape; a method that needs it says so itself.

    Args:
        network: fresh, of this run.
        run_id: the run to start from.
        store: the runs beside this one.
        config: settings of this run; data and network must be those of the other.

    Raises:
        StartError: there is no such run, or it does not fit; the message names the way out.
        DamagedRunError: it cannot be read.
        CheckpointError: its checkpoints are damaged.
    """
    record = _known(run_id, store)
    if record.config is None or record.shown_state != "finished":
        what = "an import" if record.config is None else record.shown_state
        raise StartError(
            f"run {run_id} is {what}: start from a run that was trained here to its end"
        )
    _check_same_kind(record.config, config, run_id)
    checkpoint = read_checkpoint(record.folder.path / "checkpoint")
    if checkpoint is None:
        raise StartError(
            f"run {run_id} has no checkpoint (the demo runs are kept without): train it again with "
            f"`ltlab train`, or leave out --from-run to train the features first"
        )
    weights = checkpoint.part("average.module") or checkpoint.part("model")
    network.backbone.load_state_dict(_below("backbone", weights))
    head = _below("head", weights)
    if shapes(head) == shapes(network.head.state_dict()):
        network.head.load_state_dict(head)
    elif config.method.recipe.retraining and config.method.recipe.retraining.kind in (
        "lws",
        "tau_norm",
    ):
        raise StartError(
            f"run {run_id} ended with another kind of classifier, but {config.method.name} corrects a linear "
            "one: start from a run with a linear head, or use crt or ncm"
        )


def shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """Return name -> shape."""
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def _known(run_id: str, store: RunStore) -> RunRecord:
    try:
        return store.load(run_id)
    except UnknownRunError as error:  # a setting that is wrong, and no fault of ours
        raise StartError(f"cannot start from another run: {error}") from error


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    start = f"{prefix}."
    return {k.removeprefix(start): v for k, v in tensors.items() if k.startswith(start)}


def _check_same_kind(other: RunConfig, own: RunConfig, run_id: str) -> None:
    for what, one, two in (
        ("data settings", other.data, own.data),
        ("network", (other.model.name, other.model.width), (own.model.name, own.model.width)),
    ):
        if one != two:
            raise StartError(
                f"run {run_id} has other {what} ({one}) than this one ({two}): give both the same"
            )
