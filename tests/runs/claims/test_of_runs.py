import os
import subprocess
import sys

import pytest

from ltcore.runs import RunFolder, RunStore
from ltcore.runs.claims import numbered, of_runs
from ltcore.runs.claims.claim import acquire, boot_id
from ltcore.runs.claims.of_runs import bury, claimed_run, standing_of_run
from ltcore.runs.disk import RESERVE, held, temporary_name


@pytest.fixture
def run(store: RunStore, config) -> RunFolder:
    folder = store.create(config)
    folder.log("before")
    (folder.path / "claims").mkdir()
    return folder


@pytest.fixture
def taken_over(monkeypatch):
    """Let the holder of a run's claim be known to be dead, without the wait."""

    def certain(*arguments, **named):
        return acquire(*arguments, **(named | {"replaces": True}))

    monkeypatch.setattr("ltcore.runs.claims.holding.acquire", certain)


@pytest.mark.usefixtures("taken_over")
def test_what_a_frozen_worker_was_about_to_write_ends_nowhere(run):
    """It has asked whether the run is its own, and was frozen before the system call that follows."""
    acquire(run.path / "claims", run.path.parent, "it", timeout=0)
    temporary = temporary_name("status.json")
    with held(run.path) as folder:
        with folder.create(temporary) as half, folder.append("log.txt") as log:
            (run.path / RESERVE).touch()
            with claimed_run(run.path, timeout=0):
                run.log("after")
                before = {path.name: path.read_bytes() for path in run.path.glob("*.*")}
                half.write(b"late")
                log.write(b"late\n")
        with pytest.raises(FileNotFoundError):
            folder.replace(temporary, "status.json")
    assert {path.name: path.read_bytes() for path in run.path.glob("*.*")} == before
    assert [line.split()[-1] for line in run.read_log().splitlines()] == ["before", "after"]
    assert not (run.path / RESERVE).exists()


def test_after_a_worker_that_gave_the_run_back_nothing_is_moved(run):
    before = (run.path / "log.txt").stat().st_ino
    for _ in range(2):
        with claimed_run(run.path, timeout=0):
            pass
    assert (run.path / "log.txt").stat().st_ino == before


PRINTS = """
import sys
from pathlib import Path
from ltcore.runs.claims.of_runs import claimed_run
print("begun", flush=True)
with claimed_run(Path(sys.argv[1]), timeout=5):
    print("at work", flush=True)
    print("a fault", file=sys.stderr, flush=True)
"""


def test_what_the_new_worker_prints_is_in_the_log_that_is_there(run, monkeypatch):
    monkeypatch.setenv("LTLAB_LEASE", "0.5")
    acquire(run.path / "claims", run.path.parent, "it", timeout=0)  # of somebody who stays silent
    before = (run.path / "log.txt").stat().st_ino
    with (run.path / "log.txt").open("ab") as log:
        command = [sys.executable, "-c", PRINTS, str(run.path)]
        subprocess.run(command, stdout=log, stderr=log, check=True, timeout=60)
    assert (run.path / "log.txt").stat().st_ino != before
    assert run.read_log().splitlines()[1:] == ["begun", "at work", "a fault"]


def test_only_its_own_process_is_buried(run, monkeypatch):
    def standing():
        return standing_of_run(run.path).is_held

    acquire(run.path / "claims", run.path.parent, "it", timeout=0)
    bury(run.path, os.getpid() + 1)
    assert standing()
    monkeypatch.setattr(of_runs, "boot_id", lambda: "another machine")
    bury(run.path, os.getpid())
    assert standing()
    monkeypatch.setattr(of_runs, "boot_id", boot_id)
    bury(run.path, os.getpid())
    assert not standing()
    bury(run.path, os.getpid())
    assert numbered.latest(run.path / "claims").number == 1


def test_claims_are_no_part_of_a_run(run, tmp_path):
    with claimed_run(run.path, timeout=0):
        pass
    assert RunStore(run.path.parent).export(run.id, tmp_path / "run.zip") == ()
