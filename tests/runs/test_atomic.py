import errno
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.runs import RunWriteError
from ltcore.runs.atomic import (
    append_line,
    atomic_file,
    atomic_write_bytes,
    atomic_write_json,
    explained,
    make_root,
    strict,
)


def failing(number: int):
    def fail(*_args, **_settings):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "status.json"
    atomic_write_bytes(path, b"old")
    atomic_write_bytes(path, b"new and longer")
    assert path.read_bytes() == b"new and longer"
    assert list(tmp_path.iterdir()) == [path]


def test_the_content_reaches_the_disk_before_the_name(tmp_path, monkeypatch):
    calls: list[str] = []
    original_rename, original_sync = os.rename, os.fsync

    def rename(*args, **settings):
        calls.append("rename")
        return original_rename(*args, **settings)

    def sync(descriptor):
        calls.append("sync")
        return original_sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "rename", rename)
    atomic_write_bytes(tmp_path / "file", b"content")
    assert calls == ["sync", "rename", "sync"]


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    atomic_write_bytes(path, b"old")

    def write_half():
        with atomic_file(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, ("the disk is full", "7 bytes needed; ", "a quota", "resume", "--runs")),
        (errno.EDQUOT, ("the disk is full",)),
        (errno.EROFS, ("read-only", "LTLAB_RUNS")),
        (errno.EACCES, ("read-only",)),
        (errno.EIO, (os.strerror(errno.EIO),)),
    ],
)
def test_a_failed_write_names_file_reason_and_way_out(tmp_path, monkeypatch, number, words):
    path = tmp_path / "file"
    atomic_write_bytes(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(number))
        with pytest.raises(RunWriteError) as caught:
            atomic_write_bytes(path, b"content")
    assert caught.value.errno == number
    for word in (str(path), *words):
        assert word in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("free", "figures"),
    [
        (0, "5,000 bytes needed, 0 free: 5,000 are missing"),
        (4096, "5,000 bytes needed, 4,096 free: 904 are missing"),
        (5000, "5,000 bytes needed; 5,000 are free, but a quota or the system keeps them"),
    ],
)
def test_a_full_disk_says_what_is_missing(tmp_path, monkeypatch, free, figures):
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    for write in (
        lambda path: atomic_write_bytes(path, bytes(5000)),
        lambda path: append_line(path, "x" * 4999),
    ):
        with pytest.raises(RunWriteError) as caught:
            write(tmp_path / "file")
        assert f"the disk is full ({figures})" in str(caught.value)


def test_of_a_file_that_grew_as_far_as_it_could_nobody_knows_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))

    def fill():
        with atomic_file(tmp_path / "file") as file:
            file.write(bytes(4096))
            file.flush()
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(RunWriteError) as caught:
        fill()
    assert "the disk is full (more than 4,096 bytes needed, 4,096 free)" in str(caught.value)


@pytest.mark.skipif(
    not Path("/sys/kernel").is_dir(), reason="needs a folder that even root cannot write"
)
def test_a_read_only_folder_is_named():
    with pytest.raises(RunWriteError, match="the folder /sys/kernel is read-only"):
        atomic_write_bytes(Path("/sys/kernel/file"), b"content")


def test_a_folder_that_is_gone_is_not_made_again(tmp_path):
    with pytest.raises(RunWriteError, match="is gone"):
        atomic_write_bytes(tmp_path / "gone" / "file", b"content")
    with pytest.raises(RunWriteError, match="is gone"):
        append_line(tmp_path / "gone" / "log.txt", "text")
    assert not (tmp_path / "gone").exists()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no folders")
@pytest.mark.parametrize("root", ["/proc/x", "/proc/x/y"])
def test_a_root_that_cannot_be_made_is_not_said_to_be_a_deleted_run(root):
    with pytest.raises(RunWriteError, match=r"could not write /proc/x: .* with --runs") as caught:
        make_root(Path(root))
    assert "gone" not in str(caught.value)


def test_a_root_is_made_with_the_folders_above_it(tmp_path):
    make_root(tmp_path / "a" / "b")
    make_root(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(RunWriteError, match=r"could not write .*file.*Store runs elsewhere"):
        make_root(tmp_path / "file" / "runs")


def test_json_is_strict(tmp_path):
    path = tmp_path / "file.json"
    value = {"a": np.float32("nan"), "b": [float("inf"), np.int64(3)], "c": np.array([1.0, np.nan])}
    atomic_write_json(path, value)
    assert json.loads(path.read_text(), parse_constant=pytest.fail) == {
        "a": None,
        "b": [None, 3],
        "c": [1.0, None],
    }


@settings(max_examples=40, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=10))
def test_strict_values_always_dump(value):
    json.dumps(strict({"value": value}), allow_nan=False)


def test_a_line_is_appended_after_a_broken_one(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"whole\nbro")
    append_line(path, "next")
    assert path.read_bytes() == b"whole\nbro\nnext\n"


def test_a_short_write_is_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "write", lambda *_: 3)
    with pytest.raises(RunWriteError, match="the disk is full"):
        append_line(tmp_path / "log", "text")


def test_a_full_disk_claims_no_number_that_is_not_known(tmp_path):
    said = str(explained(OSError(errno.ENOSPC, "full"), tmp_path / "file", 0))
    assert "the disk is full (" in said
    assert "bytes needed" not in said
