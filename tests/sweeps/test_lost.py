import dataclasses
import os
import signal
import subprocess
import sys
import time

import pytest

from ltcore.config import RunConfig
from ltcore.runs import AlreadyRunningError, run_lock
from ltcore.sweeps import QueueEvent, Workers, enqueue, lost, run_queue
from ltcore.sweeps.lost import is_elsewhere, lost_since
from ltcore.sweeps.runners import has_runner, runner_place

CLAIMS_AND = """
import os, signal, sys
from pathlib import Path
from ltcore.runs import RunFolder, run_lock
folder = RunFolder(Path(sys.argv[3], sys.argv[1]))
with run_lock(folder.path):
    folder.write_status(folder.read_status().claimed())
    {}
"""


@pytest.fixture(autouse=True)
def shared(monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")


@pytest.fixture
def running(store):
    """A run that says that it is running, whose worker gave it back without another word."""
    folder = store.create(RunConfig())
    with run_lock(folder.path):
        folder.write_status(folder.read_status().claimed())
        assert is_elsewhere(folder)
        assert lost_since(folder) is None
    return folder


def test_a_run_that_was_given_back_is_its_runners_for_a_lease(running, monkeypatch):
    assert lost_since(running) is None
    status = running.path / "status.json"
    old = time.time() - 61
    os.utime(status, (old, old))
    assert lost_since(running) == 1
    finished = dataclasses.replace(running.read_status(), state="finished")
    running.write_status(finished)
    os.utime(status, (old, old))
    assert lost_since(running) is None


def test_a_run_that_was_never_claimed_is_no_run_of_a_lost_machine(store):
    folder = store.create(RunConfig())
    folder.write_status(folder.read_status().claimed())
    assert lost_since(folder) is None


def worker(last: str) -> Workers:
    return Workers((sys.executable, "-c", CLAIMS_AND.format(last)), None)


@pytest.mark.parametrize(
    ("last", "end", "message"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "failed", "killed by signal 9"),
        ("os._exit(7)", "failed", "the worker ended with code 7"),
        ("os._exit(4)", "taken", ""),
    ],
)
def test_a_runner_that_saw_its_worker_die_waits_for_no_lease(store, last, end, message):
    (run_id,) = enqueue(store, [RunConfig()])
    events: list[QueueEvent] = []
    assert run_queue(store, workers=worker(last), on_event=events.append) == {run_id: end}
    status = store.load(run_id).folder.read_status()
    assert status.state == ("running" if end == "taken" else end)
    assert message in status.message
    if end == "taken":
        assert "another machine has taken it over" in events[-1].message


def test_a_run_that_another_machine_has_begun_is_not_written_to(store, monkeypatch):
    (run_id,) = enqueue(store, [RunConfig()])
    folder = store.load(run_id).folder
    monkeypatch.setattr(
        "ltcore.sweeps.queue._is_taken", lambda _: False
    )  # it was not, a moment ago
    with run_lock(folder.path):
        before = (folder.path / "status.json").read_bytes()
        run_queue(store, workers=Workers(("/no/such/program",), None))
        assert (folder.path / "status.json").read_bytes() == before


def test_each_machine_has_one_runner(store, tmp_path, monkeypatch):
    store.root.mkdir()
    assert not has_runner(store.root)
    with runner_place(store.root, wait=0):
        assert has_runner(store.root)
        with (
            pytest.raises(AlreadyRunningError, match="on this machine"),
            runner_place(store.root, wait=0),
        ):
            pytest.fail("two runners of a machine")
        (tmp_path / "other").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "other"))
        with runner_place(store.root, wait=0):
            assert has_runner(store.root)
        assert has_runner(store.root)
    assert not has_runner(store.root)
    assert store.ids() == []


def test_a_runner_that_was_killed_keeps_nobody_waiting(store, monkeypatch):
    """The lock of this machine says that it is dead; others believe its claim for a lease."""
    store.root.mkdir()
    monkeypatch.setattr("ltcore.runs.claims.claim.Claim.release", lambda _: None)
    with runner_place(store.root, wait=0):
        pass
    assert has_runner(store.root)
    with runner_place(store.root, wait=0):
        assert has_runner(store.root)


def test_three_workers_in_a_row(running, monkeypatch):
    monkeypatch.setattr(lost, "standing_of_run", lambda _: lost_standing(2))
    assert lost_since(running) is None
    assert running.read_status().state == "failed"
    assert "3 workers in a row" in running.read_status().message


def lost_standing(before: int):
    from ltcore.runs.claims import Standing

    return Standing(number=3, is_held=True, dead_in=0.0, lost=before)


def test_two_workers_in_a_row(running, monkeypatch):
    monkeypatch.setattr(lost, "standing_of_run", lambda _: lost_standing(1))
    assert lost_since(running) == 3
    assert running.read_status().state == "running"


STOPPED = """
import sys
from ltcore.runs import RunStore
from ltcore.sweeps import QueueEvent, Workers, run_queue
try:
    run_queue(RunStore(sys.argv[1]), workers=Workers((sys.executable, "-c", sys.argv[2]), None), stays=True)
except KeyboardInterrupt:
    sys.exit(130)
"""
OBEYS = """
while not folder.cancel_requested():
        time.sleep(0.02)
    folder.write_status(folder.read_status().ended("cancelled", "saved"))
"""


def test_a_machine_that_is_told_to_stop_hands_its_runs_back(store, wait_for):
    first, second = enqueue(store, [RunConfig(seed=seed) for seed in range(2)])
    code = "import time" + CLAIMS_AND.format(OBEYS.strip())
    command = [sys.executable, "-c", STOPPED, str(store.root), code]
    with subprocess.Popen(command) as process:
        wait_for(lambda: store.load(first).folder.read_status().state == "running")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    for run_id in (first, second):
        folder = store.load(run_id).folder
        assert folder.read_status().state == "queued"
        assert not folder.cancel_requested()
        assert not is_elsewhere(folder)
    assert store.load(first).folder.read_status().attempt == 1
