"""Run folders: what a run is, how far it is, and what it measured, on disk and safe to share."""

from ltcore.runs.errors import (
    AlreadyRunningError,
    ArchiveRefusedError,
    ChangedRunError,
    ClaimLostError,
    DamagedRunError,
    ImportRefusedError,
    NewerRunError,
    NotKeptError,
    OlderRunError,
    RunError,
    RunExistsError,
    RunGoneError,
    RunInUseError,
    RunWriteError,
    UnknownRunError,
)
from ltcore.runs.folder import RunFolder
from ltcore.runs.locks import run_lock
from ltcore.runs.record import RunRecord
from ltcore.runs.starting import StartError, forkable, startable
from ltcore.runs.status import Status, liveness
from ltcore.runs.store import RunStore, default_runs_root

__all__ = [
    "AlreadyRunningError",
    "ArchiveRefusedError",
    "ChangedRunError",
    "ClaimLostError",
    "DamagedRunError",
    "ImportRefusedError",
    "NewerRunError",
    "NotKeptError",
    "OlderRunError",
    "RunError",
    "RunExistsError",
    "RunFolder",
    "RunGoneError",
    "RunInUseError",
    "RunRecord",
    "RunStore",
    "RunWriteError",
    "StartError",
    "Status",
    "UnknownRunError",
    "default_runs_root",
    "forkable",
    "liveness",
    "run_lock",
    "startable",
]
