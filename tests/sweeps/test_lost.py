import dataclasses
import json
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from ltcore.config import RunConfig
from ltcore.runs import AlreadyRunningError, RunWriteError, run_lock
from ltcore.runs.claims.claim import acquire
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


LOSES_ONE = """
import os, sys
from pathlib import Path
from ltcore.runs import RunFolder, run_lock
root, first, locks = Path(sys.argv[-1]), sys.argv[1], []
for run_id in sys.argv[1:-2]:
    folder = RunFolder(root / run_id)
    locks.append(run_lock(folder.path))
    locks[-1].__enter__()
    folder.write_status(folder.read_status().claimed())
    if run_id != first:
        locks[-1].__exit__(None, None, None)
if len(sys.argv) == 4:
    folder.write_status(folder.read_status().ended("finished", ""))
os._exit(4 if len(sys.argv) > 4 else 0)
"""
"""A worker of several runs whose first one is another machine's now, and which gives the others back."""


def test_the_company_of_a_run_that_was_lost_is_queued_again(store):
    configs = [
        RunConfig.model_validate({"seed": seed, "train": {"together": True}}) for seed in (0, 1)
    ]
    lost_one, other = enqueue(store, configs)
    events: list[QueueEvent] = []
    workers = Workers((sys.executable, "-c", LOSES_ONE), None)
    ends = run_queue(store, workers=workers, on_event=events.append)
    told = [(event.run_id, event.kind) for event in events if event.kind != "started"]
    assert told == [(lost_one, "taken"), (other, "queued"), (other, "finished")]
    assert ends == {lost_one: "taken", other: "finished"}


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


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_of_locks_that_others_may_write_to_is_refused(store, tmp_path, monkeypatch, mode):
    store.root.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / f"ltlab-{os.getuid()}"
    folder.mkdir()
    folder.chmod(mode)
    with (
        pytest.raises(RunWriteError, match=rf"its mode is {mode:o}, .*chmod 700 .*TMPDIR"),
        runner_place(store.root, wait=0),
    ):
        pytest.fail("locked where others may write")
    folder.rmdir()
    with runner_place(store.root, wait=0):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_of_locks_of_another_user_is_refused(store, tmp_path, monkeypatch):
    store.root.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / f"ltlab-{os.getuid() + 1}"
    folder.mkdir(mode=0o700)
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    with (
        pytest.raises(RunWriteError, match="is no folder of yours"),
        runner_place(store.root, wait=0),
    ):
        pytest.fail("locked in another user's folder")


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


LOOKS = """
import json, sys
from pathlib import Path
from ltcore.runs import RunStore
from ltcore.sweeps import Workers, run_queue
store, run_id, code = RunStore(sys.argv[1]), *sys.argv[2:]
state = store.load(run_id).shown_state
store.export(run_id, Path(sys.argv[1], "run.zip"))
ends = run_queue(store, workers=Workers((sys.executable, "-c", code), None))
print(json.dumps([state, ends]))
"""


def test_a_command_that_begins_now_sees_that_a_machine_is_dead(store, monkeypatch):
    """It has watched nothing yet: it says so all the same, and stays until it may take the run over."""
    monkeypatch.setenv("LTLAB_LEASE", "4")
    folder = store.create(RunConfig())
    folder.write_status(folder.read_status().claimed())
    claims = folder.path / "claims"
    claims.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("socket.gethostname", lambda: "switched-off")
        acquire(claims, store.root, "it", timeout=0)
    old = time.time() - 10
    os.utime(claims / "000001" / "owner.json", (old, old))
    finishes = CLAIMS_AND.format('folder.write_status(folder.read_status().ended("finished", ""))')
    command = [sys.executable, "-c", LOOKS, str(store.root), folder.id, finishes]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(told) == ["lost", {folder.id: "finished"}]


STOPPED = """
import sys
from ltcore.runs import RunStore
from ltcore.sweeps import QueueEvent, Workers, run_queue
told = lambda event: print(event.kind, event.message, flush=True)
workers = Workers((sys.executable, "-c", sys.argv[2]), None)
try:
    run_queue(RunStore(sys.argv[1]), workers=workers, on_event=told, grace=1.0, stays=True)
except KeyboardInterrupt:
    sys.exit(130)
"""
OBEYS = """
while not folder.cancel_requested():
        time.sleep(0.02)
    folder.write_status(folder.read_status().ended("cancelled", "saved"))
"""


@pytest.mark.parametrize(
    ("last", "message"),
    [
        (OBEYS, "saved; queued again, another machine may continue it"),
        (
            "os.kill(os.getpid(), signal.SIGSTOP)",
            "stopped before it could save; resume continues from its last checkpoint, if it has one; queued "
            "again, another machine may continue it",
        ),
    ],
)
def test_what_is_handed_back_says_what_was_saved(store, wait_for, last, message):
    (run_id,) = enqueue(store, [RunConfig()])
    code = "import time" + CLAIMS_AND.format(last.strip())
    command = [sys.executable, "-c", STOPPED, str(store.root), code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        wait_for(lambda: store.load(run_id).folder.read_status().state == "running")
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=60)[0]
    assert told.splitlines()[-1] == f"cancelled {message}"
    assert store.load(run_id).folder.read_status().state == "queued"


CANCELS_LATE = """
while not folder.cancel_requested():
        time.sleep(0.02)
    Path(sys.argv[3], "asked").touch()
    while not Path(sys.argv[3], "go").exists():
        time.sleep(0.02)
    folder.write_status(folder.read_status().ended("cancelled", "saved"))
"""


def test_what_a_person_has_cancelled_is_not_handed_back(store, wait_for):
    (run_id,) = enqueue(store, [RunConfig()])
    code = "import time" + CLAIMS_AND.format(CANCELS_LATE.strip())
    command = [sys.executable, "-c", STOPPED, str(store.root), code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        wait_for(lambda: store.load(run_id).folder.read_status().state == "running")
        store.cancel(run_id)
        wait_for((store.root / "asked").exists)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        wait_for(lambda: process.stdout.readline().startswith("stopping"))
        (store.root / "go").touch()
        assert process.communicate(timeout=60)[0] == "cancelled saved\n"
    assert store.load(run_id).folder.read_status().state == "cancelled"


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
