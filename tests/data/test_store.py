"""Preparing once, whole or not at all; damaged data is found."""

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from ltcore.config.data import DataConfig
from ltcore.config.sources import GaussiansOptions, TableOptions
from ltcore.data import CATALOG, DataError, build, default_store, prepare, verify
from ltcore.data.prepared import DESCRIPTION
from ltcore.data.store import _give_name, located_options, prepare_once, store_folder
from ltcore.data.writing import SourceWriter

DIGITS = DataConfig(name="digits")


def quiet(share, message):
    pass


def flip(path: Path, position: int = -100) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    stamp = path.stat().st_mtime_ns
    path.write_bytes(content)
    os.utime(path, ns=(stamp + 1_000_000, stamp + 1_000_000))


def test_the_second_opening_reads_nothing_again(store):
    first = prepare(DIGITS, store=store)
    stamp = first.folder.stat().st_mtime_ns
    second = prepare(DIGITS, store=store)
    assert second.folder.stat().st_mtime_ns == stamp
    assert second.checksum == first.checksum
    assert isinstance(second.inputs("pool"), np.memmap)
    assert second.splits == ("pool",)


def test_a_prepared_source_is_opened_without_writing_to_the_store(store, monkeypatch):
    prepare(DIGITS, store=store)
    monkeypatch.setattr("ltcore.data.store.FileLock", lambda *_: pytest.fail("locked"))
    assert len(build(DIGITS, store=store).train) == 254


def test_other_options_are_another_folder(store):
    entry = CATALOG["gaussians"]
    folders = {store_folder(entry, GaussiansOptions(dimension=size), store) for size in (2, 3, 4)}
    assert len(folders) == 3


def test_changed_files_of_a_user_are_another_folder(store, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("label,x\na,1\nb,2\n")
    before = store_folder(CATALOG["table"], TableOptions(root=str(table)), store)
    table.write_text("label,x\na,1\nb,2\nb,3\n")
    assert store_folder(CATALOG["table"], TableOptions(root=str(table)), store) != before


@pytest.mark.parametrize("array", ["pool_inputs", "pool_labels"])
def test_a_flipped_byte_is_found_at_opening_and_by_verify(store, array):
    folder = prepare(DIGITS, store=store).folder
    assert [check.problem for check in verify(store)] == [""]
    flip(folder / f"{array}.npy")
    with pytest.raises(DataError, match=f"{array}.npy has changed. Delete that folder"):
        build(DIGITS, store=store)
    (check,) = verify(store)
    assert check.folder == folder
    assert f"{array}.npy has changed" in check.problem


def test_a_flipped_byte_in_the_header_or_description_is_found(store):
    folder = prepare(DIGITS, store=store).folder
    flip(folder / "source.json", 200)
    with pytest.raises(DataError, match="damaged"):
        prepare(DIGITS, store=store)
    flip(folder / "source.json", 200)
    flip(folder / "pool_inputs.npy", 22)
    with pytest.raises(DataError, match="damaged"):
        prepare(DIGITS, store=store)


def test_a_truncated_array_is_found(store):
    folder = prepare(DIGITS, store=store).folder
    os.truncate(folder / "pool_inputs.npy", 5000)
    with pytest.raises(DataError, match=r"pool_inputs\.npy cannot be opened"):
        prepare(DIGITS, store=store)


def test_a_deleted_folder_is_prepared_again(store):
    folder = prepare(DIGITS, store=store).folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assert prepare(DIGITS, store=store).folder == folder


@pytest.mark.parametrize(
    "interruption", [KeyboardInterrupt, OSError(28, "No space left on device")]
)
def test_an_interrupted_preparation_leaves_nothing(store, interruption):
    def interrupted(options, writer, progress):
        writer.append("pool_inputs", np.zeros((4, 2), dtype=np.float32))
        raise interruption

    entry = replace(CATALOG["digits"], prepare=interrupted)
    expected = KeyboardInterrupt if interruption is KeyboardInterrupt else DataError
    with pytest.raises(expected, match=None if expected is KeyboardInterrupt else "LTLAB_STORE"):
        prepare_once(entry, DIGITS.options, store, quiet)
    assert [path for path in store.iterdir() if path.suffix != ".lock"] == []
    assert prepare(DIGITS, store=store).labels("pool").shape == (1797,)


def test_a_store_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="Set LTLAB_STORE to a writable folder"):
        build(DIGITS, store=tmp_path / "file" / "store")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Free space there, or set LTLAB_STORE"),
        (errno.EACCES, "Make it writable for this user, or set LTLAB_STORE"),
        (errno.EROFS, "Set LTLAB_STORE to a writable folder"),
        (errno.ENOENT, "Set LTLAB_STORE to a writable folder"),
    ],
)
def test_the_way_out_of_a_write_error_fits_its_reason(store, monkeypatch, number, words):
    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("ltcore.data.store.sync_folder", fail)
    with pytest.raises(DataError) as caught:
        prepare(DIGITS, store=store)
    assert f"{os.strerror(number)}. {words}" in str(caught.value)
    assert ("Free space" in str(caught.value)) == (number == errno.ENOSPC)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no folders")
def test_a_store_where_no_folder_can_be_made_is_not_said_to_be_full():
    with pytest.raises(DataError, match=r"/proc/x.*Set LTLAB_STORE to a writable folder") as error:
        prepare(DIGITS, store=Path("/proc/x"))
    assert "Free space" not in str(error.value)


def test_a_folder_that_lost_its_description_is_listed_and_prepared_again(store):
    folder = prepare(DIGITS, store=store).folder
    (folder / "source.json").unlink()
    (store / "my own folder").mkdir()
    (check,) = verify(store)
    assert check.folder == folder
    assert "is damaged: source.json cannot be read" in check.problem
    assert "Delete that folder" in check.problem
    assert check.size > 100_000
    assert prepare(DIGITS, store=store).labels("pool").shape == (1797,)
    assert [check.problem for check in verify(store)] == [""]


