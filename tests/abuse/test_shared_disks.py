"""Machines that share a root of runs, and are killed, frozen, unplugged, or wrong about the time."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

from ltcore.config import RunConfig
from ltcore.runs import AlreadyRunningError, RunFolder, RunStore, RunWriteError, run_lock
from ltcore.runs.claims.heartbeat import BEATS
from ltcore.runs.claims.of_runs import standing_of_run
from ltcore.runs.locks import is_locked
from ltcore.sweeps import enqueue, left_waiting
from tests.abuse.machines import (
    CELLS,
    QUICK_WORKER,
    SLOW_WORKER,
    content_of,
    in_namespace,
    machine,
    python,
    said,
    wait_for,
)

LEASE = 3.0


@pytest.fixture(autouse=True)
def environment(lab, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    monkeypatch.setenv("LTLAB_LEASE", str(LEASE))
    monkeypatch.setenv("LTLAB_STORE", str(lab.store))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def started():
    """Processes that are killed at the end, with all that they have started."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for_renewals(owner):
    """Wait for two leases of signs of life."""
    for _ in range(2 * BEATS):
        before = owner.stat().st_mtime_ns
        wait_for(lambda before=before: owner.stat().st_mtime_ns != before)


def checkpoints(folder):
    return len(list(folder.path.glob("checkpoint/*.json")))


