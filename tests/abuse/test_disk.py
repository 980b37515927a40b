"""A disk that fills up or cannot be written: the run says so, and what was good stays good."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

from ltcore.engine import reporter
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.trainer import Trainer
from ltcore.runs import RunFolder, RunWriteError
from ltcore.runs.atomic import append_line
from ltcore.runs.tables import write_array

WRITES = {
    "checkpoint": (reporter, "write_checkpoint", "checkpoint/00-"),
    "metrics": (RunFolder, "append_metrics", "metrics.jsonl"),
    "status": (RunFolder, "write_status", "status.json"),
    "per_class": (RunFolder, "write_per_class", "per_class/train-"),
    "train_class_stats": (RunFolder, "write_train_class_stats", "train_class_stats/train-"),
    "snapshot": (RunFolder, "write_snapshot", "snapshots/train-"),
    "thumbnails": (RunFolder, "write_thumbnails", "thumbnails.npy"),
    "class_table": (RunFolder, "write_class_table", "class_table.parquet"),
    "logits": (RunFolder, "write_logits", "logits_test.npy"),
    "predictions": (RunFolder, "write_predictions", "predictions_test.parquet"),
    "classifier": (RunFolder, "write_classifier", "classifier.npz"),
    "compaction": (RunFolder, "compact", "per_class/all.parquet"),
    "log": (RunFolder, "log", "log.txt"),
}


def nothing_half_written(folder: RunFolder) -> None:
    assert not [path.name for path in folder.path.rglob(".*") if path.name != ".lock"]
    states = {path.stem for path in folder.path.glob("checkpoint/*.json")}
    assert {path.stem for path in folder.path.glob("checkpoint/*.safetensors")} == states
    assert folder.read_metrics().attrs["damaged_lines"] == []
    folder.read_per_class()
    folder.read_train_class_stats()


@pytest.mark.parametrize("write", WRITES)
def test_a_full_disk_ends_the_run_and_nothing_else(lab, same_bits, disk, write, monkeypatch):
    """The disk is filled to the last byte before one write, and stays full."""
    where, function, file = WRITES[write]
    config = lab.config("ldam_drw", epochs=1)
    straight = lab.reference(config)
    lab.root = disk.root
    folder = lab.folder(config, "full")
    original = getattr(where, function)
    calls = 0

    def filling(*arguments, **named):
        nonlocal calls
        calls += 1
        if calls == (3 if write in ("checkpoint", "status") else 1):
            disk.fill()
        return original(*arguments, **named)

    monkeypatch.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(where, function, filling)
    assert lab.work(folder) == "failed"
    status = folder.read_status()
    assert status.state == "failed"
    assert file in status.message
    assert "the disk is full" in status.message
    assert "resume the run" in status.message
    assert "the disk is full" in folder.read_log()
    nothing_half_written(folder)
    checkpoint = read_checkpoint(folder.path / "checkpoint")
    if checkpoint is None:
        assert write in ("class_table", "log", "status")
    else:
        assert checkpoint.skipped == ()

    monkeypatch.undo()
    disk.free()
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)
    nothing_half_written(folder)


@pytest.mark.parametrize("call", ["flush", "rename"])
@pytest.mark.parametrize("name", [".safetensors", ".json", "predictions_val.parquet"])
def test_a_write_that_the_system_refuses(lab, same_bits, break_writes, monkeypatch, name, call):
    """The same through the system's own calls; ".json" is every status and checkpoint state."""
    config = lab.config("ldam_drw", epochs=1)
    straight = lab.reference(config)
    folder = lab.folder(config, "refused")
    break_writes(name, call)
    if name == ".json":  # not even the end can be written down
        with pytest.raises(RunWriteError, match=r"status.json: the disk is full"):
            lab.work(folder)
    else:
        assert lab.work(folder) == "failed"
        assert "the disk is full" in folder.read_status().message
        assert name in folder.read_status().message
    monkeypatch.undo()
    nothing_half_written(folder)
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


def test_a_disk_that_is_full_from_the_start(lab, disk):
    lab.root = disk.root
    folder = lab.folder(lab.config(), "full")
    disk.fill()
    with pytest.raises(RunWriteError, match="the disk is full"):
        lab.work(folder)
    assert folder.read_status().attempt == 0


def test_a_line_that_fits_by_half_is_taken_back(disk):
    log = disk.root / "metrics.jsonl"
    append_line(log, "x" * 4085)  # ten bytes short of a page, which the file may still grow into
    disk.fill()
    with pytest.raises(RunWriteError, match=r"metrics.jsonl: the disk is full"):
        append_line(log, "y" * 50)
    assert log.read_bytes() == b"x" * 4085 + b"\n"
    disk.free()
    append_line(log, "z")
    assert log.read_text().split() == ["x" * 4085, "z"]


def test_an_array_that_fits_by_half_is_not_there(disk):
    """Large arrays go to the disk while they are written, small ones when their file is closed."""
    path = disk.root / "logits_test.npy"
    write_array(path, np.ones(10))
    with pytest.raises(RunWriteError, match=r"logits_test.npy: the disk is full"):
        write_array(path, np.zeros(2**21))
    kept = np.load(path)
    assert kept.tolist() == [1.0] * 10
    assert [path.name for path in disk.root.iterdir()] == ["logits_test.npy"]


def test_a_device_in_place_of_a_file_is_not_written_to():
    with pytest.raises(RunWriteError, match=r"could not write /dev/full: full is not a plain file"):
        append_line(Path("/dev/full"), "{}")


@pytest.fixture
def no_steps(monkeypatch):
    def step(*_):
        raise AssertionError("a step was trained")

    monkeypatch.setattr(Trainer, "_step", step)


@pytest.mark.usefixtures("no_steps")
def test_a_read_only_root_is_an_error_before_the_first_step(lab, read_only):
    folder = lab.folder(lab.config(), "run")
    read_only(lab.root)
    with pytest.raises(RunWriteError, match=r"run.lock: the folder .* is read-only"):
        lab.work(folder)


@pytest.mark.usefixtures("no_steps")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_root_that_belongs_to_somebody_else(lab):
    lab.root = Path(tempfile.mkdtemp())
    try:
        lab.root.chmod(0o755)
        folder = lab.folder(lab.config(), "run")
        os.seteuid(65534)
        with pytest.raises(RunWriteError, match="is read-only for this user"):
            lab.work(folder)
    finally:
        os.seteuid(0)
        shutil.rmtree(lab.root)


def test_a_root_that_becomes_read_only(lab, break_writes):
    folder = lab.folder(lab.config(), "run")
    break_writes("predictions_val.parquet", "rename", errno.EROFS)
    assert lab.work(folder) == "failed"
    assert "is read-only for this user" in folder.read_status().message


def test_a_run_that_is_deleted_while_it_trains(lab, monkeypatch):
    folder = lab.folder(lab.config(), "run")
    step = Trainer._step

    def deleting(self, state, number, batch):
        step(self, state, number, batch)
        if number == 4:
            shutil.rmtree(folder.path)

    monkeypatch.setattr(Trainer, "_step", deleting)
    with pytest.raises(LookupError, match="no longer exists"):
        lab.work(folder)
    assert not folder.path.exists()
