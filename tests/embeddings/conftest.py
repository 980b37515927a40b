import sys
import time

import numpy as np
import pytest

from ltcore.embeddings import MapJob, TsneSpec

PREAMBLE = """
import sys, time
from pathlib import Path
import numpy as np
from ltcore.embeddings.folder import MapFolder
from ltcore.embeddings.jobs import changing
folder = MapFolder(Path(sys.argv[-1]))
with (folder.path / "starts").open("a") as file:
    file.write("started\\n")
"""
WORKERS = {
    # Computes nothing, and ends when the test lets it.
    "patient": """
while not (folder.path / "go").exists():
    time.sleep(0.01)
folder.write_result(np.zeros((len(folder.read_request().features), 2), dtype=np.float32))
with changing(folder.path.parent):
    folder.write_status(folder.read_status().ended("finished", ""))
""",
    # Deaf to every request, as a library in the middle of a compilation is.
    "deaf": """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
(folder.path / "deaf").touch()
time.sleep(60)
""",
    "dying": "sys.exit(9)",
}


@pytest.fixture
def clusters():
    """Make features (n, 8), float32, of three distant classes, and their labels."""

    def make(n=60, seed=0):
        generator = np.random.default_rng(seed)
        labels = np.arange(n) % 3
        centres = 20 * np.eye(3, 8)
        return (centres[labels] + generator.normal(size=(n, 8))).astype(np.float32), labels

    return make


@pytest.fixture
def wait_for():
    def wait(condition, seconds=60.0):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)

    return wait


@pytest.fixture
def worker_code():
    """The program of a worker of one of the kinds above."""
    return lambda kind: PREAMBLE + WORKERS[kind]


@pytest.fixture
def root(tmp_path):
    return tmp_path / "maps"


@pytest.fixture
def small():
    """Settings of the smallest t-SNE."""
    return TsneSpec(perplexity=5, early=10, iterations=50)


@pytest.fixture
def start(root, clusters, small, worker_code, monkeypatch):
    """Start a map with a worker of a kind: start("patient"); what is left alive is cancelled at the end."""
    started = []

    def begin(kind=None, n=60, spec=small):
        if kind is not None:
            command = (sys.executable, "-c", worker_code(kind))
            monkeypatch.setattr("ltcore.embeddings.jobs.WORKER_COMMAND", command)
        job = MapJob.start(clusters(n)[0], spec, root)
        started.append(job)
        return job

    yield begin
    for job in started:
        job.cancel()