class Stopped(BaseException):
    """What a worker raises to stop."""


def stop_after(calls: int, error: BaseException):
    """Return a progress callback whose call of this number, from 0, raises."""
    left = iter(range(calls))

    def tell(_share: float, _message: str) -> None:
        if next(left, None) is None:
            raise error

    return tell


def assert_nothing_is_left(store: Path) -> None:
    assert [path for path in store.iterdir() if path.suffix != ".lock"] == []
    for lock in store.glob(".*.lock"):
        with FileLock(lock, timeout=0):
            pass


@pytest.mark.parametrize(
    "error", [Stopped(), KeyboardInterrupt(), OSError(errno.ENOSPC, "of the one who watches")]
)
@pytest.mark.parametrize("calls", [0, 2])
def test_progress_stops_a_preparation_by_raising(store, error, calls):
    config = DataConfig(name="shapes")
    with pytest.raises(type(error)) as caught:
        prepare(config, store=store, progress=stop_after(calls, error))
    assert caught.value is error
    assert_nothing_is_left(store)
    assert len(prepare(config, store=store).labels("pool")) == 6000


def test_waiting_for_another_process_can_be_stopped(store):
    folder = store_folder(CATALOG["digits"], DIGITS.options, store)
    store.mkdir()
    messages = []

    def tell(_share: float, message: str) -> None:
        messages.append(message)
        if len(messages) == 3:
            raise Stopped

    with FileLock(store / f".{folder.name}.lock"), pytest.raises(Stopped):
        prepare(DIGITS, store=store, progress=tell)
    assert messages == ["another process is preparing digits: waiting for it"] * 3
    assert len(prepare(DIGITS, store=store).labels("pool")) == 1797


SLOW = """
import os, sys, time
from dataclasses import replace
from pathlib import Path
import numpy as np
from ltcore.config.sources import TableOptions
from ltcore.data import CATALOG
from ltcore.data.store import prepare_once

def slow_and_counted(options, writer, progress):
    Path(options.root, f"prepared-{os.getpid()}").touch()
    time.sleep(float(sys.argv[3]))
    writer.append_split("pool", np.zeros((4, 1), dtype=np.float32), np.array([0, 1, 0, 1]))
    return ("a", "b")

entry = replace(CATALOG["table"], prepare=slow_and_counted, manifest=None)
source = prepare_once(entry, TableOptions(root=sys.argv[1]), Path(sys.argv[2]), lambda *_: None)
assert source.labels("pool").tolist() == [0, 1, 0, 1]
"""


def preparing(root, store, seconds):
    return subprocess.Popen([sys.executable, "-c", SLOW, str(root), str(store), str(seconds)])


def test_two_processes_prepare_once(store, tmp_path):
    workers = [preparing(tmp_path, store, 1.5) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert len(list(tmp_path.glob("prepared-*"))) == 1


def test_what_a_killed_process_left_is_removed(store, tmp_path):
    worker = preparing(tmp_path, store, 60)
    while not list(store.glob(".table-*.partial-*")):
        assert worker.poll() is None
        time.sleep(0.01)
    worker.kill()
    worker.wait(30)
    assert list(store.glob(".table-*.partial-*"))
    assert not list(store.glob("table-*"))
    assert preparing(tmp_path, store, 0).wait(60) == 0
    assert not list(store.glob(".table-*.partial-*"))
    assert len(list(store.glob("table-*"))) == 1


class NoLock:
    """What a lock is worth on some network mounts."""

    is_locked = False

    def __init__(self, _path):
        pass

    def acquire(self, **_):
        self.is_locked = True

    def release(self):
        self.is_locked = False


@pytest.mark.parametrize("late", [False, True])
def test_two_machines_whose_locks_hold_nobody_back(store, monkeypatch, late):
    """The second begins while the first prepares, and is done before it, or as it gives the folder its name."""
    monkeypatch.setattr("ltcore.data.store.FileLock", NoLock)
    monkeypatch.setattr("ltcore.data.store.on_network", lambda _: True)
    begun: list[int] = []
    finish = SourceWriter.finish

    def other_machine():
        if not begun:
            begun.append(1)
            prepare(DIGITS, store=store)

    def finish_slowly(self, *arguments):
        finish(self, *arguments)
        if late:
            other_machine()

    monkeypatch.setattr(SourceWriter, "finish", finish_slowly)
    found = prepare(DIGITS, store=store, progress=lambda *_: None if late else other_machine())
    assert begun
    assert len(found.labels("pool")) == 1797
    assert len([path for path in store.iterdir() if path.is_dir()]) == 1


def test_a_name_that_another_machine_gave_a_moment_ago(tmp_path):
    partial, folder = tmp_path / "partial", tmp_path / "folder"
    for place in (partial, folder):
        place.mkdir()
        (place / "images").touch()
    with pytest.raises(OSError, match="not empty"):
        _give_name(partial, folder)
    (folder / DESCRIPTION).touch()
    _give_name(partial, folder)
    assert (folder / DESCRIPTION).exists()


def test_the_default_store_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path))
    assert default_store() == tmp_path
    monkeypatch.delenv("LTLAB_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_store() == tmp_path / "long-tail-lab"


def test_a_downloaded_set_without_root_lies_in_the_store(store):
    options = located_options(DataConfig(name="mnist").options, store)
    assert options.model_dump() == {"root": str(store / "downloads")}


def test_nothing_prepared_verifies_to_nothing(store):
    assert verify(store) == []
