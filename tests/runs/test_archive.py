"""A run as one file: it comes back to the bit, and every archive that is not whole is refused whole."""

import errno
import json
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ltcore.runs import (
    ArchiveRefusedError,
    DamagedRunError,
    RunExistsError,
    RunInUseError,
    RunStore,
    RunWriteError,
    Status,
    run_lock,
)
from ltcore.runs import archive_import as importing
from ltcore.runs.archive import CONTENTS
from ltcore.runs.checksums import write_checksums
from ltcore.runs.disk import HeldFolder
from ltcore.runs.verifying import verify_run


@pytest.fixture
def run(store, config):
    """A finished run with files at two depths, and some that are not its own."""
    folder = store.create(config)
    folder.append_metrics({"stage": "train", "epoch": 1})
    folder.write_logits("test", np.zeros((200, 10), np.float32))
    folder.write_snapshot(
        "train", 1, np.zeros((1, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64)
    )
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "00-000000001.json").write_text("{}")
    (folder.path / "notes.txt").write_text("of a person")
    (folder.path / "log.txt").symlink_to("/etc/hostname")
    write_checksums(folder.path)
    folder.write_status(Status(state="finished"))
    return folder


@pytest.fixture
def archive(store, run, tmp_path):
    store.export(run.id, tmp_path / "run.zip")
    return tmp_path / "run.zip"


