"""Start, watch and stop training: the only things a page does to the world outside it.

Runs belong to worker processes of their own; a page that is closed, or a server that stops, changes
nothing for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboard import loaders
from ltcore.config import RunConfig
from ltcore.runs import RunError
from ltcore.sweeps import enqueue, start_queue_detached


@dataclass(frozen=True)
class Started:
    """What became of the runs that were asked for.

    Attributes:
        finished: ids of those that are finished already.
        refused: id -> why, for those that are damaged and cannot be queued.
    """

    finished: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def start(configs: Sequence[RunConfig]) -> Started:
    """Queue the runs and see that a queue is at work; a run that is there already is not made twice.

    Raises:
        OSError: the runs folder cannot be written.
    """
    store = loaders.own_store()
    started = Started()
    for config in configs:
        try:
            if not enqueue(store, [config]):
                started.finished.append(config.run_id)
        except (RunError, OSError) as error:
            if not store.root.is_dir():
                raise
            started.refused[config.run_id] = str(error)
    start_queue_detached(store.root)
    return started


def resume(run_id: str) -> None:
    """Queue a run that was cancelled, failed or lost; it goes on from its last checkpoint.

    Raises:
        RunError: the run is gone or damaged.
        OSError: the runs folder cannot be written.
    """
    store = loaders.own_store()
    record = store.load(run_id)
    if record.config is not None:
        enqueue(store, [record.config])
        start_queue_detached(store.root)


def cancel(run_id: str) -> None:
    """Ask a run to stop; it writes a checkpoint first.

    Raises:
        RunError: the run is gone or damaged.
        OSError: its folder cannot be written.
    """
    loaders.own_store().cancel(run_id)
