import errno
import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ltcore.embeddings import MapJob, MapRequest, UmapSpec
from ltcore.embeddings import worker as worker_module
from ltcore.embeddings.folder import MapFolder
from ltcore.embeddings.jobs import spawn
from ltcore.embeddings.worker import TURN_LOCK, work
from ltcore.runs import AlreadyRunningError, run_lock
from ltcore.runs.control import request_cancel
from ltcore.runs.locks import exclusive


@pytest.fixture
def asked(root, clusters, small):
    """A map that was asked for and whose worker has not begun."""
    request = MapRequest(clusters()[0], small)
    root.mkdir()
    folder = MapFolder(root / request.key)
    folder.path.mkdir()
    folder.write_request(request)
    return folder


@pytest.fixture
def computes(monkeypatch):
    """Let a function of the request stand for the library."""

    def replace_by(function):
        monkeypatch.setattr(worker_module, "_computed", lambda request, tell: function(tell))

    return replace_by


def status_of(folder):
    return MapJob(folder.path.parent, folder.path.name).status()


def test_a_real_map_is_written_and_its_features_go(asked):
    assert work(asked) == "finished"
    assert status_of(asked).state == "finished"
    assert asked.read_status().attempt == 1
    assert not (asked.path / "features.npy").exists()


def test_a_reason_why_not_is_said(asked, computes, capsys):
    def fail(tell):
        raise MemoryError("no more")

    computes(fail)
    assert work(asked) == "failed"
    status = status_of(asked)
    assert (status.state, status.message) == ("failed", "MemoryError: no more")
    assert "Traceback" in capsys.readouterr().err


def test_a_map_that_is_not_finite_is_a_failure(asked, monkeypatch):
    nowhere = np.full((60, 2), np.nan, dtype=np.float32)
    monkeypatch.setattr("ltcore.embeddings.tsne.tsne_map", lambda *_: nowhere)
    assert work(asked) == "failed"
    assert "features lie between" in status_of(asked).message


def test_a_request_that_lost_its_features_is_a_failure(asked):
    (asked.path / "features.npy").unlink()
    assert work(asked) == "failed"
    assert "Start it again" in status_of(asked).message


def test_a_wish_to_stop_is_seen_at_every_report(asked, computes):
    def two_steps(tell):
        tell(0.2, 8.0, "step 1 of 5")
        request_cancel(asked.path)
        tell(0.4, 6.0, "step 2 of 5")
        raise AssertionError("went on")

    computes(two_steps)
    assert work(asked) == "cancelled"
    assert status_of(asked).state == "cancelled"
    assert asked.read_result() is None


def test_reports_are_written_but_not_each_of_them(asked, computes, monkeypatch):
    seen = []
    write = MapFolder.write_status

    def note(folder, status):
        seen.append(status)
        write(folder, status)

    monkeypatch.setattr(MapFolder, "write_status", note)

    def many_steps(tell):
        for step in range(1000):
            tell(step / 1000, 1.0, f"step {step}")
        return np.zeros((60, 2), dtype=np.float32)

    computes(many_steps)
    work(asked)
    states = [status.state for status in seen]
    assert states[0] == "queued"
    assert "running" in states
    assert states[-1] == "finished"
    assert len(seen) < 100
    running = seen[states.index("running")]
    assert (running.eta_s, running.message) == (1.0, "step 0")


def test_one_map_at_a_time_and_the_next_one_says_that_it_waits(asked, root, computes, wait_for):
    computes(lambda tell: np.zeros((60, 2), dtype=np.float32))
    ends = []
    thread = threading.Thread(target=lambda: ends.append(work(asked)))
    with exclusive(root / TURN_LOCK, "another map"):
        thread.start()
        wait_for(lambda: "another map is finished" in status_of(asked).message)
        assert status_of(asked).state == "waiting"
        time.sleep(0.3)
        assert asked.read_result() is None
    thread.join(30)
    assert ends == ["finished"]


def test_a_map_that_waits_gives_signs_of_life(asked, root, computes, wait_for, monkeypatch):
    monkeypatch.setattr(worker_module, "WAITING_SECONDS", 0.0)
    computes(lambda tell: np.zeros((60, 2), dtype=np.float32))
    thread = threading.Thread(target=work, args=(asked,))
    with exclusive(root / TURN_LOCK, "another map"):
        thread.start()
        wait_for(lambda: "another map is finished" in status_of(asked).message)
        first = asked.read_status().heartbeat
        wait_for(lambda: asked.read_status().heartbeat > first)
    thread.join(30)


def test_a_full_disk_leaves_no_map_but_a_reason_and_no_features(asked, computes, monkeypatch):
    computes(lambda tell: np.zeros((60, 2), dtype=np.float32))
    sync, full = os.fsync, asked.path / "features.npy"

    def sync_while_there_is_room(descriptor):
        if full.exists() and "coordinates" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync_while_there_is_room)
    assert work(asked) == "failed"
    monkeypatch.undo()
    status = status_of(asked)
    assert status.state == "failed"
    assert "coordinates.npy: the disk is full" in status.message
    assert "maps with LTLAB_STORE" in status.message
    assert not full.exists()
    assert asked.read_result() is None


def test_a_map_that_waits_can_be_cancelled(asked, root, computes, wait_for):
    ends = []
    thread = threading.Thread(target=lambda: ends.append(work(asked)))
    with exclusive(root / TURN_LOCK, "another map"):
        thread.start()
        wait_for(lambda: status_of(asked).state == "waiting")
        request_cancel(asked.path)
        thread.join(30)
    assert ends == ["cancelled"]


@pytest.mark.parametrize("fails", [False, True])
def test_the_cache_is_kept_within_bounds_after_every_map(asked, root, computes, monkeypatch, fails):
    def compute(tell):
        if fails:
            raise ValueError("no map")
        return np.zeros((60, 2), dtype=np.float32)

    pruned = []
    monkeypatch.setattr(worker_module, "prune", lambda folder, keep: pruned.append((folder, keep)))
    computes(compute)
    work(asked)
    assert pruned == [(root, asked.path.name)]


def test_a_second_worker_leaves_the_first_alone(asked):
    with run_lock(asked.path), pytest.raises(AlreadyRunningError):
        work(asked)


def test_the_command_works_on_the_folder_that_it_is_given(asked, wait_for):
    asked.write_status(spawn(asked.path))
    wait_for(lambda: status_of(asked).state == "finished")
    assert (asked.path / "log.txt").read_text() == ""


def test_compiled_code_is_kept_beside_the_maps(asked, monkeypatch, wait_for):
    code = "import os, sys; print(os.environ['NUMBA_CACHE_DIR'], os.environ['OMP_WAIT_POLICY'])"
    monkeypatch.setattr("ltcore.embeddings.jobs.WORKER_COMMAND", (sys.executable, "-c", code))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    spawn(asked.path)
    log = asked.path / "log.txt"
    expected = f"{asked.path.parent / '.compiled'} passive"
    wait_for(lambda: log.read_text().strip() == expected)


@pytest.mark.slow
def test_a_first_umap_says_that_it_compiles_and_can_be_cancelled_meanwhile(start, wait_for):
    job = start(spec=UmapSpec(), n=200)
    wait_for(lambda: "compile" in job.status().message)
    began = time.monotonic()
    assert job.cancel().state == "cancelled"
    assert time.monotonic() - began < 10
    start(spec=UmapSpec(), n=200)
    wait_for(lambda: job.status().state == "finished", seconds=240)
    assert job.coordinates().shape == (200, 2)
