import os
from dataclasses import replace

import pytest

from ltcore.runs import Status, known
from ltcore.runs.known import KnownRecords, is_settled, mark


@pytest.fixture(autouse=True)
def written_long_ago(monkeypatch):
    monkeypatch.setattr(known, "SETTLED_S", -1.0)


@pytest.fixture
def finished(folder, task):
    folder.write_class_table(task)
    folder.write_status(Status(state="finished", heartbeat=1.0, progress=1.0))
    return folder


def test_a_run_that_has_ended_is_read_once(store, finished):
    records = KnownRecords()
    (first,) = store.records(records)
    (second,) = store.records(records)
    assert second is first
    assert store.records()[0] is not first


def test_a_run_that_goes_on_is_read_each_time(store, folder):
    records = KnownRecords()
    folder.write_status(Status(state="running", heartbeat=1.0, pid=1))
    assert store.records(records)[0] is not store.records(records)[0]


def test_files_that_changed_just_now_are_not_relied_on(store, finished, monkeypatch):
    monkeypatch.setattr(known, "SETTLED_S", 3600.0)
    records = KnownRecords()
    assert store.records(records)[0] is not store.records(records)[0]
    found = mark(finished.path / "config.json")
    assert found is not None
    marks, changed = (found, None), found[3] / 1e9
    assert not is_settled(marks, changed + 3599)
    assert is_settled(marks, changed + 3601)


@pytest.mark.parametrize("name", ["config.json", "status.json", "class_table.parquet"])
def test_a_content_of_the_same_size_and_time_is_read_anew(store, finished, name):
    records = KnownRecords()
    (first,) = store.records(records)
    path = finished.path / name
    before, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + content[-1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert store.records(records)[0] is not first


def test_what_is_said_of_a_run_follows_its_files(store, finished):
    records = KnownRecords()
    store.records(records)
    finished.write_status(replace(finished.read_status(), state="failed", message="disk full"))
    assert store.records(records)[0].shown_state == "failed"
    (finished.path / "status.json").write_bytes(b"{")
    assert store.records(records)[0].damaged
    finished.path.rename(finished.path.with_name("elsewhere"))
    assert [record.id for record in store.records(records)] == ["elsewhere"]


def test_a_link_to_the_folder_of_a_known_run_is_not_followed(store, finished, tmp_path):
    records = KnownRecords()
    store.records(records)
    moved = tmp_path / "moved"
    finished.path.rename(moved)
    finished.path.symlink_to(moved)
    assert "symbolic link" in store.records(records)[0].damaged


def test_no_more_are_kept_than_said(store, finished):
    records = KnownRecords(most=0)
    assert store.records(records)[0].id == finished.id
    assert KnownRecords(most=1).of(finished.path, lambda: store.load(finished.id)).id == finished.id
