"""A dashboard that is started to be measured, and stopped afterwards."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.page_latency import wait_until_up

PATIENCE_S = 60


class Served(NamedTuple):
    """A dashboard that answers: where, and as which process."""

    address: str
    process: int


@contextmanager
def served(python: Sequence[str] = (), runs: Path | None = None) -> Iterator[Served]:
    """Serve the dashboard on a free port.

    Args:
        python: the words that start the Python of another build; () for this one.
        runs: folder of the runs; None for one that is empty, so that the demo runs are all there is.

    Raises:
        NotMeasuredError: it does not answer within a minute.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    # The other build's Python must not be led to this one's modules.
    environment = {
        key: value for key, value in os.environ.items() if not python or key != "PYTHONPATH"
    }
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder, "runs") if runs is None else runs.absolute()
        log = Path(folder, "server.log")
        command = [*(python or [sys.executable]), "-m", "ltcore.cli", "dashboard"]
        with log.open("wb") as output:
            server = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                [*command, "--port", str(port), "--runs", str(shown)],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            if not wait_until_up(address, PATIENCE_S):
                raise NotMeasuredError(
                    f"the dashboard did not answer within {PATIENCE_S} s: {log.read_text()[-500:]}"
                )
            yield Served(address, server.pid)
        finally:
            server.terminate()
            server.wait(20)
