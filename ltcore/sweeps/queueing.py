"""Runs are put into the queue of a root: what carries it out is in ``ltcore.sweeps.queue``."""

import time
from collections.abc import Iterable
from dataclasses import replace

from ltcore.config import RunConfig
from ltcore.runs import AlreadyRunningError, RunFolder, RunStore, run_lock
from ltcore.sweeps.together import replaced


def enqueue(store: RunStore, configs: Iterable[RunConfig]) -> list[str]:
    """Queue runs and return the ids of those that are not finished, in the given order, each once.

    A run is its folder: one that was renamed is found by its settings, and keeps its name.

    A finished run is skipped; one that failed, was cancelled or was lost goes on from its last
    checkpoint; one that is queued or running is left as it is, but for the wish for company.

    Raises:
        DamagedRunError: a run is there, but damaged.
        RunWriteError: the root cannot be written.
    """
    ids = []
    for config in {config.run_id: config for config in configs}.values():
        folder = store.create(config)
        if queue_again(folder, together=config.train.together):
            ids.append(folder.id)
    return ids


def queue_again(folder: RunFolder, *, together: bool | None = None) -> bool:
    """Queue the run of a folder if it has stopped short of its end; return whether it is unfinished.

    Args:
        folder: the run folder.
        together: whether it is to be trained together with others; None leaves that as it is. A run that
            waits with another wish takes a new place in the queue, so that a queue at work reads it again.

    Raises:
        RunError: the run is gone or damaged.
        RunWriteError: its folder cannot be written.
    """
    state = folder.read_status().state
    if state == "finished" or (state == "queued" and not _wants_other(folder, together)):
        return state == "queued"
    try:
        with run_lock(folder.path, timeout=0):
            # Nobody holds the lock: a run that says "running" has lost its worker.
            status = folder.read_status()
            if status.state == "finished":
                return False
            if _wants_other(folder, together):
                folder.write_config(replaced(folder.read_config(), together=bool(together)))
            folder.clear_cancel()
            # Last: what reads the queue finds the run as it is to be trained.
            folder.write_status(
                replace(status, state="queued", heartbeat=time.time(), eta_s=None, message="")
            )
    except AlreadyRunningError:
        return True
    return True


def _wants_other(folder: RunFolder, together: bool | None) -> bool:  # noqa: FBT001 (as above)
    return together is not None and folder.read_config().train.together != together
