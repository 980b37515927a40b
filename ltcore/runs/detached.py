"""Processes that outlive whoever started them."""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from ltcore.runs.atomic import open_log


def start_detached(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    *,
    in_root: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start a process with its own session and no terminal; call `reap` with it next.

    A page that is closed or a server that stops leaves it alone.

    Args:
        command: what is started, our own.
        log: file that its output is added to.
        environment: its variables, None for ours.
        in_root: whether the log lies in a root of runs, which may be a link.

    Raises:
        RunWriteError: the log cannot be written, or is a link or no plain file.
        OSError: the program cannot be started.
    """
    with open_log(log, in_root=in_root) as output:
        return subprocess.Popen(  # noqa: S603 (our own command, no shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            close_fds=True,
            start_new_session=True,
            env=environment,
        )


def reap(process: "subprocess.Popen[bytes]") -> None:
    """Collect the process when it ends; a long-lived server would otherwise gather zombies.

    Until this is called the process can be looked at, even where it has ended already.
    """
    threading.Thread(target=process.wait, name=f"reap {process.pid}", daemon=True).start()
