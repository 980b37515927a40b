import sys
import time
from pathlib import Path

import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.sweeps import Workers

WORKER = """
import json, os, signal, sys, time
from pathlib import Path
import filelock, psutil
behaviour, run_id, option, root = sys.argv[1:]
assert option == "--runs"
folder = Path(root, run_id)
with open(Path(root, "order.txt"), "a") as order:
    order.write(run_id + "\\n")
with open(Path(root, "parents.txt"), "a") as parents:
    parents.write(f"{os.getppid()}\\n")
if behaviour == "silent":
    time.sleep(60)
if behaviour == "taken":
    sys.exit(3)
assert folder.is_dir()
with filelock.FileLock(folder / "run.lock", timeout=1):
    status = json.loads((folder / "status.json").read_text())
    status["attempt"] += 1
    status["pid"], status["pid_started"] = os.getpid(), psutil.Process().create_time()
    def write(**changes):
        (folder / "status.tmp").write_text(json.dumps({**status, **changes}))
        (folder / "status.tmp").replace(folder / "status.json")
    write(state="running")
    if behaviour == "quick":
        write(state="finished")
    elif behaviour == "fails":
        write(state="failed", message="loss is not finite")
        sys.exit(1)
    elif behaviour == "vanishes":
        os.kill(os.getpid(), signal.SIGKILL)
    elif behaviour == "exits":
        print("a word in the log", flush=True)
        sys.exit(7)
    elif behaviour == "obeys":
        while not (folder / "control" / "stop").exists():
            time.sleep(0.02)
        write(state="cancelled")
    elif behaviour == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    elif behaviour == "slow":
        time.sleep(0.5)
        write(state="finished")
"""
"""A worker that keeps to the run folder's rules and trains nothing; light, so that it starts at once."""


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


TEMPLATE = """
import os, runpy, socket, sys, threading, time
import filelock, psutil
from ltcore.sweeps.template import serve
script, behaviour = sys.argv[1:3]
if sys.argv[3:] == ["threaded"]:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
idle = float(sys.argv[4]) if sys.argv[3:4] == ["--idle"] else 60.0
job = serve(socket.socket(fileno=os.dup(0)), idle=idle)
if job is not None:
    sys.argv[1:] = [behaviour, *job.command[1:]]
    runpy.run_path(script, run_name="__main__")
"""
"""Forks such workers."""


@pytest.fixture
def kind() -> str:
    """How workers are started unless a test asks for both: each as a process of its own."""
    return "fresh"


@pytest.fixture
def worker(tmp_path: Path, kind: str):
    """Return how a worker that behaves as told is started; it trains nothing."""
    script, template = tmp_path / "worker.py", tmp_path / "template.py"
    script.write_text(WORKER)
    template.write_text(TEMPLATE)

    def workers(behaviour: str) -> Workers:
        own, warm = (
            (sys.executable, str(file), *words, behaviour)
            for file, *words in ((script,), (template, str(script)))
        )
        return Workers(("false",), warm) if kind == "warm" else Workers(own, None)

    return workers


@pytest.fixture
def configs() -> list[RunConfig]:
    return [RunConfig(seed=seed) for seed in range(3)]


@pytest.fixture
def wait_for():
    """Return a function that waits until something holds, and fails the test if it never does."""

    def wait(condition, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "did not happen in time"
            time.sleep(0.02)

    return wait
