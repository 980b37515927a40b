"""A lesson in a process of its own: shown, drawn to be checked, or written as one file; watched and stopped.

Pages are run there that no reader asked for, so no server that has readers may do it. What a process is
about lies in a folder of the store: whoever asks for the same lesson finds the same process, and it outlives
the page, and the dashboard.
"""

import hashlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil
from pydantic import ValidationError

from ltcore.config.base import Settings
from ltcore.data.store import default_store
from ltcore.lessons.own import opened
from ltcore.runs import Status
from ltcore.runs.atomic import atomic_write_bytes, make_folder, make_root, remove_file
from ltcore.runs.control import ended, signal_group
from ltcore.runs.detached import reap, start_detached
from ltcore.runs.locks import exclusive
from ltcore.runs.status import worker_process

Kind = Literal["serve", "check", "export"]
HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 (phones of the room; only where the reader asks for it)
HALL_PORT = 8503
"""Of the phones where it is free: a port that stays is easier to let through a firewall."""
BEGUN, LOG, LOCK = "begun.json", "log.txt", "change.lock"
PATIENCE = 20.0
"""Seconds to wait while another page starts or stops a process."""
GRACE = 3.0
"""Seconds between asking a process to end and killing it."""
MOST_TOLD = 1_000_000
"""Bytes of a log that are read."""


class Begun(Settings):
    """What was started."""

    pid: int
    """Of the process."""
    started: float
    """When it started, seconds since 1970; tells a number that was given again."""
    booted: float
    """When the machine started."""
    version: str
    """Of the lesson as it was then."""
    host: str = ""
    """Name of its machine."""
    port: int = 0
    """Where the lesson is served; 0: it is not."""
    hall: bool = False
    """Whether phones answer."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a process is.

    Attributes:
        begun: what was started; None: nothing, or it cannot be read.
        is_alive: whether the process is at it.
        is_finished: whether it has done all that it was started for.
        scene: how many scenes are drawn.
        scenes: of how many; 0 where it has not begun.
        problems: what is wrong, a sentence each.
        doubts: what would mislead, a sentence each.
        said: its last words in plain text.
    """

    begun: Begun | None = None
    is_alive: bool = False
    is_finished: bool = False
    scene: int = 0
    scenes: int = 0
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    said: str = ""

    @property
    def seconds_left(self) -> float | None:
        """Expected seconds to the end; None before the first scene is drawn."""
        if self.begun is None or not self.scene:
            return None
        return (time.time() - self.begun.started) / self.scene * (self.scenes - self.scene)


