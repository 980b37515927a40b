"""What starts workers on the machines of a shared root: lines for ssh, and a script for Slurm.

A starter starts ``ltlab queue --stay`` and nothing else: from then on the machines agree through the root.
"""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

QUEUE = ("-m", "ltcore.cli", "queue", "--stay")
HOST = re.compile(r"(?!-)[A-Za-z0-9_.@:%-]{1,255}")
"""A name or address for ssh, perhaps with a user; never an option of ssh."""
NOTICE_SECONDS = 120
"""Seconds that Slurm leaves a task to save a checkpoint before it is killed."""


def queue_command(python: str, root: Path, jobs: int | str) -> list[str]:
    """Return the command that works on a root until nothing is left to do on any machine.

    Args:
        python: with Long-Tail Lab installed.
        root: folder of the runs, absolute.
        jobs: runs at the same time, or "auto".

    Example:
        >>> " ".join(queue_command("python", Path("/nas/runs"), 2))
        'python -m ltcore.cli queue --stay --jobs 2 --runs /nas/runs'
    """
    return [python, *QUEUE, "--jobs", str(jobs), "--runs", str(root)]


def ssh_command(host: str, python: str, root: Path, jobs: int | str) -> list[str]:
    """Return what starts a worker on another machine, where it goes on when ssh has ended.

    Args:
        host: as ssh knows it.
        python: path on that machine.
        root: folder of the runs on that machine, absolute.
        jobs: runs at the same time, or "auto".

    Raises:
        ValueError: the host cannot be the name of one.

    Example:
        >>> print(ssh_command("anna@lab-2", "python", Path("/nas/runs"), "auto")[-1])  # doctest: +ELLIPSIS
        nohup python -m ltcore.cli queue ... --runs /nas/runs >> /nas/runs/queue-anna@lab-2.log 2>&1 < ...
    """
    if not HOST.fullmatch(host):
        raise ValueError(
            f"{host[:80]!a} is not a host that ssh could know. Give names such as lab-2 or anna@10.0.0.7"
        )
    log = shlex.quote(str(root / f"queue-{host}.log"))
    line = shlex.join(queue_command(python, root, jobs))
    return ["ssh", host, f"nohup {line} >> {log} 2>&1 < /dev/null &"]


def sbatch_script(
    count: int, python: str, root: Path, jobs: int | str, lines: Sequence[str]
) -> str:
    """Return a script for Slurm's sbatch: an array of workers, which hand their runs back when preempted.

    Args:
        count: tasks of the array, at least 1.
        python: path on the nodes.
        root: folder of the runs on the nodes, absolute.
        jobs: runs at the same time in each task, or "auto".
        lines: further options of sbatch, such as "--gres=gpu:1".
    """
    options = [
        "--job-name=ltlab",
        f"--array=1-{count}",
        "--requeue",
        f"--signal=B:TERM@{NOTICE_SECONDS}",
        "--open-mode=append",
        f"--output={shlex.quote(str(root / 'queue-%A_%a.log'))}",
        *lines,
    ]
    return "\n".join(
        [
            "#!/bin/bash",
            *(f"#SBATCH {option}" for option in options),
            "# A folder of its own makes each task a machine of its own, also of two on one node.",
            'export TMPDIR="$(mktemp -d)"',
            "# Told to stop, a worker saves a checkpoint, and the run waits for another one.",
            f"exec {shlex.join(queue_command(python, root, jobs))}",
            "",
        ]
    )