@pytest.fixture
def other(tmp_path):
    return RunStore(tmp_path / "other")


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def rewritten(path: Path, files: dict[str, bytes], contents: dict[str, Any] | None = None) -> Path:
    """Write an archive again with other members, and with another list where one is given."""
    out = path.with_name("again.zip")
    if contents is not None:
        files = files | {CONTENTS: json.dumps(contents).encode()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out


def nothing_is_left(store: RunStore) -> bool:
    return not store.root.exists() or list(store.root.iterdir()) == []


def test_a_run_comes_back_to_the_bit(run, archive, other):
    assert other.import_archive(archive) == run.id
    taken = other.load(run.id)
    assert verify_run(taken).verdict == "whole"
    files = {
        path.relative_to(taken.folder.path): path.read_bytes()
        for path in taken.folder.path.rglob("*")
        if path.is_file()
    }
    assert {str(name) for name in files} == {
        *("config.json", "status.json", "metrics.jsonl", "logits_test.npy", "checksums.json"),
        *("snapshots/train-000001.npz", "checkpoint/00-000000001.json"),
    }
    assert all((run.path / name).read_bytes() == content for name, content in files.items())


def test_the_same_run_makes_the_same_archive(store, run, archive, tmp_path):
    store.export(run.id, tmp_path / "second.zip")
    assert (tmp_path / "second.zip").read_bytes() == archive.read_bytes()


def test_no_run_and_no_file_is_overwritten(store, run, archive, other):
    with pytest.raises(ArchiveRefusedError, match="already exists"):
        store.export(run.id, archive)
    with pytest.raises(RunExistsError, match="delete it first"):
        store.import_archive(archive)
    other.import_archive(archive)
    with pytest.raises(RunExistsError):
        other.import_archive(archive)
    assert [path.name for path in other.root.iterdir()] == [run.id]


def test_the_archive_may_go_through_a_link_of_a_person(store, run, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    store.export(run.id, tmp_path / "link" / "run.zip")
    assert zipfile.is_zipfile(tmp_path / "disk" / "run.zip")
    with pytest.raises(ArchiveRefusedError, match=r"there is no folder .*: create it first"):
        store.export(run.id, tmp_path / "nowhere" / "run.zip")
    (tmp_path / "dangling.zip").symlink_to(tmp_path / "target.zip")
    with pytest.raises(ArchiveRefusedError, match="already exists"):
        store.export(run.id, tmp_path / "dangling.zip")
    assert not (tmp_path / "target.zip").exists()


def test_a_file_larger_than_the_disk_is_refused_before_it_is_read(store, run, tmp_path):
    os.truncate(run.path / "logits_test.npy", 2**43)  # takes no room: nothing is written into it
    with pytest.raises(ArchiveRefusedError, match=r"takes 8,796,\S+ bytes, but only \S+ are free"):
        store.export(run.id, tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()


def test_a_run_that_is_worked_on_is_not_exported(store, run, tmp_path):
    with run_lock(run.path), pytest.raises(RunInUseError, match="Wait until it ends"):
        store.export(run.id, tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()


def test_damage_anywhere_is_refused_and_nothing_stays(archive, other):
    whole = archive.read_bytes()
    refused = 0
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        archive.write_bytes(damaged)
        try:
            run_id = other.import_archive(archive)
        except ArchiveRefusedError:
            refused += 1
            assert nothing_is_left(other)
        else:  # a date or a comment: what was taken in is whole all the same
            assert verify_run(other.load(run_id)).verdict == "whole"
            other.delete(run_id)
            other.trash.empty()
            other.trash.path.rmdir()
    offset = whole.rindex(b"PK\x05\x06") + 16  # where the directory begins: far behind the end
    archive.write_bytes(whole[:offset] + b"\xff" * 4 + whole[offset + 4 :])
    with pytest.raises(ArchiveRefusedError, match="not a complete zip file"):
        other.import_archive(archive)
    for sixteenth in range(16):
        archive.write_bytes(whole[: len(whole) * sixteenth // 16])
        with pytest.raises(ArchiveRefusedError):
            other.import_archive(archive)
    assert refused > 75
    assert nothing_is_left(other)


NAMES = [
    *("../config.json", "/config.json", "C:\\config.json", "a/../../x", "run.lock", "notes.txt"),
    *("Config.json", "config.json ", "checkpoint/../x.json", "per_class/", "snapshots/x.npz"),
]


def test_names_that_are_no_text_are_damage(archive, other):
    content = bytearray(archive.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 9] |= 0x08  # its name is UTF-8
    content[entry + 46] = 0xFF
    archive.write_bytes(content)
    with pytest.raises(ArchiveRefusedError, match="not a complete zip file"):
        other.import_archive(archive)
    assert other.ids() == []


def test_a_file_that_is_not_there_is_no_damage(other, tmp_path):
    with pytest.raises(ArchiveRefusedError, match=r"gone\.zip cannot be read: No such file"):
        other.import_archive(tmp_path / "gone.zip")


@pytest.mark.parametrize("name", NAMES)
def test_a_member_is_never_a_path(archive, other, tmp_path, name):
    before = sorted(path for path in tmp_path.rglob("*") if other.root not in path.parents)
    files = members(archive)
    contents = json.loads(files[CONTENTS])
    contents["files"][name] = contents["files"]["config.json"]
    damaged = rewritten(archive, {**files, name: files["config.json"]}, contents)
    with pytest.raises(ArchiveRefusedError, match="is not a file name that a run uses"):
        other.import_archive(damaged)
    damaged.unlink()
    assert nothing_is_left(other)
    after = sorted(path for path in tmp_path.rglob("*") if other.root not in path.parents)
    assert [path for path in after if path != other.root] == before


@pytest.mark.parametrize("run_id", ["../x", "", ".hidden", "A", "/etc", 3, None, "x" * 300])
def test_the_id_is_never_a_path(archive, other, run_id):
    files = members(archive)
    contents = json.loads(files[CONTENTS]) | {"id": run_id}
    with pytest.raises(ArchiveRefusedError, match="is not a run id"):
        other.import_archive(rewritten(archive, files, contents))
    assert nothing_is_left(other)


def test_links_doubles_and_odd_packing_are_refused(archive, other, tmp_path):
    files = members(archive)
    for change, reason in {
        "link": "is a link",
        "pipe": "is a link or not a plain file",
        "double": "same name",
        "bzip2": "packed in an unusual way",
    }.items():
        out = tmp_path / f"{change}.zip"
        with zipfile.ZipFile(out, "w") as file:
            for name, content in files.items():
                member = zipfile.ZipInfo(name)
                if name == "metrics.jsonl" and change in ("link", "pipe"):
                    kind = stat.S_IFLNK if change == "link" else stat.S_IFIFO
                    member.external_attr = (kind | 0o777) << 16
                if name == "metrics.jsonl" and change == "bzip2":
                    member.compress_type = zipfile.ZIP_BZIP2
                file.writestr(member, content)
            if change == "double":
                with pytest.warns(UserWarning, match="Duplicate name"):
                    file.writestr("metrics.jsonl", files["metrics.jsonl"])
        with pytest.raises(ArchiveRefusedError, match=reason):
            other.import_archive(out)
        assert nothing_is_left(other)


def test_the_list_and_the_members_have_to_agree(archive, other):
    files = members(archive)
    contents = json.loads(files[CONTENTS])
    few = {name: content for name, content in files.items() if name != "metrics.jsonl"}
    more = {**files, "logits_val.npy": b"x"}
    for changed in (few, more):
        with pytest.raises(ArchiveRefusedError, match="do not agree"):
            other.import_archive(rewritten(archive, changed))
    for text in (b"", b"[]", b"{}", b"[" * 100_000, b"\xff"):
        with pytest.raises(ArchiveRefusedError, match=CONTENTS):
            other.import_archive(rewritten(archive, {**files, CONTENTS: text}))
    with pytest.raises(ArchiveRefusedError, match="ltlab runs export"):
        other.import_archive(
            rewritten(archive, {name: files[name] for name in files if name != CONTENTS})
        )
    swapped = {**files, "metrics.jsonl": files["status.json"]}
    with pytest.raises(ArchiveRefusedError, match=r"metrics\.jsonl does not match its checksum"):
        other.import_archive(rewritten(archive, swapped, contents))
    assert nothing_is_left(other)


def test_a_member_is_read_no_further_than_it_was_said_to_go(archive, other, monkeypatch):
    files = members(archive)
    contents = json.loads(files[CONTENTS])
    contents["files"]["logits_test.npy"]["size"] = 10
    large = rewritten(archive, {**files, "logits_test.npy": bytes(50 * 2**20)}, contents)
    taken = []
    blocks = importing._blocks

    def counted(source, size):
        for block in blocks(source, size):
            taken.append(len(block))
            yield block

    monkeypatch.setattr(importing, "_blocks", counted)
    with pytest.raises(ArchiveRefusedError, match=r"logits_test\.npy"):
        other.import_archive(large)
    assert sum(taken) < 10_000
    assert nothing_is_left(other)


def test_more_than_the_disk_has_is_refused_before_anything_is_written(archive, other):
    files = members(archive)
    contents = json.loads(files[CONTENTS])
    contents["files"]["logits_test.npy"]["size"] = 2**60
    with pytest.raises(ArchiveRefusedError, match=r"bytes, but only .* are free"):
        other.import_archive(rewritten(archive, files, contents))
    assert nothing_is_left(other)


def test_a_directory_of_a_million_names_is_refused_before_it_is_read(archive, other, monkeypatch):
    monkeypatch.setattr(importing, "MOST_DIRECTORY_BYTES", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ArchiveRefusedError, match="more files than a run"):
        other.import_archive(archive)


def test_a_full_disk_leaves_nothing(archive, other, monkeypatch):
    create = HeldFolder.create

    def full(self, name):
        if "logits" in name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return create(self, name)

    monkeypatch.setattr(HeldFolder, "create", full)
    with pytest.raises(RunWriteError, match="the disk is full"):
        other.import_archive(archive)
    assert nothing_is_left(other)


@pytest.mark.parametrize("missing", ["config.json", "status.json"])
def test_a_run_without_its_first_files_is_not_exported(store, run, tmp_path, missing):
    (run.path / missing).unlink()
    with pytest.raises(DamagedRunError, match=rf"{missing} is missing"):
        store.export(run.id, tmp_path / "half.zip")
    assert not (tmp_path / "half.zip").exists()


def test_an_archive_without_a_config_is_refused(archive, other):
    files = members(archive)
    contents = json.loads(files[CONTENTS])
    del files["config.json"], contents["files"]["config.json"]
    with pytest.raises(ArchiveRefusedError, match=r"no usable run: config\.json is missing"):
        other.import_archive(rewritten(archive, files, contents))
    assert nothing_is_left(other)


def test_what_is_no_part_of_a_run_stays_out_and_is_named(store, run, tmp_path):
    (run.path / "run.lock").touch()
    assert store.export(run.id, tmp_path / "run.zip") == ("notes.txt",)
