import dataclasses
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from ltcore.runs import RunWriteError, Status
from ltcore.runs.control import (
    cancel_requested,
    clear_cancel,
    ended,
    kill_worker,
    request_cancel,
    signal_group,
)

SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@pytest.fixture
def start():
    started = []

    def begin(code, **settings):
        process = subprocess.Popen([sys.executable, "-c", code], **settings)
        started.append(process)
        created = psutil.Process(process.pid).create_time()
        return process, Status(
            state="running", heartbeat=time.time(), pid=process.pid, pid_started=created
        )

    yield begin
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_request_is_made_seen_and_forgotten(tmp_path):
    assert not cancel_requested(tmp_path)
    request_cancel(tmp_path)
    request_cancel(tmp_path)
    assert cancel_requested(tmp_path)
    clear_cancel(tmp_path)
    clear_cancel(tmp_path)
    assert not cancel_requested(tmp_path)


def test_a_request_to_a_run_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(RunWriteError):
        request_cancel(tmp_path / "gone")


def test_a_worker_is_asked_then_terminated(tmp_path, start):
    process, status = start(SLEEP, start_new_session=True)
    assert kill_worker(tmp_path, status, grace=0.3)
    assert cancel_requested(tmp_path)
    assert process.wait(10) == -signal.SIGTERM


def test_a_deaf_worker_is_killed_with_its_children(tmp_path, start):
    family = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); print(child.pid, flush=True);"
    process, status = start(
        family + DEAF, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    child = psutil.Process(int(process.stdout.readline()))
    process.stdout.readline()
    assert kill_worker(tmp_path, status, grace=0.3)
    assert process.wait(10) == -signal.SIGKILL
    assert ended(child, 10)


def test_a_worker_that_obeys_in_time_is_not_signalled(tmp_path, start):
    code = f"import time, pathlib, sys\nwhile not pathlib.Path({str(tmp_path)!r}, 'control', 'stop').exists(): time.sleep(0.02)\nsys.exit(5)"
    process, status = start(code)
    assert kill_worker(tmp_path, status, grace=20)
    assert process.wait(10) == 5


def test_a_recycled_pid_is_never_signalled(tmp_path, start):
    process, status = start(SLEEP)
    stranger = dataclasses.replace(status, pid_started=status.pid_started - 100)
    assert kill_worker(tmp_path, stranger, grace=0.1)
    assert process.poll() is None
    assert not cancel_requested(tmp_path)


def test_a_worker_in_our_own_group_is_signalled_alone(start):
    process, _ = start(SLEEP)
    assert os.getpgid(process.pid) == os.getpgid(0)
    signal_group(psutil.Process(process.pid), signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM


def test_signalling_and_awaiting_the_dead_is_harmless(start):
    process, _ = start("pass")
    dead = psutil.Process(process.pid)
    process.wait(20)
    signal_group(dead, signal.SIGTERM)
    assert ended(dead, 0)
