"""Queued runs that nobody works on: their queue was killed, by a reboot, a logout or a signal.

A runner holds the queue's lock for as long as it lives, and the system frees the lock however it ends; so
a free lock beside runs that wait means that they wait for nobody.
"""

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from ltcore.runs import (
    RunError,
    RunFolder,
    RunRecord,
    RunStore,
    RunWriteError,
)
from ltcore.runs.atomic import atomic_write_bytes
from ltcore.sweeps.runners import has_runner

QUEUE_STARTED = "queue.started"
"""Written when a runner is started, which takes the lock a little later."""
START_SECONDS = 10.0
"""How long a run may be queued, or a runner may take to begin, before anybody wonders."""


def mark_start(root: Path) -> None:
    """Note that a runner is being started for the queue of ``root``.

    Raises:
        RunWriteError: the root cannot be written.
    """
    atomic_write_bytes(root / QUEUE_STARTED, b"")


def queued_records(store: RunStore) -> list[RunRecord]:
    """Return the queued runs of a store; of the others nothing but the status is read.

    Raises:
        RunError: the root is not a readable folder.
    """
    found = []
    for run_id in store.ids():
        with contextlib.suppress(RunError):  # damaged or just deleted: listings say so
            if RunFolder(store.root / run_id).read_status().state == "queued":
                found.append(store.load(run_id))
    return found


def left_waiting(root: Path, records: Iterable[RunRecord], now: float | None = None) -> list[str]:
    """Return the ids of the queued runs that nobody works on, in the given order.

    Args:
        root: folder of the runs.
        records: runs of that folder.
        now: seconds since 1970, None for this moment.
    """
    now = time.time() if now is None else now
    waiting = [
        record.id
        for record in records
        if record.shown_state == "queued"
        and record.status is not None
        and not 0 <= now - record.status.heartbeat < START_SECONDS
    ]
    attended = bool(waiting) and (_just_started(root, now) or _is_locked(root))
    return [] if attended else waiting


def _just_started(root: Path, now: float) -> bool:
    try:
        return 0 <= now - (root / QUEUE_STARTED).stat().st_mtime < START_SECONDS
    except OSError:
        return False


def _is_locked(root: Path) -> bool:
    try:
        return has_runner(root)
    except RunWriteError:  # what we may not look at says nothing: claim nothing
        return True