def test_eight_processes_in_two_mount_namespaces_take_every_cell_once(store, tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LEASE", "30")  # a busy machine is no dead one
    ids = [store.create(RunConfig(seed=seed)).id for seed in range(200)]
    told = tmp_path / "told"
    told.mkdir()
    script = (
        'view=$1 root=$2 told=$3 name=$4 python=$5 cells=$6; mkdir -p "$view"; mount --bind "$root" "$view"; '
        'for n in 1 2 3 4; do "$python" -c "$cells" "$view" "$name$n" "$told" & done; wait'
    )
    spaces = [
        in_namespace(
            script, tmp_path / f"view-{name}", store.root, told, name, sys.executable, CELLS
        )
        for name in ("a", "b")
    ]
    wait_for(lambda: len(list(told.iterdir())) == 8)
    (told / "gate").touch()
    for space in spaces:
        _, errors = space.communicate(timeout=240)
        assert (space.returncode, errors) == (0, "")
    (told / "gate").unlink()
    lines = {path.name: path.read_text().splitlines() for path in told.iterdir()}
    refused = sum(int(cells.pop().removeprefix("refused ")) for cells in lines.values())
    taken = Counter(cell for cells in lines.values() for cell in cells)
    by_process = {name: len(cells) for name, cells in lines.items()}
    twice = sum(taken.values()) - len(taken)
    figures = f"{len(taken)} cells, {twice} twice, {refused} refused, by process: {by_process}"
    sys.stdout.write(f"\n{figures}\n")  # see it with pytest -s
    assert taken == Counter(ids)
    for run_id in ids:
        folder = store.load(run_id).folder
        assert len((folder.path / "metrics.jsonl").read_text().splitlines()) == 1
        assert folder.read_status().state == "finished"
    assert {name[0] for name, cells in by_process.items() if cells} == {"a", "b"}
    assert refused  # they did meet


def test_a_machine_that_is_switched_off_is_replaced(lab, same_bits, store, started):
    config = lab.config("ldam_drw", epochs=3)
    (run_id,) = enqueue(store, [config])
    folder = store.load(run_id).folder
    first = machine(store.root, "first")
    started.append(first)
    wait_for(lambda: checkpoints(folder) == 2)
    second = machine(store.root, "second", QUICK_WORKER)
    started.append(second)
    wait_for(lambda: len(list((store.root / ".runners").iterdir())) == 2)
    os.killpg(first.pid, signal.SIGKILL)  # the runner first: it must not see its worker end
    first.wait(60)
    os.killpg(folder.read_status().pid, signal.SIGKILL)
    assert second.wait(120) == 0
    assert second.communicate()[0].split() == [run_id, "started", run_id, "finished"]
    assert (folder.read_status().state, folder.read_status().attempt) == ("finished", 2)
    same_bits(lab.reference(config), folder)


def test_a_worker_that_was_frozen_longer_than_its_lease_writes_nothing_more(
    lab, same_bits, store, started
):
    config = lab.config("ldam_drw", epochs=3)
    folder = store.create(config)
    frozen = python(SLOW_WORKER, folder.id, "--runs", store.root)
    started.append(frozen)
    wait_for(lambda: checkpoints(folder) == 2)
    os.kill(frozen.pid, signal.SIGSTOP)
    with pytest.raises(AlreadyRunningError):
        lab.work(folder)
    wait_for(lambda: store.load(folder.id).shown_state == "lost")
    assert lab.work(folder) == "finished"
    same_bits(lab.reference(config), folder)
    before = content_of(folder.path)
    os.kill(frozen.pid, signal.SIGCONT)
    _, errors = frozen.communicate(timeout=60)
    assert frozen.returncode == 4
    assert "another machine has taken run" in errors
    assert content_of(folder.path) == before
    assert folder.read_status().attempt == 2


def test_a_worker_that_was_frozen_and_lost_nothing_goes_on(lab, same_bits, store, started):
    config = lab.config("ldam_drw", epochs=1)
    folder = store.create(config)
    frozen = python(SLOW_WORKER, folder.id, "--runs", store.root)
    started.append(frozen)
    wait_for(lambda: folder.read_status().epoch == 1)
    os.kill(frozen.pid, signal.SIGSTOP)
    wait_for(lambda: store.load(folder.id).shown_state == "lost")
    os.kill(frozen.pid, signal.SIGCONT)
    assert frozen.wait(120) == 0
    assert (folder.read_status().state, folder.read_status().attempt) == ("finished", 1)
    same_bits(lab.reference(config), folder)


HOUR_OFF = """
import sys, time
from pathlib import Path
now, off = time.time, float(sys.argv[2])
time.time = lambda: now() + off
from ltcore.runs import RunFolder, run_lock
folder = RunFolder(Path(sys.argv[1]))
with run_lock(folder.path):
    folder.write_status(folder.read_status().claimed())
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("off", [-3600.0, 3600.0])
def test_a_clock_that_is_an_hour_off_changes_nothing(store, started, monkeypatch, off):
    monkeypatch.setattr("ltcore.runs.status.socket.gethostname", lambda: "another-machine")
    folder = store.create(RunConfig())
    holder = python(HOUR_OFF, folder.path, off)
    started.append(holder)
    assert said(holder) == "held\n"
    number = standing_of_run(folder.path).number
    wait_for_renewals(folder.path / "claims" / f"{number:06d}" / "owner.json")
    assert store.load(folder.id).shown_state == "running"
    assert standing_of_run(folder.path).number == number
    with pytest.raises(AlreadyRunningError), run_lock(folder.path):
        pytest.fail("two workers")
    holder.kill()
    wait_for(lambda: store.load(folder.id).shown_state == "lost")
    with run_lock(folder.path):
        pass


def test_a_run_that_kills_every_machine_fails_in_the_end(store, started):
    (run_id,) = enqueue(store, [RunConfig()])
    folder = store.load(run_id).folder
    claims = []
    for _ in range(3):
        holder = python(HOUR_OFF, folder.path, 0)
        started.append(holder)
        assert said(holder) == "held\n"
        claims.append(standing_of_run(folder.path).lost)
        holder.kill()
        wait_for(lambda: not standing_of_run(folder.path).is_alive)
    assert claims == [0, 1, 2]
    runner = machine(store.root, "last")
    started.append(runner)
    assert runner.wait(60) == 0
    assert folder.read_status().state == "failed"
    assert "3 workers in a row ended" in folder.read_status().message


def test_a_full_disk_makes_no_claim_and_takes_none_away(disk):
    store = RunStore(disk.root / "runs")
    held, other = store.create(RunConfig(seed=0)).path, store.create(RunConfig(seed=1)).path
    with run_lock(held):
        disk.fill()
        with pytest.raises(RunWriteError, match="the disk is full"), run_lock(other):
            pytest.fail("claimed on a full disk")
        number = standing_of_run(held).number
        wait_for_renewals(held / "claims" / f"{number:06d}" / "owner.json")
        assert standing_of_run(held).number == number
        disk.free()
        RunFolder(held).log("there is space again")
    with run_lock(other):
        assert is_locked(other)


AWAY = """
import subprocess, sys, time
from pathlib import Path
from ltcore.config.variables import lease_seconds
from ltcore.runs import ClaimLostError, RunFolder, RunWriteError, run_lock
root, view, run_id = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
view.mkdir()
subprocess.run(["mount", "--bind", root, view], check=True)
folder = RunFolder(view / run_id)
try:
    with run_lock(folder.path):
        folder.log("before")
        subprocess.run(["umount", "--lazy", view], check=True)
        time.sleep(lease_seconds())
        try:
            folder.log("away")
        except RunWriteError as error:
            print("refused", flush=True)
        assert list(view.iterdir()) == []
        sys.stdin.readline()
        subprocess.run(["mount", "--bind", root, view], check=True)
        folder.log("back")
        print("went on", flush=True)
except ClaimLostError:
    print("lost", flush=True)
"""


@pytest.mark.parametrize("somebody_else", [False, True])
def test_a_root_that_was_unmounted_and_is_back(store, tmp_path, somebody_else):
    folder = store.create(RunConfig())
    script = 'exec "$1" -c "$2" "$3" "$4" "$5"'
    view = tmp_path / "view"
    line = (sys.executable, AWAY, store.root, view, folder.id)
    with in_namespace(script, *line) as away:
        assert said(away) == "refused\n"
        if somebody_else:
            with run_lock(folder.path, timeout=30):
                folder.log("meanwhile")
        print(file=away.stdin, flush=True)
        assert said(away) == ("lost\n" if somebody_else else "went on\n")
        assert away.wait(60) == 0
    assert [line.split()[-1] for line in folder.read_log().splitlines()] == [
        "before",
        "meanwhile" if somebody_else else "back",
    ]


def test_who_attends_the_queue_is_seen_from_everywhere(store, started):
    (run_id,) = enqueue(store, [RunConfig()])
    folder = store.load(run_id).folder
    record = store.load(run_id)
    assert left_waiting(store.root, [record], now=2e9) == [run_id]
    runner = machine(store.root, "one", "import time; time.sleep(20)")
    started.append(runner)
    assert said(runner).split() == [run_id, "started"]
    assert left_waiting(store.root, [record], now=2e9) == []
    os.killpg(runner.pid, signal.SIGKILL)
    wait_for(lambda: left_waiting(store.root, [record], now=2e9) == [run_id])
    assert folder.read_status().state == "queued"
    assert (
        json.loads(next(store.root.glob(".runners/*/*/owner.json")).read_text())["pid"]
        == runner.pid
    )
