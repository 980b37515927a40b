"""Whether a run can be the start of another one."""

from collections.abc import Iterable, Iterator
from typing import Any

from ltcore.config import RunConfig
from ltcore.config.base import shown
from ltcore.config.commands import for_runs
from ltcore.runs.errors import RunError
from ltcore.runs.finding import renamed
from ltcore.runs.known_files import CHECKPOINT
from ltcore.runs.record import RunRecord
from ltcore.runs.store import RunStore


class StartError(ValueError):
    """The run to start from is not there, not finished, or of another kind; the message says which."""


def startable(store: RunStore, run_id: str, config: RunConfig) -> RunRecord:
    """Return the finished run that another one wants to start from.

    Args:
        store: the runs beside the other one.
        run_id: the run to start from.
        config: settings of the run that wants to; data and network must be the same.

    Raises:
        StartError: there is no such run, or it does not fit; the message names the way out.
    """
    record = _found(store, run_id)
    if record.config is None or record.shown_state != "finished":
        what = "an import" if record.config is None else record.shown_state
        raise StartError(
            f"run {run_id} is {what}: start from a run that was trained here and has finished"
        )
    if differing := list(_differences(record.config, config)):
        raise StartError(
            f"run {run_id} cannot be the start of this one: {'; '.join(differing)}. Give both the same"
        )
    if not _has_checkpoint(record):
        raise StartError(
            f"run {run_id} has no checkpoint (the demo runs are stored without them): train it "
            "again with `ltlab train`, or leave out --from-run to train the features first"
        )
    if config.method.parts.corrects_a_classifier and not _ends_linear(record.config):
        raise StartError(
            f"run {run_id} ended with another kind of classifier, but {config.method.name} corrects a linear "
            "one: start from a run with a linear head, or use crt or ncm"
        )
    return record


def forkable(store: RunStore, config: RunConfig) -> RunRecord:
    """Return the run whose last weights a fork starts from.

    Args:
        store: the runs beside the fork.
        config: settings of the fork; the network must be the same.

    Raises:
        StartError: there is no such run, or it does not fit; the message names the way out.
    """
    record = _found(store, config.fork)
    if record.config is None:
        raise StartError(f"run {config.fork} is an import, which has no weights to start from")
    if record.shown_state in ("queued", "running", "stalled"):
        cancel = for_runs(f"ltlab runs cancel {config.fork}", store.root)
        raise StartError(
            f"run {config.fork} is {record.shown_state}: its weights still change. Cancel it ({cancel}) or "
            "wait until it ends, then fork it"
        )
    pairs = [("model", _network(record.config), _network(config))]
    if differing := list(_named_differences(pairs)):
        raise StartError(
            f"run {config.fork} has another network: {'; '.join(differing)}. Give both the same"
        )
    if not _has_checkpoint(record):
        raise StartError(
            f"run {config.fork} has no checkpoint, so there are no weights to start from: leave "
            "out --fork to start from random weights"
        )
    return record


def _has_checkpoint(record: RunRecord) -> bool:
    return any((record.folder.path / CHECKPOINT).glob("*.json"))


def _found(store: RunStore, run_id: str) -> RunRecord:
    """Return a run by its name, or the one whose settings make that name: it was renamed since."""
    try:
        names = store.ids()
        name = run_id if run_id in names else renamed(store.root, names, run_id)
        return store.load(name or run_id)
    except RunError as error:  # a setting that is wrong, and no fault of ours
        raise StartError(f"cannot start from another run: {error}") from error


def _differences(other: RunConfig, own: RunConfig) -> Iterator[str]:
    """Return a sentence for each setting that decides data or network and is not the same."""
    pairs: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("data", other.data.model_dump(), own.data.model_dump()),
        ("model", _network(other), _network(own)),
    ]
    return _named_differences(pairs)


def _named_differences(
    pairs: Iterable[tuple[str, dict[str, Any], dict[str, Any]]],
) -> Iterator[str]:
    for part, one, two in pairs:
        for name in sorted({**one, **two}):
            if one.get(name) != two.get(name):
                yield f"it has {part}.{name} {shown(one.get(name))}, this one {shown(two.get(name))}"


def _ends_linear(config: RunConfig) -> bool:
    return config.head == "linear" and config.method.parts.has_plain_classifier


def _network(config: RunConfig) -> dict[str, Any]:
    return {"name": config.model.name, "width": config.model.width}
