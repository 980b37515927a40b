import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest

from ltcore.embeddings import MapJob, MapRequest, MapStatus, TsneSpec, maps_root
from ltcore.embeddings.folder import MapFolder
from ltcore.runs import RunWriteError

ASKER = """
import sys, time
from pathlib import Path
import numpy as np
from ltcore.embeddings import MapJob, TsneSpec, jobs
jobs.WORKER_COMMAND = (sys.executable, "-c", sys.argv[2])
features = np.load(sys.argv[1] + "/features.npy")
Path(sys.argv[1], "ready-" + sys.argv[3]).touch()
while not Path(sys.argv[1], "now").exists():
    pass
job = MapJob.start(features, TsneSpec(perplexity=5), Path(sys.argv[1], "maps"))
print(job.key)
"""


def pid_of(job):
    return json.loads((job.root / job.key / "status.json").read_text())["pid"]


def starts(job):
    file = job.root / job.key / "starts"
    return len(file.read_text().splitlines()) if file.exists() else 0


def let_go(job):
    (job.root / job.key / "go").touch()


def test_a_map_from_beginning_to_end(start, root, clusters, small, wait_for):
    job = start()
    assert job.status().is_active
    assert job.coordinates() is None
    wait_for(lambda: not job.status().is_active)
    assert job.status() == MapStatus("finished", progress=1.0)
    coordinates = job.coordinates()
    assert coordinates.shape == (60, 2)
    assert coordinates.dtype == np.float32
    assert np.isfinite(coordinates).all()
    wait_for(lambda: not (root / job.key / "features.npy").exists())
    again = MapJob.start(clusters()[0], small, root)
    assert again == job == MapJob(root, MapRequest(clusters()[0], small).key)
    np.testing.assert_array_equal(again.coordinates(), coordinates)


def test_what_was_never_asked_for_is_absent(root):
    job = MapJob(root, "0" * 32)
    assert job.status() == MapStatus("absent")
    assert job.coordinates() is None
    assert job.cancel() == MapStatus("absent")
    assert not root.exists()


def test_the_worker_outlives_the_page_and_a_second_asker_attaches(start, wait_for):
    first = start("patient")
    pid = pid_of(first)
    assert os.getsid(pid) == pid != os.getsid(0)
    second = start("patient")
    assert second == first
    assert pid_of(first) == pid
    wait_for(lambda: starts(first) == 1)
    let_go(first)
    wait_for(lambda: second.status().state == "finished")
    start("patient")
    assert starts(first) == 1
    wait_for(lambda: not psutil.pid_exists(pid))  # no zombie is left


