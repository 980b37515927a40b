"""Workers that are killed, stopped, started twice or mistaken for somebody else."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from ltcore.runs import RunStore, Status, liveness
from ltcore.runs.control import kill_worker
from ltcore.runs.status import STALLED_AFTER
from ltcore.sweeps import Workers, enqueue, run_queue

SLOW_WORKER = """
import sys, time
from pathlib import Path
from ltcore.cli import main
from ltcore.engine import worker
from ltcore.engine.trainer import Trainer

step = Trainer._step

def slow(self, state, number, batch):
    time.sleep(0.05 if number < 3 else 0.4)
    step(self, state, number, batch)

Trainer._step = slow
gate = Path(sys.argv[3]) / "gate"
(gate.parent / f"ready-{sys.argv[1]}-{time.time_ns()}").touch()
while not gate.exists():
    time.sleep(0.001)
main(["work", *sys.argv[1:]])
"""
"""The shipped worker, which waits at a gate until it may start and takes its time over each step."""
COMMAND = (sys.executable, "-c", SLOW_WORKER)
SLOW_TEMPLATE = """
import os, socket, sys
from ltcore.engine.warming import import_all
from ltcore.sweeps.template import serve
import_all()
job = serve(socket.socket(fileno=os.dup(0)), idle=60.0)
if job is not None:
    sys.argv[1:] = job.command[1:]
    exec(os.environ["SLOW_WORKER"])
"""
"""A template that forks such workers."""
KINDS = {
    "fresh": Workers(COMMAND, None),
    "warm": Workers(("false",), (sys.executable, "-c", SLOW_TEMPLATE)),
}


@pytest.fixture(autouse=True)
def environment(lab, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(lab.store))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("SLOW_WORKER", SLOW_WORKER)


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def start(store):
    """Start slow workers; what is left of them at the end is killed."""
    started = []

    def begin(folder):
        line = [*COMMAND, folder.id, "--runs", str(store.root)]
        started.append(
            subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def wait_for(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def steps_done(folder):
    return len(list(folder.path.glob("checkpoint/*.json"))) == 2


def test_two_starts_at_the_same_moment(lab, same_bits, store, start):
    config = lab.config("ldam_drw", epochs=1)
    twin = lab.reference(config)
    folder = store.create(config)
    workers = [start(folder) for _ in range(2)]
    wait_for(lambda: len(list(store.root.glob("ready-*"))) == 2)
    (store.root / "gate").touch()
    errors = {worker: worker.communicate(timeout=120)[1] for worker in workers}
    assert sorted(worker.returncode for worker in workers) == [0, 3]
    (turned_away,) = (error for worker, error in errors.items() if worker.returncode == 3)
    assert "another process is already working on" in turned_away
    assert folder.read_status().state == "finished"
    assert folder.read_status().attempt == 1
    same_bits(twin, folder)


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_of_the_queue_is_frozen_thawed_and_killed(lab, same_bits, store, kind):
    config = lab.config("ldam_drw", epochs=3)
    (run_id,) = enqueue(store, [config])
    (store.root / "gate").touch()
    folder = store.load(run_id).folder
    ends = {}
    queue = threading.Thread(target=lambda: ends.update(run_queue(store, workers=KINDS[kind])))
    queue.start()
    try:
        wait_for(lambda: steps_done(folder))
        worker = folder.read_status().pid
        os.kill(worker, signal.SIGSTOP)
        wait_for(lambda: psutil.Process(worker).status() == psutil.STATUS_STOPPED)
        frozen = folder.read_status()
        assert liveness(frozen, frozen.heartbeat + STALLED_AFTER + 1) == "stalled"
        os.kill(worker, signal.SIGCONT)
        wait_for(lambda: folder.read_status().heartbeat > frozen.heartbeat)
        assert store.load(run_id).shown_state == "running"
        os.kill(worker, signal.SIGKILL)
    finally:
        queue.join(60)
    assert ends == {run_id: "failed"}
    status = folder.read_status()
    assert status.state == "failed"
    assert "killed by signal 9" in status.message
    assert "resume" in status.message

    assert enqueue(store, [config]) == [run_id]
    assert lab.work(folder) == "finished"
    assert folder.read_status().attempt == 2
    same_bits(lab.reference(config), folder)


def test_a_worker_that_nobody_watched_is_lost(lab, store, start):
    config = lab.config("ldam_drw", epochs=3)
    folder = store.create(config)
    (store.root / "gate").touch()
    worker = start(folder)
    wait_for(lambda: steps_done(folder))
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    assert folder.read_status().state == "running"  # its last word
    assert store.load(folder.id).shown_state == "lost"
    assert lab.work(folder) == "finished"
    assert store.load(folder.id).shown_state == "finished"


@pytest.fixture
def bystander():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_a_number_that_somebody_else_has_now(lab, store, bystander):
    """The worker died, the machine gave its number away: the new owner must not be touched."""
    config = lab.config()
    folder = store.create(config)
    started = psutil.Process(bystander.pid).create_time() - 100
    booted = psutil.boot_time()
    status = Status(
        state="running",
        heartbeat=time.time(),
        pid=bystander.pid,
        pid_started=started,
        booted=booted,
    )
    folder.write_status(status)
    assert store.load(folder.id).shown_state == "lost"
    assert kill_worker(folder.path, status, grace=0)
    store.cancel(folder.id)
    assert folder.read_status().state == "cancelled"
    assert enqueue(store, [config]) == [folder.id]
    assert bystander.poll() is None
    assert lab.work(folder) == "finished"
    assert bystander.poll() is None


@pytest.mark.parametrize("pid", [-1, 0, 2**31 - 1, 2**70])
def test_a_number_that_no_process_has(store, lab, pid, monkeypatch):
    """Signalling -1 or 0 would reach everybody."""
    monkeypatch.setattr(os, "kill", None)
    monkeypatch.setattr(os, "killpg", None)
    folder = store.create(lab.config())
    status = Status(state="running", heartbeat=time.time(), pid=pid, pid_started=1.0)
    folder.write_status(status)
    (record,) = store.records()
    if 0 <= pid < 2**63:
        assert record.shown_state == "lost"
    else:  # no status that the lab wrote
        assert record.damaged.startswith("status.json")
        assert "pid is" in record.damaged
    assert kill_worker(folder.path, status, grace=0)


@pytest.mark.parametrize("jump", [-86_400.0, 86_400.0])
def test_a_clock_that_jumps_by_a_day_loses_no_run(monkeypatch, jump):
    status = Status().claimed()
    boot = psutil.boot_time()
    # Every start on record is counted from the boot by the clock, so it jumps too.
    platform = sys.modules["psutil._pslinux"] if sys.platform == "linux" else psutil._psplatform
    monkeypatch.setattr(platform, "boot_time", lambda: boot + jump)
    assert liveness(status, status.heartbeat + jump) == ("running" if jump < 0 else "stalled")
    recycled = dataclasses.replace(status, pid_started=status.pid_started - 100)
    assert liveness(recycled, status.heartbeat + jump) == "lost"
