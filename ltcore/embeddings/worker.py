"""Computes one map from beginning to end, and writes down how it ended."""

import time
import traceback
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.embeddings.folder import MapFolder
from ltcore.embeddings.jobs import changing
from ltcore.embeddings.progress import MapStoppedError, Tell
from ltcore.embeddings.pruning import prune
from ltcore.embeddings.spec import MapRequest, TsneSpec
from ltcore.runs import AlreadyRunningError, RunError, Status, run_lock
from ltcore.runs.locks import exclusive
from ltcore.runs.status import State

TURN_LOCK = "turn.lock"
LOOK_SECONDS = 0.2
"""Seconds between two looks at whether it is this map's turn."""
WAITING_SECONDS = 10.0
"""Seconds between two signs of life of a map that waits; other machines know it by nothing else."""
TELL_SECONDS = 0.25
"""Seconds between two writings of the status; a page looks about once a second."""


def work(folder: MapFolder) -> State:
    """Compute the map of a folder when it is its turn: of one cache, one map is computed at a time.

    Returns:
        "finished", "failed" (the reason is in the status) or "cancelled".

    Raises:
        AlreadyRunningError: another worker has this map.
        RunWriteError: not even the status can be written.
    """
    with run_lock(folder.path):
        root = folder.path.parent
        with changing(root):  # whoever started us has written what we need by then
            status = replace(
                (folder.read_status() or Status()).claimed(), state="queued", message="starting"
            )
            folder.write_status(status)
        end, message = _attempt(folder, status)
        with changing(root):
            folder.drop_features()  # first: on a full disk this is the room for the last word
            folder.write_status(status.ended(end, message))
            prune(root, keep=folder.path.name)
    return end


def _attempt(folder: MapFolder, status: Status) -> tuple[State, str]:
    """Wait for our turn and compute; return the end and what to say about it."""
    try:
        with ExitStack() as held:
            _wait_for_turn(folder, status, held)
            tell = _teller(folder, replace(status, state="running"))
            folder.write_result(_computed(folder.read_request(), tell))
    except MapStoppedError:
        return "cancelled", "cancelled"
    except (RunError, OSError, ValueError) as error:
        return _failed(str(error))
    except Exception as error:  # noqa: BLE001 (whatever a library raises, the page must say it)
        return _failed(f"{type(error).__name__}: {error}")
    return "finished", ""


def _failed(message: str) -> tuple[State, str]:
    """Keep what is being handled in the worker's output, which is the map's log.txt."""
    traceback.print_exc()
    return "failed", message


def _wait_for_turn(folder: MapFolder, status: Status, held: ExitStack) -> None:
    """Take the lock of the cache's one working place into ``held``.

    Raises:
        MapStoppedError: somebody asked us to stop while we waited.
    """
    text, due = "waiting until another map is finished", 0.0
    while not folder.cancel_requested():
        try:
            place = exclusive(folder.path.parent / TURN_LOCK, "a map", timeout=LOOK_SECONDS)
            held.enter_context(place)
        except AlreadyRunningError:
            if time.monotonic() >= due:
                folder.write_status(replace(status, message=text, heartbeat=time.time()))
                due = time.monotonic() + WAITING_SECONDS
        else:
            return
    raise MapStoppedError


def _teller(folder: MapFolder, status: Status) -> Tell:
    """Return what writes the progress a few times a second, and stops the work where asked to."""
    due = 0.0

    def tell(share: float, eta_s: float | None, message: str) -> None:
        nonlocal due
        if folder.cancel_requested():
            raise MapStoppedError
        if share == 0 or time.monotonic() >= due:  # a new stage is always said
            folder.write_status(
                replace(status, progress=share, eta_s=eta_s, message=message, heartbeat=time.time())
            )
            due = time.monotonic() + TELL_SECONDS

    return tell


def _computed(request: MapRequest, tell: Tell) -> NDArray[np.float32]:
    """Return the map; only the library that it needs is loaded.

    Raises:
        ValueError: the library returned a map with values that are not finite.
    """
    spec, features = request.spec, np.asarray(request.features)
    if isinstance(spec, TsneSpec):
        tell(0.0, None, "loading openTSNE")
        from ltcore.embeddings.tsne import tsne_map

        found = tsne_map(features, spec, tell)
    else:
        from ltcore.embeddings.umap_map import umap_map

        found = umap_map(features, spec, tell)
    if not np.isfinite(found).all():
        raise ValueError(f"{_scale(features)}: the map contains values that are not finite")
    return found


def _scale(features: NDArray[np.floating[Any]]) -> str:
    return f"the features lie between {features.min():.4g} and {features.max():.4g}"