def test_of_several_processes_that_ask_at_once_one_starts_the_worker(
    tmp_path, clusters, worker_code, wait_for
):
    np.save(tmp_path / "features.npy", clusters()[0])
    arguments = [sys.executable, "-c", ASKER, str(tmp_path), worker_code("patient")]
    askers = [
        subprocess.Popen([*arguments, str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(3)
    ]
    wait_for(lambda: len(list(tmp_path.glob("ready-*"))) == 3)
    (tmp_path / "now").touch()
    keys = {asker.communicate(timeout=60)[0].strip() for asker in askers}
    assert [asker.returncode for asker in askers] == [0, 0, 0]
    job = MapJob(tmp_path / "maps", keys.pop())
    assert not keys
    wait_for(lambda: starts(job) >= 1)
    let_go(job)
    wait_for(lambda: job.status().state == "finished")
    assert starts(job) == 1


def test_a_worker_that_is_killed_is_lost_and_the_map_can_be_started_again(start, wait_for):
    job = start("patient")
    wait_for(lambda: starts(job) == 1)
    os.kill(pid_of(job), signal.SIGKILL)
    wait_for(lambda: job.status().state == "lost")
    assert "Start it again" in job.status().message
    start("patient")
    wait_for(lambda: starts(job) == 2)
    let_go(job)
    wait_for(lambda: job.status().state == "finished")


def test_a_worker_that_ends_just_as_we_look_is_not_lost(start, wait_for, monkeypatch):
    job = start("dying")
    wait_for(lambda: job.status().state == "lost")
    before = MapFolder(job.root / job.key).read_status()
    assert before is not None
    looks = [before, before.ended("failed", "the reason")]
    monkeypatch.setattr(MapFolder, "read_status", lambda _: looks.pop(0) if looks[1:] else looks[0])
    assert job.status() == MapStatus("failed", message="the reason")


def test_a_worker_that_dies_before_its_first_word_is_lost(start, wait_for):
    job = start("dying")
    wait_for(lambda: job.status().state == "lost")


def test_a_worker_on_another_machine_is_believed_while_it_is_heard_of(start, wait_for):
    job = start("dying")
    wait_for(lambda: job.status().state == "lost")
    folder = MapFolder(job.root / job.key)
    said = folder.read_status()
    assert said is not None
    elsewhere = replace(said, host="another-machine", heartbeat=time.time())
    folder.write_status(elsewhere)
    assert job.status().state == "waiting"
    folder.write_status(replace(elsewhere, heartbeat=time.time() - 3600))
    assert job.status().state == "lost"


def test_a_worker_on_another_machine_is_asked_to_stop(start, wait_for):
    job = start("dying")
    wait_for(lambda: job.status().state == "lost")
    folder = MapFolder(job.root / job.key)
    said = folder.read_status()
    assert said is not None
    folder.write_status(replace(said, host="another-machine", heartbeat=time.time()))
    assert job.cancel().state == "waiting"
    assert folder.cancel_requested()
    folder.write_status(said.ended("cancelled", ""))
    assert start("dying").status().state in ("waiting", "lost")
    assert not folder.cancel_requested()


def test_a_worker_that_hears_nothing_is_killed(start, wait_for):
    job = start("deaf")
    wait_for((job.root / job.key / "deaf").exists)
    pid = pid_of(job)
    began = time.monotonic()
    assert job.cancel().state == "cancelled"
    assert time.monotonic() - began < 10  # 1 s of patience, the rest is a busy machine
    wait_for(lambda: not psutil.pid_exists(pid))
    assert not (job.root / job.key / "features.npy").exists()
    assert job.cancel().state == "cancelled"


def test_a_cancelled_map_can_be_started_again(start, wait_for):
    job = start("patient")
    wait_for(lambda: starts(job) == 1)
    job.cancel()
    assert job.status().state == "cancelled"
    start("patient")
    assert job.status().state == "waiting"
    let_go(job)
    wait_for(lambda: job.status().state == "finished")
    assert job.cancel().state == "finished"
    assert job.coordinates() is not None


def test_a_real_layout_stops_when_asked(start, wait_for):
    job = start(spec=TsneSpec(perplexity=5, iterations=5000), n=400)
    wait_for(lambda: job.status().progress > 0.1)
    status = job.status()
    assert status.state == "running"
    assert "of 5080" in status.message
    assert job.cancel().state == "cancelled"
    log = (job.root / job.key / "log.txt").read_text()
    assert "Traceback" not in log


@pytest.mark.parametrize("file", ["coordinates.npy", "result.json", "status.json"])
def test_a_damaged_cache_is_computed_again(start, root, wait_for, file):
    job = start("patient")
    let_go(job)
    wait_for(lambda: job.status().state == "finished")
    wait_for(lambda: pid_of(job) == 0)  # its last word
    (root / job.key / file).write_bytes(b"\x00")
    damaged = file != "status.json"  # what a finished map's worker once said is not needed
    assert job.status().state == ("absent" if damaged else "finished")
    assert (job.coordinates() is None) == damaged
    start("patient")
    wait_for(lambda: job.status().state == "finished")
    assert starts(job) == 1 + damaged
    assert job.coordinates() is not None


def test_features_that_cannot_be_mapped_leave_nothing_on_disk(root, clusters):
    with pytest.raises(ValueError, match="perplexity"):
        MapJob.start(clusters(20)[0], TsneSpec(), root)
    assert not root.exists()


def test_a_root_that_cannot_be_written_is_named(tmp_path, clusters, small):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunWriteError, match="file"):
        MapJob.start(clusters()[0], small, tmp_path / "file" / "maps")


def test_maps_lie_in_the_store_of_prepared_data(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path))
    assert maps_root() == tmp_path / "maps"


def test_the_dashboard_can_import_it_without_any_heavy_library():
    code = (
        "import sys, ltcore.embeddings\n"
        "heavy = {'torch', 'umap', 'openTSNE', 'numba', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'imported: {sorted(heavy)}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
