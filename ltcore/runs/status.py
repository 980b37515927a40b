"""The state of a run: what its worker last wrote, and what that means now."""

import socket
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import psutil
from pydantic import Field, TypeAdapter, ValidationError

from ltcore.runs.reading import damage, read_json
from ltcore.runs.schema.objects import LATEST
from ltcore.runs.strict_json import shown

State = Literal["queued", "running", "finished", "failed", "cancelled"]
ShownState = Literal["queued", "running", "stalled", "lost", "finished", "failed", "cancelled"]
END_STATES: tuple[State, ...] = ("finished", "failed", "cancelled")

STALLED_AFTER = 60.0
"""Seconds without a heartbeat after which a living worker is shown as stalled."""
LOST_AFTER = 600.0
"""Seconds without a heartbeat after which a worker on another machine is taken for dead."""
Moment = Annotated[float, Field(strict=True, ge=0, le=LATEST)]
"""Seconds since 1970."""
Share = Annotated[float, Field(strict=True, ge=0, le=1.000001)]
"""In [0, 1], but for rounding."""
Count = Annotated[int, Field(strict=True, ge=0, lt=2**31)]
Text = Annotated[str, Field(strict=True, max_length=100_000)]
SAME_START = 2.0
"""Seconds by which two readings of one process's start may differ (the clock may be corrected)."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """What a worker last said about its run.

    Attributes:
        state: "queued", "running", "finished", "failed" or "cancelled".
        heartbeat: when this was written, seconds since 1970; for a queued run, its place in the queue.
        pid: process of the worker, 0 where there is none.
        pid_started: when that process started, seconds since 1970; tells a recycled pid.
        booted: when the machine started by the clock of that moment; tells a clock that was changed since.
        host: machine of the worker.
        stage: stage of the training.
        epoch: epoch of the stage that is under way, counted from 1; 0 before the first.
        epochs: epochs of the stage.
        progress: share of the whole run that is done, in [0, 1].
        eta_s: expected seconds to the end, where known.
        message: one sentence for people.
        attempt: how many times a worker has begun this run.
        started: when the process of the last attempt started, its imports still before it; 0 before the
            first. Unlike ``pid_started`` it stays when the run has ended: from it to ``heartbeat`` is what
            the attempt took.
    """

    state: State = "queued"
    heartbeat: Moment = 0.0
    pid: Count = 0
    pid_started: Moment = 0.0
    booted: Moment = 0.0
    host: Text = ""
    stage: Text = ""
    epoch: Count = 0
    epochs: Count = 0
    progress: Share = 0.0
    eta_s: Moment | None = None
    message: Text = ""
    attempt: Count = 0
    started: Moment = 0.0

    def claimed(self) -> "Status":
        """Return this status as the calling process takes the run over: running, next attempt."""
        process = psutil.Process()
        return replace(
            self,
            state="running",
            heartbeat=time.time(),
            pid=process.pid,
            pid_started=process.create_time(),
            booted=psutil.boot_time(),
            host=socket.gethostname(),
            message="",
            attempt=self.attempt + 1,
            started=process.create_time(),
        )

    def ended(self, state: State, message: str) -> "Status":
        """Return this status as its worker leaves the run; there is no process to name any more."""
        return replace(
            self,
            state=state,
            message=message,
            heartbeat=time.time(),
            eta_s=None,
            pid=0,
            pid_started=0.0,
            booted=0.0,
            host="",
        )


STATUS = TypeAdapter(Status)
"""Reads and writes a `Status` as JSON, checking types and ranges."""


def read_status(path: Path) -> Status | None:
    """Return the status in ``path``, None where there is none yet.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is not a status; the message names the field.
    """
    content = read_json(path)
    if content is None:
        return None
    try:
        return STATUS.validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "it"
        said = first["msg"].removeprefix("Input ")
        raise damage(
            path, f"is not a status: {field} is {shown(first['input'])}, it {said}"
        ) from error


def worker_process(status: Status) -> psutil.Process | None:
    """Return the living process that wrote ``status``, or None: gone, recycled or elsewhere.

    A process that took over the number of a dead worker has another start time and is not returned,
    so it can never be signalled.
    """
    if status.pid <= 0 or status.host not in ("", socket.gethostname()):
        return None
    try:
        process = psutil.Process(status.pid)
        same = _same_start(process.create_time(), status)
        alive = same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        # Another user's process: the number was recycled, a worker of ours could be asked.
        return None
    return process if alive else None


def _same_start(started: float, status: Status) -> bool:
    """Return whether a process that started then is the one of the status.

    A clock that is changed moves every start on record, but never the time from boot to start.
    """
    moved = psutil.boot_time() - status.booted if status.booted else 0.0
    return min(abs(started - status.pid_started - by) for by in (0.0, moved)) <= SAME_START


def liveness(status: Status, now: float) -> ShownState:
    """Return the state to show: adds "stalled" (silent but alive) and "lost" (died without a word).

    Args:
        status: what the worker last wrote.
        now: seconds since 1970.

    Example:
        >>> liveness(Status(state="finished"), now=0.0)
        'finished'
        >>> liveness(Status(state="running", pid=2**22 + 1, pid_started=1.0), now=5.0)
        'lost'
    """
    if status.state != "running":
        return status.state
    silent = now - status.heartbeat
    if status.host not in ("", socket.gethostname()):
        return "lost" if silent > LOST_AFTER else "running"
    if worker_process(status) is None:
        return "lost"
    return "stalled" if silent > STALLED_AFTER else "running"
