import fcntl
import subprocess
import sys

import pytest

from ltcore.runs import AlreadyRunningError, RunGoneError, RunWriteError, run_lock
from ltcore.runs.locks import exclusive, is_held, is_locked

HOLD = (
    "import sys, time; from pathlib import Path; from ltcore.runs import run_lock\n"
    "with run_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
)


def test_one_worker_per_run(tmp_path):
    assert not is_locked(tmp_path)
    with run_lock(tmp_path):
        assert is_locked(tmp_path)
        with (
            pytest.raises(AlreadyRunningError, match="another process is already working on"),
            run_lock(tmp_path, timeout=0),
        ):
            pytest.fail("two workers")
    assert not is_locked(tmp_path)
    with run_lock(tmp_path):
        pass


def test_the_lock_dies_with_a_killed_process(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert is_locked(tmp_path)
        process.kill()
        process.wait(10)
    with run_lock(tmp_path, timeout=0):
        pass


def test_an_error_inside_frees_the_lock(tmp_path):
    with pytest.raises(RuntimeError), run_lock(tmp_path):
        raise RuntimeError
    assert not is_locked(tmp_path)


def test_a_deleted_run_is_not_brought_back(tmp_path):
    with pytest.raises(RunGoneError), run_lock(tmp_path / "gone"):
        pytest.fail("locked nothing")
    assert not (tmp_path / "gone").exists()
    assert not is_locked(tmp_path / "gone")


def test_a_lock_that_cannot_be_made_is_a_write_error(tmp_path):
    (tmp_path / "run.lock").mkdir()
    with pytest.raises(RunWriteError), exclusive(tmp_path / "run.lock", "it"):
        pytest.fail("locked a folder")


def test_to_look_at_a_lock_nothing_is_written(tmp_path, monkeypatch):
    with run_lock(tmp_path):
        pass
    monkeypatch.setattr(
        "ltcore.runs.locks.FileLock", None
    )  # what a folder that is read-only refuses
    before = (tmp_path / "run.lock").stat()
    assert not is_locked(tmp_path)
    after = (tmp_path / "run.lock").stat()
    assert (after.st_mtime_ns, after.st_ctime_ns) == (before.st_mtime_ns, before.st_ctime_ns)


def test_a_lock_in_another_place_is_no_lock_of_the_run(tmp_path):
    run, other = tmp_path / "run", tmp_path / "other"
    run.mkdir()
    other.mkdir()
    with run_lock(other):
        (run / "run.lock").symlink_to(other / "run.lock")
        with pytest.raises(RunWriteError, match=r"run\.lock is a symbolic link"):
            is_locked(run)


def test_two_who_look_at_once_see_nobody(tmp_path):
    with run_lock(tmp_path):
        pass
    with (tmp_path / "run.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert not is_locked(tmp_path)


def test_the_root_of_runs_may_be_a_link(tmp_path):
    (tmp_path / "root").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "root")
    assert not is_held(link / "queue.lock", in_root=True)
    with exclusive(tmp_path / "root" / "queue.lock", "the queue"):
        assert is_held(link / "queue.lock", in_root=True)
    with pytest.raises(RunWriteError, match="symbolic link"):
        is_held(link / "queue.lock")
