"""How long readers wait who open one page at once, and what that costs the server."""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.page_latency import percentile
from ltcore.bench.served import Served

SAMPLE_S = 0.1
"""Seconds between two looks at the server's memory and file handles."""


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What was measured of one build on one page.

    Attributes:
        page: its path.
        sessions: how many opened it at once.
        build: "this", or "other".
        alone_s: wait of one session by itself, the first on this page of this server.
        waits_s: connection -> end of the script with its first answer, one per session of all rounds.
        size: bytes that one session was sent.
        peak_memory: of the server, bytes (resident set), the largest so far.
        peak_handles: of the server, file handles, the most so far.
    """

    page: str
    sessions: int
    build: str
    alone_s: float
    waits_s: tuple[float, ...]
    size: int
    peak_memory: int
    peak_handles: int


class Peaks:
    """The largest memory and the most file handles of a process, looked at while it works."""

    def __init__(self, process: int) -> None:
        self.memory = 0
        self.handles = 0
        self._process = psutil.Process(process)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the process inside the block."""
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(SAMPLE_S):
            self.look()
        self.look()

    def look(self) -> None:
        """Take in what the process holds now."""
        self.memory = max(self.memory, self._process.memory_info().rss)
        self.handles = max(self.handles, self._process.num_fds())


def measure_bursts(
    servers: Mapping[str, tuple[Served, Peaks]], path: str, sessions: int, rounds: int
) -> list[Burst]:
    """Open one page many times at once, on each server in turns.

    The order reverses each round, so that whatever else the machine does hits all of them alike.

    Args:
        servers: name of a build -> its server, and what is known of its peaks.
        path: of the page.
        sessions: how many open it at once.
        rounds: how often they do.

    Raises:
        NotMeasuredError: a session had no complete answer.
    """
    alone: dict[str, float] = {}
    waits: dict[str, list[float]] = {build: [] for build in servers}
    sizes: dict[str, int] = {}
    for turn in range(rounds + 1):
        order = list(servers) if turn % 2 == 0 else list(servers)[::-1]
        for build in order:
            server, peaks = servers[build]
            with peaks.watched():
                seen = _opened(server.address, path, sessions if turn else 1)
            if turn:
                waits[build] += [wait["seconds"] for wait in seen]
                sizes[build] = round(statistics.median(wait["size"] for wait in seen))
            else:
                alone[build] = seen[0]["seconds"]
    return [
        Burst(
            page=path,
            sessions=sessions,
            build=build,
            alone_s=alone[build],
            waits_s=tuple(waits[build]),
            size=sizes[build],
            peak_memory=peaks.memory,
            peak_handles=peaks.handles,
        )
        for build, (_, peaks) in servers.items()
    ]


def ratio(ours: Burst, other: Burst) -> float:
    """Return the p95 of this build over that of the other one.

    Example:
        >>> same = {"page": "/", "sessions": 2, "alone_s": 1, "size": 1, "peak_memory": 1, "peak_handles": 1}
        >>> quick = Burst(build="this", waits_s=(0.1, 0.2), **same)
        >>> slow = Burst(build="other", waits_s=(0.5, 0.8), **same)
        >>> ratio(quick, slow)
        0.25
    """
    return percentile(ours.waits_s, 0.95) / percentile(other.waits_s, 0.95)


def _opened(address: str, path: str, sessions: int) -> list[dict[str, float]]:
    found = importlib.util.find_spec("dashboard")
    root = str(Path(found.origin).parents[1]) if found and found.origin else ""
    done = subprocess.run(  # noqa: S603 (our own program, no shell)
        [sys.executable, "-m", "dashboard.serving.sessions", address, path, str(sessions)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seen: list[dict[str, float]] = json.loads(done.stdout)
    troubles = {str(wait["trouble"]) for wait in seen} - {""}
    if troubles:
        raise NotMeasuredError(
            f"{path}: not every one of {sessions} sessions had a complete answer: "
            + "; ".join(sorted(troubles))
        )
    return seen
