"""A queue runner that outlives whoever started it."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from ltcore.runs.atomic import explained, make_root

QUEUE_COMMAND = (sys.executable, "-m", "ltcore.cli", "queue")
"""What is started; ``--runs`` and the root are added."""
QUEUE_LOG = "queue.log"


def start_queue_detached(root: Path, *, command: Sequence[str] = QUEUE_COMMAND) -> int:
    """Start a process that works on the queue of ``root`` until nothing is queued; return its pid.

    The process has its own session and no terminal: a page that is closed or a server that stops leaves
    it alone. Where a runner is at work already, the new one ends by itself.

    Raises:
        RunWriteError: the root cannot be written.
        OSError: the program cannot be started.
    """
    make_root(root)
    try:
        log = (root / QUEUE_LOG).open("ab")
    except OSError as error:
        raise explained(error, root / QUEUE_LOG, 0) from error
    with log:
        process = subprocess.Popen(  # noqa: S603 (our own command, no shell)
            [*command, "--runs", str(root.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            close_fds=True,
            start_new_session=True,
        )
    # A long-lived server would otherwise collect a zombie per sweep.
    threading.Thread(target=process.wait, name="reap queue runner", daemon=True).start()
    return process.pid
