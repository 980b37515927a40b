import fcntl

import pytest

from ltcore.config.variables import VariableError, lease_seconds, wanted_locks
from ltcore.runs import AlreadyRunningError, RunGoneError, RunStore, run_lock, sharing
from ltcore.runs.locks import exclusive, is_held, is_locked
from ltcore.runs.sharing import MARK, is_shared


@pytest.fixture
def run(tmp_path):
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("said", "network", "marked", "shared"),
    [
        ("", False, False, False),
        ("", False, True, True),
        ("auto", True, False, True),
        ("local", True, True, False),
        ("shared", False, False, True),
    ],
)
def test_when_a_root_is_shared(tmp_path, monkeypatch, said, network, marked, shared):
    monkeypatch.setenv("LTLAB_LOCKS", said)
    monkeypatch.setattr(sharing, "on_network", lambda _: network)
    if marked:
        (tmp_path / MARK).touch()
    assert is_shared(tmp_path) is shared


def test_a_root_that_was_shared_once_is_shared_by_everybody(run, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    with run_lock(run):
        pass
    monkeypatch.delenv("LTLAB_LOCKS")
    assert is_shared(run.parent)
    assert RunStore(run.parent).ids() == ["run"]
    with run_lock(run):
        assert not (run / "run.lock").exists()
        assert is_locked(run)


def test_on_a_disk_of_this_machine_nothing_is_claimed(run):
    with run_lock(run):
        assert is_locked(run)
    assert [path.name for path in run.parent.rglob("*")] == ["run", "run.lock"]


def test_a_shared_run_has_one_worker(run, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    with (
        run_lock(run),
        pytest.raises(AlreadyRunningError, match="already working on run run"),
        run_lock(run, timeout=0),
    ):
        pytest.fail("two workers")
    with pytest.raises(RuntimeError), run_lock(run):
        raise RuntimeError
    assert not is_locked(run)
    with pytest.raises(RunGoneError), run_lock(run / "gone"):
        pytest.fail("claimed nothing")


def test_a_worker_from_before_the_root_was_shared_is_seen(run, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    with (run / "run.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_locked(run)
        with (
            pytest.raises(AlreadyRunningError, match="before this folder was shared still works"),
            run_lock(run),
        ):
            pytest.fail("two workers")
    with run_lock(run):
        pass


def test_other_locks_are_claims_there_too(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    lock = tmp_path / "change.lock"
    assert not is_held(lock)
    with exclusive(lock, "the maps"):
        assert is_held(lock)
        with pytest.raises(AlreadyRunningError, match="the maps"), exclusive(lock, "the maps"):
            pytest.fail("two")
    assert not is_held(lock)
    assert not lock.exists()


@pytest.mark.parametrize("said", ["flock", "1", "Shared"])
def test_a_way_of_locking_that_nobody_knows(said, monkeypatch):
    monkeypatch.setenv("LTLAB_LOCKS", said)
    with pytest.raises(VariableError, match=f"LTLAB_LOCKS is {said!r}. Give auto .* or unset it"):
        wanted_locks()


@pytest.mark.parametrize("said", ["0", "0.4", "3601", "nan", "soon", "-1"])
def test_a_lease_out_of_range(said, monkeypatch):
    monkeypatch.setenv("LTLAB_LEASE", said)
    with pytest.raises(VariableError, match=r"LTLAB_LEASE is .* a number from 0.5 to 3600"):
        lease_seconds()


def test_leases(monkeypatch):
    monkeypatch.delenv("LTLAB_LEASE", raising=False)
    assert lease_seconds() == 60
    monkeypatch.setenv("LTLAB_LEASE", " 2.5 ")
    assert lease_seconds() == 2.5
