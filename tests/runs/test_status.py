import dataclasses
import os
import socket
import subprocess
import sys
import time

import psutil
import pytest

from ltcore.runs import Status, liveness
from ltcore.runs.status import LOST_AFTER, STALLED_AFTER, STATUS, worker_process

NOBODY = 2**22 + 1


def test_claiming_names_this_process_and_counts_the_attempt():
    status = Status(message="disk full", attempt=2, progress=0.4).claimed()
    assert (status.state, status.pid, status.attempt, status.progress) == (
        "running",
        os.getpid(),
        3,
        0.4,
    )
    assert status.pid_started == psutil.Process().create_time()
    assert status.message == ""
    assert abs(status.heartbeat - time.time()) < 5
    ended = status.ended("finished", "")
    assert (ended.pid_started, ended.started) == (0, status.pid_started)


def test_status_round_trips_and_refuses_nonsense():
    status = Status(state="running", pid=3, eta_s=2.5)
    assert STATUS.validate_json(STATUS.dump_json(status)) == status
    with pytest.raises(ValueError, match="state"):
        STATUS.validate_python({"state": "dancing"})


@pytest.mark.parametrize("state", ["queued", "finished", "failed", "cancelled"])
def test_states_other_than_running_are_shown_as_they_are(state):
    assert liveness(Status(state=state, heartbeat=0), time.time()) == state


def test_running_stalled_and_lost():
    status = Status().claimed()
    now = status.heartbeat
    assert liveness(status, now + 1) == "running"
    assert liveness(status, now + STALLED_AFTER + 1) == "stalled"
    assert liveness(dataclasses.replace(status, pid=NOBODY), now) == "lost"
    assert liveness(dataclasses.replace(status, pid=0), now) == "lost"


def test_a_recycled_pid_is_lost_and_is_nobodys_worker():
    status = dataclasses.replace(Status().claimed(), pid_started=1.0)
    assert liveness(status, time.time()) == "lost"
    assert worker_process(status) is None


def test_a_zombie_is_lost():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        started = psutil.Process(process.pid).create_time()
        status = Status(
            state="running", heartbeat=time.time(), pid=process.pid, pid_started=started
        )
        deadline = time.monotonic() + 20
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert liveness(status, time.time()) == "lost"


def test_a_worker_on_another_machine_is_judged_by_its_heartbeat():
    status = dataclasses.replace(Status().claimed(), host=f"not-{socket.gethostname()}")
    assert worker_process(status) is None
    assert liveness(status, status.heartbeat + LOST_AFTER - 1) == "running"
    assert liveness(status, status.heartbeat + LOST_AFTER + 1) == "lost"