@dataclass(frozen=True)
class Background:
    """What one lesson has one process for.

    Attributes:
        kind: "serve", "check" or "export".
        file: of the lesson.
    """

    kind: Kind
    file: Path

    @property
    def folder(self) -> Path:
        """Where all about it lies."""
        about = f"{socket.gethostname()}\n{self.file.resolve()}"  # machines may share the store
        key = hashlib.sha256(about.encode()).hexdigest()[:16]
        return _root() / f"{self.kind}-{key}"

    @property
    def out(self) -> Path:
        """The file that an export writes."""
        return self.folder / "lesson.html"

    @property
    def pictures(self) -> Path:
        """Where a check keeps the pictures that it has drawn, see `ltcore.lessons.pictures`."""
        return self.folder / "pictures"

    def start(self, *, hall: bool = False) -> None:
        """Start the process unless it is at it.

        Args:
            hall: whether phones in the room may answer, for a lesson that is served.

        Raises:
            AlreadyRunningError: another page has been starting or stopping one for 20 seconds.
            LessonError: the lesson cannot be read.
            OSError: the folder cannot be written, or the process not started.
        """
        with _changing():
            if self.progress().is_alive:
                return
            make_folder(self.folder, in_root=True)
            for left in (self.folder / LOG, self.out):
                remove_file(left)
            version = opened(self.file).version
            port, more = self._about(hall=hall)
            command = [
                sys.executable,
                "-m",
                "dashboard.lessons",
                self.kind,
                str(self.file.resolve()),
            ]
            process = start_detached([*command, *more], self.folder / LOG)
            try:
                begun = Begun(
                    pid=process.pid,
                    started=psutil.Process(process.pid).create_time(),
                    booted=psutil.boot_time(),
                    version=version,
                    host=socket.gethostname(),
                    port=port,
                    hall=hall,
                )
                atomic_write_bytes(self.folder / BEGUN, begun.model_dump_json().encode())
            except BaseException:  # nobody would find it again, to stop it
                os.killpg(process.pid, signal.SIGKILL)
                raise
            finally:
                reap(process)

    def _about(self, *, hall: bool) -> tuple[int, list[str]]:
        """Return the port of a lesson that is served, and the words behind its file."""
        if self.kind != "serve":
            to = [str(self.out)] if self.kind == "export" else ["--pictures", str(self.pictures)]
            return 0, [*to, "--tell"]
        port = free_port(HERE)
        doors = ["--hall-host", EVERYWHERE, "--hall-port", str(free_port(EVERYWHERE, HALL_PORT))]
        return port, ["--port", str(port), *(doors if hall else [])]

    def stop(self) -> None:
        """End the process, with what it has begun; it is gone within a few seconds.

        Raises:
            AlreadyRunningError: another page has been starting or stopping one for 20 seconds.
        """
        with _changing():
            process = _process(_begun(self.folder))
            if process is not None:
                signal_group(process, signal.SIGTERM)
                if not ended(process, GRACE):
                    signal_group(process, signal.SIGKILL)
                    ended(process, GRACE)
            remove_file(self.folder / BEGUN)

    def progress(self) -> Progress:
        """Return how far the process is; a look at two small files."""
        begun = _begun(self.folder)
        if begun is None:
            return Progress()
        is_alive = _process(begun) is not None  # before its words: its last ones are read then
        told, said = self._told()
        last: dict[str, Any] = told[-1] if told else {}
        return Progress(
            begun=begun,
            is_alive=is_alive,
            is_finished=bool(last.get("finished")),
            scene=max((int(one.get("scene", 0)) for one in told), default=0),
            scenes=max((int(one.get("scenes", 0)) for one in told), default=0),
            problems=tuple(str(problem) for one in told for problem in one.get("problems", ())),
            doubts=tuple(str(one["doubt"]) for one in told if one.get("doubt")),
            said=said,
        )

    def is_served(self, begun: Begun) -> bool:
        """Return whether a lesson that was started answers by now."""
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex((HERE, begun.port)) == 0

    def _told(self) -> tuple[list[dict[str, Any]], str]:
        """Return what the process has told, and its last line of plain text."""
        try:
            with (self.folder / LOG).open("rb") as log:
                lines = log.read(MOST_TOLD).decode("utf-8", "replace").splitlines()
        except OSError:
            return [], ""
        told, said = [], ""
        for line in lines:
            try:
                one = json.loads(line) if line.startswith("{") else None
            except ValueError:
                one = None  # half written
            if isinstance(one, dict):
                told.append(one)
            elif line.strip():
                said = line
        return told, said


def served_addresses() -> list[str]:
    """Return where lessons are served now, by whichever page they were started."""
    found = [_begun(folder) for folder in sorted(_root().glob("serve-*"))]
    return [address(begun) for begun in found if begun is not None and _process(begun) is not None]


def address(begun: Begun) -> str:
    """Return what a lecturer opens."""
    return f"http://{HERE}:{begun.port}/"


def free_port(host: str, wanted: int = 0) -> int:
    """Return a port that nobody listens at: the wanted one where it is free, else one of the system's."""
    with socket.socket() as listener:
        try:
            listener.bind((host, wanted))
        except OSError:
            listener.bind((host, 0))
        return int(listener.getsockname()[1])


def _begun(folder: Path) -> Begun | None:
    try:
        return Begun.model_validate_json((folder / BEGUN).read_bytes())
    except (OSError, ValidationError):
        return None


def _process(begun: Begun | None) -> psutil.Process | None:
    if begun is None:
        return None
    return worker_process(
        Status(pid=begun.pid, pid_started=begun.started, booted=begun.booted, host=begun.host)
    )


def _root() -> Path:
    return default_store() / "lessons"


@contextmanager
def _changing() -> Iterator[None]:
    """Hold the right to start and stop processes; for moments only."""
    make_root(_root())
    with exclusive(_root() / LOCK, "the processes of lessons", timeout=PATIENCE):
        yield
