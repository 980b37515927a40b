import json
import os
import threading
import time

import pytest

from ltcore.runs import AlreadyRunningError, ClaimLostError, RunFolder, RunWriteError
from ltcore.runs.claims import claim as claim_module
from ltcore.runs.claims import claimed, clocks, is_dead, judging, numbered, standing_of
from ltcore.runs.claims.claim import Claim, acquire
from ltcore.runs.fences import LostError


@pytest.fixture
def clock(monkeypatch):
    """A clock of this machine that stands still until it is told to go on; the server's goes with it."""

    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    clock = Clock()
    for module in (clocks, judging, claim_module):
        monkeypatch.setattr(module, "running", clock)
    ahead = time.time() - clock.now
    monkeypatch.setattr(clocks, "_offset", lambda _root: ahead)
    monkeypatch.setattr(clocks, "_OFFSETS", {})
    monkeypatch.setattr(judging, "_SEEN", {})
    return clock


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "claims"
    path.mkdir()
    return path


def take(claims, **named) -> Claim:
    return acquire(claims, claims.parent, "it", timeout=0, **named)


def names(claims):
    return sorted(path.relative_to(claims).as_posix() for path in claims.rglob("*.json"))


def test_numbers_rise_and_the_last_two_stay(claims):
    for number in (1, 2, 3):
        claim = take(claims)
        assert claim.number == number
        claim.release()
    assert names(claims) == ["000002/ended.json", "000003/ended.json"]
    assert standing_of(claims, claims.parent).is_free


def test_a_claim_that_is_held_is_refused_and_names_its_machine(claims, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "lecture-hall")
    take(claims)
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    with pytest.raises(
        AlreadyRunningError, match="another process on lecture-hall is already working on it"
    ):
        take(claims)
    standing = standing_of(claims, claims.parent)
    assert (standing.number, standing.is_alive, standing.host) == (1, True, "lecture-hall")


def test_eight_threads_get_one_claim(claims):
    """The file server makes a folder once: all others are refused, however many ask at the same moment."""
    got, refused, gate = [], [], threading.Barrier(8)

    def ask():
        gate.wait()
        try:
            got.append(take(claims))
        except AlreadyRunningError:
            refused.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(refused)) == (1, 7)


def test_a_holder_that_is_silent_for_a_lease_is_dead_once_it_was_watched(claims, clock):
    take(claims)
    assert not is_dead(claims, claims.parent)
    clock.now += 61  # we have looked, and know since when nothing has changed
    assert is_dead(claims, claims.parent)
    judging._SEEN.clear()  # who looks for the first time has not watched yet
    standing = standing_of(claims, claims.parent)
    assert (standing.is_alive, standing.dead_in) == (True, 15.0)
    clock.now += 15
    new = take(claims)
    assert (new.number, new.takes_over) == (2, True)
    assert names(claims) == ["000001/ended.json", "000002/owner.json"]
    assert json.loads((claims / "000002/owner.json").read_text())["lost"] == 1


def test_a_server_whose_clock_jumps_kills_nobody(claims, clock, monkeypatch):
    """Every claim is an hour old at once; a holder that gives a sign of life keeps it all the same."""
    claim = take(claims)
    monkeypatch.setattr(clocks, "_offset", lambda _root: claims.stat().st_mtime + 3600 - clock.now)
    for _ in range(20):
        standing = standing_of(claims, claims.parent)
        assert standing.is_alive
        assert standing.dead_in is not None
        clock.now += 10
        claim.renew()


def test_stamps_from_the_future_do_not_keep_a_dead_holder(claims, clock):
    take(claims)
    owner = claims / "000001/owner.json"
    os.utime(owner, (owner.stat().st_mtime + 86_400,) * 2)
    assert not is_dead(claims, claims.parent)
    clock.now += 119
    assert not is_dead(claims, claims.parent)
    clock.now += 1
    assert is_dead(claims, claims.parent)


def test_no_write_asks_the_disk_while_the_claim_is_fresh(claims, clock, monkeypatch):
    claim = take(claims)
    monkeypatch.setattr(claim_module, "numbered", None)
    clock.now += 29
    claim.require()


def test_a_holder_that_slept_and_lost_nothing_takes_the_next_number(claims, clock):
    claim = take(claims)
    clock.now += 3600
    claim.require()
    assert claim.number == 2
    claim.require()
    assert claim.number == 2
    assert names(claims) == ["000001/ended.json", "000002/owner.json"]


def test_of_a_sleeper_and_a_taker_one_gets_the_next_number(claims, clock):
    """The sleeper has looked and found nobody; then the other is quicker. Its look is worth nothing."""
    sleeper = take(claims)
    clock.now += 61
    is_ours = numbered.is_ours

    def taken_meanwhile(*arguments):
        found = is_ours(*arguments)
        take(claims, replaces=True)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbered, "is_ours", taken_meanwhile)
        with pytest.raises(LostError):
            sleeper.require()
    with pytest.raises(LostError):
        sleeper.require()
    assert sleeper.is_lost
    assert standing_of(claims, claims.parent).number == 2


