"""Start, watch and stop training: the only things a page does to the world outside it.

Runs belong to worker processes of their own; a page that is closed, or a server that stops, changes
nothing for them.
"""

import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from dashboard.shell import loaders
from ltcore.config import RunConfig
from ltcore.runs import RunError, forkable
from ltcore.runs.naming import name_run
from ltcore.sweeps import Standby, queue_again, start_queue_detached


@dataclass(frozen=True)
class Started:
    """What became of the runs that were asked for.

    Attributes:
        run_ids: of all, in the order in which they are trained.
        finished: ids of those that are finished already, the shipped ones among them.
        refused: id -> why, for those that cannot be read or written and so are not queued.
    """

    run_ids: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    refused: dict[str, RunError | OSError] = field(default_factory=dict)


def start(configs: Sequence[RunConfig], shipped: Collection[str] = ()) -> Started:
    """Queue the runs and see that a queue is at work; a run that is there already is not made twice.

    Args:
        configs: the runs; the first seed of every method is trained before the second of any.
        shipped: ids of those among them that a run of the lab answers: they count as done.

    Raises:
        OSError: the runs folder cannot be written.
    """
    store = loaders.own_store()
    started = Started()
    for config in by_seed(configs):
        run_id = config.run_id
        if run_id in shipped:
            started.finished.append(run_id)
            started.run_ids.append(run_id)
            continue
        try:
            folder = store.create(config)
            run_id = folder.id
            if not queue_again(folder, together=config.train.together):
                started.finished.append(run_id)
        except (RunError, OSError) as error:
            if not store.root.is_dir():
                raise
            started.refused[run_id] = error
        started.run_ids.append(run_id)
    if len(shipped) < len(started.run_ids):
        _start_queue(store.root)
    return started


def by_seed(configs: Iterable[RunConfig]) -> list[RunConfig]:
    """Return runs in the order in which they are trained: whoever watches sees every method soon.

    Example:
        >>> runs = [RunConfig(method={"name": name}, seed=seed) for name in ("erm", "drw") for seed in (0, 1)]
        >>> [(run.method.name, run.seed) for run in by_seed(runs)]
        [('erm', 0), ('drw', 0), ('erm', 1), ('drw', 1)]
    """
    return sorted(configs, key=lambda config: config.seed)


def resume(run_id: str) -> None:
    """Queue a run that was cancelled, failed or lost; it goes on from its last checkpoint.

    Raises:
        RunError: the run is gone or damaged.
        OSError: the runs folder cannot be written.
    """
    store = loaders.own_store()
    record = store.load(run_id)
    if record.config is not None:
        queue_again(record.folder)
        _start_queue(store.root)


def fork(run_id: str) -> str:
    """Queue a new run that starts from the last weights of another, with its settings; return its id.

    Raises:
        RunError: the run is gone or damaged.
        StartError: it has no weights, or is at work.
        OSError: the new run cannot be written.
    """
    store = loaders.own_store()
    config = store.load(run_id).folder.read_config().model_copy(update={"fork": run_id, "name": ""})
    forkable(store, config)
    started = start([config])
    for error in started.refused.values():
        raise error
    return started.run_ids[0]


def work_on_queue() -> None:
    """See that somebody works on what is queued.

    Raises:
        OSError: the runs folder cannot be written.
    """
    _start_queue(loaders.own_store().root)


def cancel(run_id: str) -> None:
    """Ask a run to stop; it writes a checkpoint first.

    Raises:
        RunError: the run is gone or damaged.
        OSError: its folder cannot be written.
    """
    loaders.own_store().cancel(run_id)


def delete(run_id: str) -> str:
    """Move a run to the trash; return what it is called there.

    Raises:
        RunError: the run is gone already, or in training.
        OSError: its folder cannot be moved.
    """
    return loaders.own_store().delete(run_id).name


def restore(name: str) -> str:
    """Bring a run back from the trash and return its id.

    Args:
        name: what it is called there.

    Raises:
        RunError: it is not in the trash, or there is a run of this id again.
        OSError: its folder cannot be moved.
    """
    return loaders.own_store().trash.restore(name)


def rename(run_id: str, name: str) -> None:
    """Give a run another name; empty takes it away.

    Raises:
        RunError: the run is gone, damaged or in training, or the name is too long.
        OSError: its folder cannot be written.
    """
    name_run(loaders.own_store().load(run_id).folder, name)


def get_ready() -> None:
    """Have a warm process wait for the next start, where ``ltlab dashboard`` has said for how long."""
    with contextlib.suppress(OSError):  # without it a start takes longer, and nothing else
        _standby().get_ready()


def _start_queue(root: Path) -> None:
    start_queue_detached(root, template=_standby().ready())


@st.cache_resource(show_spinner=False)
def _standby() -> Standby:
    """Return what waits on behalf of this server."""
    return Standby()
