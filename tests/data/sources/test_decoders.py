"""Worker processes: the same bytes, the same errors, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import psutil
import pytest
from PIL import Image

from ltcore.data import DataError, prepare
from ltcore.data.sources import decoders, images

POPEN = "ltcore.data.sources.decoders.subprocess.Popen"


@pytest.fixture
def with_workers(monkeypatch):
    """Make two worker processes start for any number of images; return those that were started."""
    monkeypatch.setattr(decoders, "MANY_IMAGES", 1)
    monkeypatch.setattr(decoders, "_n_threads", lambda: 2)
    monkeypatch.setattr(images, "TASK", 4)
    started = []
    original = subprocess.Popen

    def popen(*arguments, **settings):
        started.append(original(*arguments, **settings))
        return started[-1]

    monkeypatch.setattr(POPEN, popen)
    yield started
    assert all(process.poll() is not None for process in started)


@pytest.fixture
def config(image_tree, configured):
    root = image_tree({"a": 30, "b": 20})
    Image.new("RGBA", (8, 8), (9, 9, 9, 0)).save(root / "b" / "glass.png")
    return configured("image_folder", {"root": str(root), "image_size": 8})


def test_workers_give_the_same_bytes_and_notes(config, store, tmp_path, with_workers, monkeypatch):
    by_workers = prepare(config, store=store)
    assert len(with_workers) == 2
    monkeypatch.setattr(decoders, "MANY_IMAGES", 10**9)
    by_threads = prepare(config, store=tmp_path / "other")
    assert len(with_workers) == 2
    assert by_workers.checksum == by_threads.checksum
    assert by_workers.notes == by_threads.notes
    assert "glass.png" in by_workers.notes[0]


def test_the_error_of_a_worker_names_the_file(config, store, with_workers):
    os.truncate(f"{config.options.root}/b/003.png", 60)
    with pytest.raises(DataError, match=r"b/003\.png is damaged and cannot be decoded"):
        prepare(config, store=store)
    assert not list(store.glob("image_folder*"))


def test_a_worker_that_is_killed_is_replaced_by_its_thread(config, store, tmp_path, with_workers):
    def kill(share, message):
        if share > 0.2:
            for process in with_workers:
                process.kill()

    source = prepare(config, store=store, progress=kill)
    assert len(source.labels("pool")) == 51
    assert prepare(config, store=tmp_path / "other").checksum == source.checksum


def test_where_no_process_can_be_started_threads_decode(config, store, monkeypatch):
    monkeypatch.setattr(decoders, "MANY_IMAGES", 1)
    monkeypatch.setattr(decoders, "_n_threads", lambda: 2)

    def refused(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(POPEN, refused)
    assert len(prepare(config, store=store).labels("pool")) == 51


@pytest.mark.parametrize("executable", ["/bin/false", "/nowhere/python", ""])
def test_where_python_is_not_found_threads_decode(executable, config, store, monkeypatch):
    monkeypatch.setattr(decoders, "MANY_IMAGES", 1)
    monkeypatch.setattr(decoders, "_n_threads", lambda: 2)
    monkeypatch.setattr("ltcore.data.sources.decoders.sys.executable", executable)
    assert len(prepare(config, store=store).labels("pool")) == 51


def test_one_core_starts_no_worker(config, store, with_workers, monkeypatch):
    monkeypatch.setattr(decoders, "_n_threads", lambda: 1)
    assert len(prepare(config, store=store).labels("pool")) == 51
    assert with_workers == []


@pytest.mark.usefixtures("with_workers")
def test_preparing_with_workers_can_be_stopped(config, store, stopped_at_every_call, monkeypatch):
    monkeypatch.setattr(images, "TASK", 12)
    before = threading.active_count()
    stopped_at_every_call(
        lambda progress: prepare(config, store=store, progress=progress), 4, counted=False
    )
    assert threading.active_count() == before


PARENT = """
import json, sys, time
from ltcore.data.sources import decoders
decoders._n_threads = lambda: 2
with decoders.decoders(8, 10**6, None):
    import psutil
    children = psutil.Process().children()
    print(json.dumps([child.pid for child in children]), flush=True)
    time.sleep(60)
"""


def test_workers_end_when_their_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        workers = [psutil.Process(pid) for pid in json.loads(parent.stdout.readline())]
        os.kill(parent.pid, signal.SIGKILL)
    assert len(workers) == 2
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


def test_a_script_without_a_main_guard_starts_workers_that_do_not_run_it(tmp_path):
    (tmp_path / "tree").mkdir()
    for at in range(6):
        (tmp_path / "tree" / "ab"[at % 2]).mkdir(exist_ok=True)
        Image.new("RGB", (8, 8)).save(tmp_path / "tree" / "ab"[at % 2] / f"{at}.png")
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "print('run')\n"
        "from ltcore.config.data import DataConfig\n"
        "from ltcore.data import prepare\n"
        "from ltcore.data.sources import decoders\n"
        "decoders.MANY_IMAGES, decoders._n_threads = 1, lambda: 2\n"
        "config = DataConfig(name='image_folder', options={'root': 'tree'})\n"
        "print(len(prepare(config, store=Path('store')).labels('pool')))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["run", "6"]


def test_tasks_come_back_in_their_order():
    def decode_here(task):
        time.sleep(0.02 if task == ["0"] else 0)
        return np.array([int(name) for name in task]), np.zeros(len(task), np.uint8)

    calls = []
    with decoders.decoders(8, 1, decode_here) as submit:
        tasks = [[str(at)] for at in range(30)]
        found = decoders.decoded_in_order(tasks, submit, lambda: calls.append(1))
        assert [int(values[0]) for values, _ in found] == list(range(30))
    assert len(calls) >= 30
