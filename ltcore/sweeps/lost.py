"""Runs whose machine was switched off, or lost its disk: any runner of a shared root takes them up again."""

import time
from contextlib import suppress
from dataclasses import replace

from ltcore.config.variables import lease_seconds
from ltcore.runs import AlreadyRunningError, RunFolder, Status, run_lock
from ltcore.runs.claims.clocks import server_age
from ltcore.runs.claims.of_runs import standing_of_run

MOST_LOST = 3
"""Workers that may die with a run, one after another, before it counts as failed: it may be its fault."""


def is_elsewhere(folder: RunFolder) -> bool:
    """Return whether another process works on a run of a shared root.

    Raises:
        RunWriteError: its claims cannot be read.
    """
    return standing_of_run(folder.path).is_alive


def lost_since(folder: RunFolder) -> int | None:
    """Return the number of the claim that a run was lost with; None where it was not.

    A run that was lost `MOST_LOST` times in a row fails here.

    Args:
        folder: of a run that says it is running, below a shared root.

    Raises:
        RunError: the run is gone or damaged.
        OSError: its folder cannot be read or written.
    """
    standing = standing_of_run(folder.path)
    if standing.is_alive or not standing.number or not (standing.is_held or _is_silent(folder)):
        return None
    if folder.read_status().state != "running":  # it ended since we read that it runs
        return None
    if standing.is_held and standing.lost + 1 >= MOST_LOST:
        _fail(folder)
        return None
    return standing.number


def _is_silent(folder: RunFolder) -> bool:
    """Return whether a run that was given back has had the time to say how it ended, or its runner for it."""
    written = (folder.path / "status.json").stat().st_mtime
    return server_age(folder.path.parent, written) > lease_seconds()


def _fail(folder: RunFolder) -> None:
    with suppress(AlreadyRunningError), run_lock(folder.path, timeout=0):
        status: Status = folder.read_status()
        message = (
            f"{MOST_LOST} workers in a row ended without an error message (out of memory?); resume "
            "continues from the last checkpoint"
        )
        folder.write_status(replace(status, state="failed", message=message, heartbeat=time.time()))
