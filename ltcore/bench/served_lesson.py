"""A lesson that is served to be measured, and stopped afterwards."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from ltcore.bench.errors import NotMeasuredError

PATIENCE_S = 120


@contextmanager
def served_lesson(lesson: Path, *, hall: bool = False) -> Iterator[tuple[str, int]]:
    """Serve a lesson on a free port; yield its address and its process once the first scene is drawn.

    Args:
        lesson: its file.
        hall: whether phones of this machine may answer.

    Raises:
        NotMeasuredError: it is not served within two minutes.
    """
    ports = [_free_port(), _free_port()]
    here = f"http://127.0.0.1:{ports[0]}"
    command = [sys.executable, "-m", "dashboard.lessons", "serve", str(lesson), "--port", ports[0]]
    doors = ["--hall-host", "127.0.0.1", "--hall-port", ports[1]] if hall else []
    server = subprocess.Popen([*command, *doors], stdout=subprocess.DEVNULL)  # noqa: S603 (our own)
    try:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                asked_json(f"{here}/scenes/0.json")
                break
            except OSError as error:
                if server.poll() is not None or time.monotonic() > until:
                    raise NotMeasuredError(f"the lesson {lesson.name} was not served") from error
                time.sleep(0.2)
        yield here, server.pid
    finally:
        server.terminate()
        server.wait(20)


def asked_json(address: str, method: str = "GET") -> dict[str, Any]:
    """Return what a server of ours answers.

    Raises:
        OSError: it does not.
    """
    with urlopen(Request(address, method=method), timeout=PATIENCE_S) as answer:  # noqa: S310
        told: dict[str, Any] = json.load(answer)
        return told


def written(lesson: str, folder: Path) -> Path:
    """Write a lesson into a folder; return its file."""
    path = folder / "measured.toml"
    path.write_text(lesson, "utf-8")
    return path


def _free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])
