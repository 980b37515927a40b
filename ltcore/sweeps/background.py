"""A queue runner that outlives whoever started it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from ltcore.runs.atomic import make_root
from ltcore.runs.detached import reap, start_detached
from ltcore.sweeps.waiting import mark_start

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
    mark_start(root)
    line = [*command, "--runs", str(root.resolve())]
    process = start_detached(line, root / QUEUE_LOG, in_root=True)
    reap(process)
    return process.pid
