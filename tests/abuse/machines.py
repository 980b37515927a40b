"""Machines that share a disk: processes with a folder for temporary files of their own, or a mount namespace."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

CELLS = """
import sys, time
from pathlib import Path
from ltcore.runs import AlreadyRunningError, RunStore, run_lock
store, name = RunStore(sys.argv[1]), sys.argv[2]
refused = 0
with open(Path(sys.argv[3], name), "w") as told:
    while not Path(sys.argv[3], "gate").exists():
        time.sleep(0.01)
    for run_id in store.ids():
        folder = store.load(run_id).folder
        if folder.read_status().state != "queued":
            continue
        try:
            with run_lock(folder.path, timeout=0):
                status = folder.read_status()
                if status.state == "queued":
                    folder.write_status(status.claimed())
                    told.write(f"{run_id}\\n")
                    folder.append_metrics({"stage": name, "epoch": 1})
                    folder.write_status(status.claimed().ended("finished", name))
        except AlreadyRunningError:
            refused += 1
    told.write(f"refused {refused}\\n")
"""
"""Takes every run that nobody has taken, all in the same order, writes down which, and trains nothing."""
SLOW_WORKER = """
import sys, time
from ltcore.cli import main
from ltcore.engine.trainer import Trainer
step = Trainer._step
def slow(self, state, number, batch):
    time.sleep(0.1)
    step(self, state, number, batch)
Trainer._step = slow
main(["work", *sys.argv[1:]])
"""
"""The shipped worker, which takes its time over each step."""
QUICK_WORKER = """
import sys
from ltcore.cli import main
main(["work", *sys.argv[1:]])
"""
MACHINE = """
import sys
from ltcore.runs import RunStore
from ltcore.sweeps import Workers, run_queue
told = lambda event: print(event.run_id, event.kind, flush=True)
workers = Workers((sys.executable, "-c", sys.argv[2]), None)
run_queue(RunStore(sys.argv[1]), workers=workers, on_event=told, stays=True)
"""
"""A machine with a runner, which stays while others are at work."""


def python(code: str, *words: object, **variables: str) -> "subprocess.Popen[str]":
    """Start a program that leads a session of its own, so that it can be killed with its workers."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
        start_new_session=True,
    )


def machine(root: Path, name: str, worker: str = SLOW_WORKER) -> "subprocess.Popen[str]":
    """Start a machine with the folder of a name for its temporary files."""
    temporary = root.parent / f"tmp-{name}"
    temporary.mkdir()
    return python(MACHINE, root, worker, TMPDIR=str(temporary))


def in_namespace(script: str, *words: object) -> "subprocess.Popen[str]":
    """Start a shell script in mounts of its own; skip the test where that is not allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("mounts of one's own need unshare")
    tried = subprocess.run(
        ["unshare", "--mount", "true"], check=False, capture_output=True, text=True, timeout=10
    )
    if tried.returncode:
        pytest.skip(f"mounts of one's own need root: {tried.stderr.strip()}")
    line = ["unshare", "--mount", "sh", "-ec", script, "sh", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline()


def wait_for(condition, seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def content_of(folder: Path) -> dict[str, str]:
    """Return what every file of a folder holds, its claims and all."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
