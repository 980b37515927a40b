"""Runs that a template forks: the same bits as runs with a process each, and nothing left behind."""

import os
import time

import psutil
import pytest

from ltcore.runs import RunStore
from ltcore.sweeps import Standby, enqueue, run_queue, start_queue_detached


@pytest.fixture(autouse=True)
def environment(lab, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(lab.store))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("LTLAB_WARM", raising=False)


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def wait_for(condition, seconds=120.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_warm_runs_end_with_the_bits_of_fresh_ones(lab, same_bits, store):
    configs = [lab.config(method, epochs=2) for method in ("ldam_drw", "mixup")]
    ids = enqueue(store, configs)
    assert run_queue(store, jobs="auto") == dict.fromkeys(ids, "finished")
    for run_id, config in zip(ids, configs, strict=True):
        folder = store.load(run_id).folder
        same_bits(lab.reference(config), folder)
        environment = folder.read_environment()
        assert environment == lab.reference(config).read_environment()
        log = folder.read_log()
        assert log.count("epoch 2/2") == log.count("attempt 1") == 1
    assert not [each for each in psutil.Process().children() if "warm" in each.cmdline()]


def test_a_server_that_stands_by_starts_a_queue_at_once(lab, same_bits, store, monkeypatch):
    standby = Standby()
    standby.get_ready()
    assert standby.ready() is None  # nobody has said for how long
    monkeypatch.setenv("LTLAB_WARM", "5")
    standby.get_ready()
    wait_for(lambda: standby.is_ready)
    template = standby.ready()
    assert template is not None
    assert template.process is not None
    config = lab.config("erm", epochs=2)
    (run_id,) = enqueue(store, [config])
    runner = psutil.Process(start_queue_detached(store.root, template=template))
    assert os.getsid(runner.pid) == runner.pid
    assert runner.ppid() == template.process.pid
    folder = store.load(run_id).folder
    wait_for(lambda: folder.read_status().state == "finished")
    wait_for(lambda: not runner.is_running())  # reaped
    assert "finished" in (store.root / "queue.log").read_text()
    same_bits(lab.reference(config), folder)

    standby.get_ready()
    assert standby.ready() is template
    monkeypatch.setenv("LTLAB_WARM", "6")  # whatever changes in the environment
    assert standby.ready() is None
    wait_for(lambda: not psutil.pid_exists(template.process.pid))


def test_a_queue_outlives_the_server_that_stood_by(lab, store, monkeypatch):
    monkeypatch.setenv("LTLAB_WARM", "5")
    standby = Standby()
    standby.get_ready()
    wait_for(lambda: standby.is_ready)
    template = standby.ready()
    assert template is not None
    assert template.process is not None
    ids = enqueue(store, [lab.config("erm", epochs=2), lab.config("ldam", epochs=2)])
    start_queue_detached(store.root, template=template)
    standby.close()  # as at the end of the server
    wait_for(lambda: {store.load(run_id).shown_state for run_id in ids} == {"finished"})
    wait_for(lambda: not psutil.pid_exists(template.process.pid))
