"""Start, watch and stop training: the only things a page does to the world outside it.

Runs belong to worker processes of their own; a page that is closed, or a server that stops, changes
nothing for them.
"""

from collections.abc import Sequence

from dashboard import loaders
from ltcore.config import RunConfig
from ltcore.sweeps import enqueue, start_queue_detached


def start(configs: Sequence[RunConfig]) -> list[str]:
    """Queue the runs and see that a queue is at work; a run that is there already is not made twice.

    Returns:
        The run ids, in the order of ``configs``.

    Raises:
        OSError: the runs folder cannot be written.
    """
    store = loaders.own_store()
    enqueue(store, configs)
    start_queue_detached(store.root)
    return [config.run_id for config in configs]


def resume(run_id: str) -> None:
    """Queue a run that was cancelled, failed or lost; it goes on from its last checkpoint.

    Raises:
        RunError: the run is gone or damaged.
        OSError: the runs folder cannot be written.
    """
    record = loaders.own_store().load(run_id)
    if record.config is not None:
        start([record.config])


def cancel(run_id: str) -> None:
    """Ask a run to stop; it writes a checkpoint first.

    Raises:
        RunError: the run is gone or damaged.
        OSError: its folder cannot be written.
    """
    loaders.own_store().cancel(run_id)
