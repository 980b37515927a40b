"""Maps that are computed in a worker: started once however many ask, watched, cancelled, and kept.

A map lies in a folder that its key names; whoever asks for the same features and settings gets the same
folder. Every step that changes who works on it is taken under one lock of the cache.
"""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import psutil
from numpy.typing import NDArray

from ltcore.data.store import default_store
from ltcore.embeddings.folder import LOG, MapFolder
from ltcore.embeddings.spec import MapRequest, MapSpec
from ltcore.runs import Status, liveness
from ltcore.runs.atomic import make_folder, make_root
from ltcore.runs.control import kill_worker, request_cancel
from ltcore.runs.detached import reap, start_detached
from ltcore.runs.locks import exclusive

MapState = Literal["absent", "waiting", "running", "finished", "failed", "cancelled", "lost"]

WORKER_COMMAND = (sys.executable, "-m", "ltcore.cli", "embed-work")
"""What is started; the folder is added."""
CHANGE_LOCK = "change.lock"
CHANGE_SECONDS = 20.0
"""How long to wait while another process writes its features and starts its worker."""
GRACE = 0.5
"""Seconds between asking a worker to stop, terminating it, and killing it."""
LOST = (
    "the worker ended without an error message: it was killed or ran out of memory. Start it again."
)


@dataclass(frozen=True)
class MapStatus:
    """How far a map is.

    Attributes:
        state: "absent" (never asked for, or damaged), "waiting" (for another map), "running",
            "finished", "failed", "cancelled" or "lost" (its worker died without a word).
        progress: share of the work that is done, in [0, 1].
        eta_s: expected seconds to the end, where known.
        message: one sentence for people; empty where there is nothing to say.
    """

    state: MapState
    progress: float = 0.0
    eta_s: float | None = None
    message: str = ""

    @property
    def is_active(self) -> bool:
        """Whether a worker is at it, so that it is worth looking again."""
        return self.state in ("waiting", "running")


def maps_root() -> Path:
    """Return where maps are kept: the folder ``maps`` in the store of prepared data."""
    return default_store() / "maps"


@dataclass(frozen=True)
class MapJob:
    """One map, known by its key.

    Attributes:
        root: folder of the maps.
        key: of the request, see `MapRequest.key`.
    """

    root: Path
    key: str

    @classmethod
    def start(
        cls, features: NDArray[np.floating[Any]], spec: MapSpec, root: Path | None = None
    ) -> Self:
        """Return the job of this map; its worker is started unless one is at it or the map is there.

        Args:
            features: floating, shape (N, D), finite.
            spec: the method and its settings.
            root: folder of the maps; None takes `maps_root`.

        Raises:
            ValueError: the features cannot be mapped with these settings.
            AlreadyRunningError: another process has held the cache for 20 seconds.
            RunWriteError: the cache cannot be written.
            OSError: the worker cannot be started.
        """
        request = MapRequest(features, spec)
        job = cls(maps_root() if root is None else Path(root), request.key)
        if job._folder.read_result() is None:
            make_root(job.root)
            with changing(job.root):
                now = job.status()
                if not (now.is_active or now.state == "finished"):
                    make_folder(job._folder.path, in_root=True)
                    job._folder.write_request(request)
                    job._folder.write_status(spawn(job._folder.path))
        return job

    def status(self) -> MapStatus:
        """Return how far the map is; a look at two small files."""
        status = self._folder.read_status()
        lost = _is_lost(status)
        if lost:
            status = self._folder.read_status()  # perhaps it had just ended, with a last word
            lost = _is_lost(status)
        # The result last: a worker writes it before it says that it has finished.
        if self._folder.read_result() is not None:
            return MapStatus("finished", progress=1.0)
        if status is None or status.state == "finished":  # finished, but the result is damaged
            return MapStatus("absent")
        if lost:
            return MapStatus("lost", status.progress, message=LOST)
        state: MapState = "waiting" if status.state == "queued" else status.state
        return MapStatus(state, status.progress, status.eta_s, status.message)

    def coordinates(self) -> NDArray[np.float32] | None:
        """Return the map, float32, shape (N, 2); None while it is not there."""
        return self._folder.read_result()

    def cancel(self) -> MapStatus:
        """Stop the worker, for everybody who waits for this map; it is gone within two seconds.

        A map that is finished stays; without a worker nothing happens. A worker on another machine is
        asked, and stops at its next report.

        Raises:
            AlreadyRunningError: another process has held the cache for 20 seconds.
            RunWriteError: the folder cannot be written.
        """
        if not self.status().is_active:
            return self.status()
        with changing(self.root):  # whoever is just starting it has then written down its worker
            status = self._folder.read_status()
        if status is not None:
            request_cancel(self._folder.path)
            kill_worker(self._folder.path, status, grace=GRACE)
        with changing(self.root):
            left = self._folder.read_status()
            if left is not None and self.status().state == "lost":
                self._folder.write_status(left.ended("cancelled", "cancelled"))
                self._folder.drop_features()
            if not self.status().is_active:
                self._folder.clear_cancel()
        return self.status()

    @property
    def _folder(self) -> MapFolder:
        return MapFolder(self.root / self.key)


def _is_lost(status: Status | None) -> bool:
    """Return whether the worker that wrote ``status`` is gone though it had not ended its work."""
    if status is None or status.state not in ("queued", "running"):
        return False
    return liveness(replace(status, state="running"), time.time()) == "lost"


@contextmanager
def changing(root: Path) -> Iterator[None]:
    """Hold the right to change who works on which map below ``root``; for moments only.

    Raises:
        AlreadyRunningError: another process held it for too long.
        RunWriteError: the lock file cannot be made.
    """
    with exclusive(root / CHANGE_LOCK, f"the folder of maps {root}", timeout=CHANGE_SECONDS):
        yield


def spawn(folder: Path) -> Status:
    """Start a worker on the map in ``folder`` that outlives this process, and return its first status.

    Raises:
        RunWriteError: the log cannot be written.
        OSError: the program cannot be started.
    """
    environment = dict(os.environ)
    # On a busy machine threads that wait in a loop take the cores from those they wait for.
    environment.setdefault("OMP_WAIT_POLICY", "passive")
    # Compiled code is kept where we may write, even where the installation is read-only.
    environment.setdefault("NUMBA_CACHE_DIR", str(folder.parent.resolve() / ".compiled"))
    process = start_detached([*WORKER_COMMAND, str(folder.resolve())], folder / LOG, environment)
    started = psutil.Process(process.pid).create_time()
    reap(process)
    return Status(
        state="queued",
        heartbeat=started,
        pid=process.pid,
        pid_started=started,
        booted=psutil.boot_time(),
        host=socket.gethostname(),
        message="starting",
    )
