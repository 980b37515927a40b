"""The state of a run to show, whichever machine works on it."""

import time
from contextlib import suppress
from pathlib import Path

from ltcore.runs.claims.clocks import server_age
from ltcore.runs.claims.of_runs import standing_of_run
from ltcore.runs.sharing import is_shared
from ltcore.runs.status import STALLED_AFTER, ShownState, Status, liveness


def shown_state_of(folder: Path, status: Status) -> ShownState:
    """Return the state of a run to show: on a shared root by its claim and the server's clock.

    Args:
        folder: the run folder.
        status: what its worker last wrote.
    """
    if status.state == "running" and is_shared(folder.parent):
        with suppress(OSError):  # a disk that does not answer says nothing about the worker
            standing = standing_of_run(folder)
            silent = server_age(folder.parent, (folder / "status.json").stat().st_mtime)
            if standing.number:  # none is of a worker that began before the root was shared
                alive: ShownState = "stalled" if silent > STALLED_AFTER else "running"
                return alive if standing.is_alive else "lost"
    return liveness(status, time.time())
