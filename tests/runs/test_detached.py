import os
import sys
import threading

import psutil
import pytest

from ltcore.runs import RunWriteError
from ltcore.runs.detached import reap, start_detached

SAYS = (
    "import os, sys; print(os.getsid(0), os.getpid(), repr(sys.stdin.read()), os.environ['LOOK'])"
)


def test_it_has_its_own_session_no_input_and_a_log_that_grows(tmp_path):
    (tmp_path / "log.txt").write_text("before\n")
    environment = {**os.environ, "LOOK": "here"}
    process = start_detached([sys.executable, "-c", SAYS], tmp_path / "log.txt", environment)
    assert process.wait(60) == 0
    assert (tmp_path / "log.txt").read_text() == f"before\n{process.pid} {process.pid} '' here\n"


def test_it_can_be_looked_at_until_it_is_reaped(tmp_path):
    process = start_detached([sys.executable, "-c", "pass"], tmp_path / "log.txt")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    reap(process)
    for thread in threading.enumerate():
        if thread.name == f"reap {process.pid}":
            thread.join(60)
    assert not psutil.pid_exists(process.pid)


def test_a_log_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(RunWriteError, match=r"could not write .*log\.txt"):
        start_detached([sys.executable], tmp_path / "gone" / "log.txt")
