import os
import subprocess
import sys

import psutil
import pytest

from ltcore.runs import RunWriteError
from ltcore.sweeps import enqueue, start_queue_detached

RUNNER = """
import sys
from ltcore.runs import RunStore
from ltcore.sweeps import Workers, run_queue
assert sys.argv[-2] == "--runs"
assert sys.stdin.read() == ""
run_queue(RunStore(sys.argv[-1]), workers=Workers(sys.argv[1:-2], None))
print("all done")
"""

SERVER = """
import sys
from pathlib import Path
from ltcore.sweeps import start_queue_detached
print(start_queue_detached(Path(sys.argv[1]), command=sys.argv[2:]), flush=True)
"""


def test_the_runner_outlives_the_server_that_started_it(store, configs, worker, wait_for):
    enqueue(store, configs[:1])
    command = [sys.executable, "-c", RUNNER, *worker("slow").command]
    server = subprocess.run(
        [sys.executable, "-c", SERVER, str(store.root), *command],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    pid = int(server.stdout)
    assert os.getsid(pid) == pid != os.getsid(0)
    wait_for(lambda: {record.shown_state for record in store.records()} == {"finished"})
    wait_for(lambda: "all done" in (store.root / "queue.log").read_text())


def test_no_zombie_is_left_in_a_long_lived_server(store, wait_for):
    pid = start_queue_detached(store.root, command=(sys.executable, "-c", "pass"))
    wait_for(lambda: not psutil.pid_exists(pid))


def test_a_root_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunWriteError, match=r"could not write .*file"):
        start_queue_detached(tmp_path / "file" / "runs")
