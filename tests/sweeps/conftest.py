import sys
import time
from pathlib import Path

import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore

WORKER = """
import json, os, signal, sys, time
from pathlib import Path
import filelock, psutil
behaviour, run_id, option, root = sys.argv[1:]
assert option == "--runs"
folder = Path(root, run_id)
with open(Path(root, "order.txt"), "a") as order:
    order.write(run_id + "\\n")
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


@pytest.fixture
def worker(tmp_path: Path):
    """Return the command of a worker that behaves as told, without training anything."""
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    return lambda behaviour: (sys.executable, str(script), behaviour)


@pytest.fixture
def configs() -> list[RunConfig]:
    return [RunConfig(seed=seed) for seed in range(3)]


@pytest.fixture
def wait_for():
    """Return a function that waits until something holds, and fails the test if it never does."""

    def wait(condition, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "did not happen in time"
            time.sleep(0.02)

    return wait