def test_a_sleeper_whose_next_number_was_pruned_does_not_make_it_again(claims, clock):
    sleeper = take(claims)
    for _ in range(4):
        take(claims, replaces=True)
    clock.now += 3600
    with pytest.raises(LostError):
        sleeper.require()
    assert names(claims) == ["000004/ended.json", "000005/owner.json"]
    assert not numbered.make(claims, 2, b"{}")
    assert names(claims) == ["000004/ended.json", "000005/owner.json"]


def test_a_heartbeat_notices_that_the_claim_is_gone(claims):
    claim = take(claims)
    take(claims, replaces=True)
    with pytest.raises(LostError):
        claim.renew()


def test_a_folder_that_was_made_again_is_not_ours(claims, clock):
    """The run was deleted and begun again while we slept: its first claim has our number."""
    sleeper = take(claims)
    numbered.end(claims, 1)
    for path in claims.iterdir():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    take(claims)
    with pytest.raises(LostError):
        sleeper.renew()
    clock.now += 3600
    with pytest.raises(LostError):
        sleeper.require()
    assert standing_of(claims, claims.parent).number == 1


def test_a_renewal_that_came_back_late_is_no_renewal(claims, clock, monkeypatch):
    claim = take(claims)
    renew = numbered.renew

    def slow(*arguments):
        clock.now += 28  # when it reached the server nobody knows
        return renew(*arguments)

    monkeypatch.setattr(numbered, "renew", slow)
    clock.now += 20
    claim.renew()
    claim.require()
    assert claim.number == 2


def test_a_root_that_is_away_loses_nothing(claims, clock, tmp_path):
    claim = take(claims)
    claims.rename(tmp_path / "away")
    with pytest.raises(FileNotFoundError):
        claim.renew()
    clock.now += 31
    with pytest.raises(RunWriteError):
        claim.require()
    (tmp_path / "away").rename(claims)
    claim.require()
    assert claim.number == 2
    assert not claim.is_lost


def test_a_claim_that_was_half_made_runs_out(claims, clock):
    """Whoever made the folder was killed before it said who it is."""
    (claims / "000001").mkdir()
    assert standing_of(claims, claims.parent).is_alive
    clock.now += 61
    assert take(claims).number == 2


def test_a_holder_has_the_lease_that_it_renews_by(claims, clock, monkeypatch):
    monkeypatch.setenv("LTLAB_LEASE", "600")
    take(claims)
    monkeypatch.setenv("LTLAB_LEASE", "1")
    assert not is_dead(claims, claims.parent)
    clock.now += 599
    assert not is_dead(claims, claims.parent)
    clock.now += 2
    assert is_dead(claims, claims.parent)


def test_what_an_owner_says_is_not_trusted(claims, clock):
    take(claims)
    for content in (b"", b"[]", b"{", b'{"host": 5, "lost": "many", "lease": 1e9}'):
        (claims / "000001/owner.json").write_bytes(content)
        standing = standing_of(claims, claims.parent)
        assert standing.is_alive
        assert standing.lost == 0


def test_the_heartbeat_keeps_a_claim_for_many_leases(claims, monkeypatch):
    monkeypatch.setenv("LTLAB_LEASE", "0.5")
    beats = threading.Semaphore(0)
    renew = Claim.renew

    def counted(self):
        renew(self)
        beats.release()

    monkeypatch.setattr(Claim, "renew", counted)
    with claimed(claims, claims.parent, "it") as claim:
        for _ in range(12):
            assert beats.acquire(timeout=60)
        claim.require()
    assert [
        thread for thread in threading.enumerate() if thread.name == "claims"
    ] == [] or not claim.is_lost
    assert standing_of(claims, claims.parent).is_free


def test_what_was_lost_is_not_written(tmp_path, clock):
    """Every way in which a run folder is changed asks first; nothing in it differs afterwards."""
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    (folder.path / "log.txt").write_text("before\n")
    claims = folder.path / "claims"
    changes = (
        lambda: folder.log("after"),
        lambda: folder.append_metrics({"stage": "train", "epoch": 1}),
        lambda: folder.write_environment({}),
        folder.clear_cancel,
        folder.cancel_requested,
    )

    def working():
        with claimed(claims, tmp_path, "run x", guards=folder.path):
            folder.request_cancel()
            take(claims, replaces=True)
            clock.now += 60
            before = files()
            for change in changes:
                with pytest.raises(LostError):
                    change()
                assert files() == before
            folder.log("after")

    def files():
        return {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}

    with pytest.raises(ClaimLostError, match="another machine has taken run x over"):
        working()
    assert folder.read_log() == "before\n"
    folder.log("nobody holds it here any more")


def test_a_sleeper_that_lost_nothing_writes_on(tmp_path, clock):
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    with claimed(folder.path / "claims", tmp_path, "run x", guards=folder.path) as claim:
        clock.now += 3600
        folder.log("awake again")
        assert claim.number == 2
    assert "awake again" in folder.read_log()
    assert standing_of(folder.path / "claims", tmp_path).is_free
