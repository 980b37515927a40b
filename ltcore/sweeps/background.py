"""A queue runner that outlives whoever started it."""

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from ltcore.runs.atomic import make_root, open_log
from ltcore.runs.detached import reap, start_detached
from ltcore.sweeps.waiting import mark_start
from ltcore.sweeps.warm import Template, TemplateLostError

QUEUE_COMMAND = (sys.executable, "-m", "ltcore.cli", "queue")
"""What is started; ``--runs`` and the root are added."""
QUEUE_LOG = "queue.log"


def start_queue_detached(
    root: Path, *, command: Sequence[str] = QUEUE_COMMAND, template: Template | None = None
) -> int:
    """Start a process that works on the queue of ``root`` until nothing is queued; return its pid.

    The process has its own session and no terminal: a page that is closed or a server that stops leaves
    it alone. Where a runner is at work already, the new one ends by itself.

    Args:
        root: folder of the runs.
        command: what is started.
        template: forks the process instead, where it can.

    Raises:
        RunWriteError: the root cannot be written.
        OSError: the program cannot be started.
    """
    make_root(root)
    mark_start(root)
    arguments = ["--runs", str(root.resolve())]
    if template is not None:
        with (
            contextlib.suppress(TemplateLostError),
            open_log(root / QUEUE_LOG, in_root=True) as log,
        ):
            return template.fork_runner(["queue", *arguments], log)
    process = start_detached([*command, *arguments], root / QUEUE_LOG, in_root=True)
    reap(process)
    return process.pid
