"""Nothing outside a run's folder is ever written or removed, and nothing but plain files is opened."""

import ast
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ltcore
from ltcore.config import RunConfig
from ltcore.runs import DamagedRunError, RunFolder, RunWriteError, Status, run_lock
from ltcore.runs.atomic import append_line, make_folder, open_log, remove_file
from ltcore.runs.checksums import write_checksums
from ltcore.runs.disk import held
from ltcore.runs.reserve import reserved_space
from ltcore.runs.unlabelled import read_hidden_truth, read_unlabelled, write_unlabelled
from ltcore.sweeps import start_queue_detached
from ltcore.types import Task

TASK = Task("toy", ("cat", "lynx"), np.array([5, 1]), (2,))
ONE = np.zeros(1, np.int64)
PART = pd.DataFrame({"split": ["val"], "class": [0], "support": [1], "recall": [1.0]})


def locked(folder):
    with run_lock(folder.path):
        pass


def reserved(folder):
    with reserved_space(folder.path):
        pass


WRITES = {
    "config.json": lambda folder: folder.write_config(RunConfig(), created=1.0),
    "class_table.parquet": lambda folder: folder.write_class_table(TASK),
    "environment.json": lambda folder: folder.write_environment({}),
    "status.json": lambda folder: folder.write_status(Status()),
    "log.txt": lambda folder: folder.log("text"),
    "metrics.jsonl": lambda folder: folder.append_metrics({"stage": "train", "epoch": 1}),
    "predictions_test.parquet": lambda folder: folder.write_predictions("test", PART),
    "unlabelled.parquet": lambda folder: write_unlabelled(folder, ONE, ONE),
    "hidden_truth.parquet": lambda folder: write_unlabelled(folder, ONE, ONE),
    "logits_test.npy": lambda folder: folder.write_logits("test", np.zeros((2, 2))),
    "features_val.npy": lambda folder: folder.write_features("val", np.zeros((2, 2))),
    "classifier.npz": lambda folder: folder.write_classifier(
        np.zeros((2, 2), np.float32), None, 1.0
    ),
    "thumbnails.npy": lambda folder: folder.write_thumbnails(np.zeros((1, 2, 2, 1), np.uint8)),
    "per_class/train-000001-val.parquet": lambda folder: folder.write_per_class("train", 1, PART),
    "train_class_stats/train-000001-val.parquet": lambda folder: folder.write_train_class_stats(
        "train", 1, PART
    ),
    "snapshots/train-000001.npz": lambda folder: folder.write_snapshot(
        "train", 1, np.zeros((1, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64)
    ),
    "control/stop": lambda folder: folder.request_cancel(),
    "checksums.json": lambda folder: write_checksums(folder.path),
    "run.lock": locked,
    ".reserve.tmp": reserved,
}
READS = {
    "config.json": lambda folder: folder.read_manifest(),
    "class_table.parquet": lambda folder: folder.read_class_table(),
    "environment.json": lambda folder: folder.read_environment(),
    "status.json": lambda folder: folder.read_status(),
    "log.txt": lambda folder: folder.read_log(),
    "metrics.jsonl": lambda folder: folder.read_metrics(),
    "predictions_test.parquet": lambda folder: folder.read_predictions("test"),
    "unlabelled.parquet": read_unlabelled,
    "hidden_truth.parquet": read_hidden_truth,
    "logits_test.npy": lambda folder: folder.read_logits("test"),
    "features_val.npy": lambda folder: folder.read_features("val"),
    "classifier.npz": lambda folder: folder.read_classifier(),
    "thumbnails.npy": lambda folder: folder.read_thumbnails(),
    "per_class/train-000001-val.parquet": lambda folder: folder.read_per_class(),
    "train_class_stats/train-000001-val.parquet": lambda folder: folder.read_train_class_stats(),
    "snapshots/train-000001.npz": lambda folder: folder.read_snapshot("train", 1),
    "checksums.json": lambda folder: folder.changed_files(),
}


@pytest.fixture
def outside(tmp_path):
    """A folder that has one file of every name that a run writes, and nothing to do with it."""
    place = tmp_path / "outside"
    for name in (*WRITES, "checkpoint/00-000000001.json", ".left.0123456789ab.tmp"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("of somebody else\n")
    return place


def content_of(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def a_folder(place: Path, name: str) -> RunFolder:
    place.mkdir()
    (place / name).parent.mkdir(exist_ok=True)
    return RunFolder(place)


def linked(place, outside, name):
    place.symlink_to(outside / name)


def dangling(place, outside, name):
    place.symlink_to(outside / "not there")


def pipe(place, outside, name):
    os.mkfifo(place)


def folder_instead(place, outside, name):
    place.mkdir()


ODD = {
    linked: "is a symbolic link, which is not followed",
    dangling: "is a symbolic link, which is not followed",
    pipe: "is not a plain file",
    folder_instead: "is a folder, not a file",
}


@pytest.mark.parametrize("name", WRITES)
def test_no_write_goes_through_a_link_or_into_a_pipe(tmp_path, outside, name):
    before = content_of(outside)
    for number, (odd, reason) in enumerate(ODD.items()):
        folder = a_folder(tmp_path / f"run{number}", name)
        odd(folder.path / name, outside, name)
        with pytest.raises(RunWriteError, match=f"{reason}. Remove it"):
            WRITES[name](folder)
        assert (folder.path / name).exists() == (odd is not dangling)
        left = [path for path in folder.path.rglob("*") if path.name.endswith(".tmp")]
        assert left in ([], [folder.path / name])
    assert content_of(outside) == before
    assert not (outside / "not there").exists()


@pytest.mark.parametrize("name", [name for name in WRITES if "/" in name])
def test_no_write_goes_through_a_linked_folder(tmp_path, outside, name):
    before = content_of(outside)
    part = Path(name).parent.name
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    (folder.path / part).symlink_to(outside / part)
    with pytest.raises(RunWriteError, match=f"{part} is a symbolic link"):
        WRITES[name](folder)
    (folder.path / part).unlink()
    (folder.path / part).write_text("a file")
    with pytest.raises(RunWriteError, match=f"{part} is a file, not a folder"):
        WRITES[name](folder)
    assert content_of(outside) == before


@pytest.mark.parametrize("name", READS)
def test_no_read_follows_a_link_or_waits_for_a_pipe(tmp_path, outside, name):
    for number, odd in enumerate((linked, dangling, pipe)):
        folder = a_folder(tmp_path / f"run{number}", name)
        odd(folder.path / name, outside, name)
        with pytest.raises(DamagedRunError, match=ODD[odd]):
            READS[name](folder)


def test_what_is_linked_as_the_run_itself_is_not_written_to(tmp_path, outside):
    before = content_of(outside)
    (tmp_path / "run").symlink_to(outside)
    folder = RunFolder(tmp_path / "run")
    for write in WRITES.values():
        with pytest.raises((RunWriteError, DamagedRunError, FileNotFoundError)):
            write(folder)
    assert content_of(outside) == before


def test_nothing_is_removed_through_a_link(tmp_path, outside):
    before = content_of(outside)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    for part in ("control", "per_class", "checkpoint", "snapshots"):
        (folder.path / part).symlink_to(outside / part)
    (folder.path / "all").symlink_to(outside)
    with pytest.raises(RunWriteError, match="control is a symbolic link"):
        folder.clear_cancel()
    with pytest.raises(DamagedRunError, match="per_class is a symbolic link"):
        folder.compact()
    folder.remove_leftovers()
    with pytest.raises(RunWriteError, match="all is a symbolic link"):
        remove_file(folder.path / "all" / "log.txt")
    assert content_of(outside) == before
    assert len(list(folder.path.iterdir())) == 5


def test_only_names_of_our_own_are_removed(tmp_path):
    folder = RunFolder(tmp_path)
    folder.write_per_class("train", 1, PART)
    (tmp_path / "per_class" / "mine.parquet").write_bytes(
        (tmp_path / "per_class" / "train-000001-val.parquet").read_bytes()
    )
    for name in (".left.0123456789ab.tmp", ".hidden", ".notes.tmp", "notes.tmp"):
        (tmp_path / name).touch()
        (tmp_path / "per_class" / name).touch()
    folder.compact()
    folder.remove_leftovers()
    kept = {".hidden", ".notes.tmp", "notes.tmp"}
    assert {path.name for path in tmp_path.iterdir()} == kept | {"per_class"}
    names = {path.name for path in (tmp_path / "per_class").iterdir()}
    assert names == kept | {"all.parquet", "mine.parquet"}


def test_a_file_with_a_second_name_is_copied_before_it_grows(tmp_path):
    for name in ("metrics.jsonl", "log.txt"):
        backup, path = tmp_path / f"{name}.backup", tmp_path / name
        backup.write_text("first\n")
        os.link(backup, path)
        if name == "log.txt":
            with open_log(path) as log:
                log.write(b"next\n")
        else:
            append_line(path, "next")
        assert backup.read_text() == "first\n"
        assert path.read_text() == "first\nnext\n"


def test_a_root_may_be_a_link_and_a_folder_in_it_may_not(tmp_path):
    (tmp_path / "disk").mkdir()
    root = tmp_path / "runs"
    root.symlink_to(tmp_path / "disk")
    make_folder(root / "run", in_root=True)
    open_log(root / "queue.log", in_root=True).close()
    assert {path.name for path in (tmp_path / "disk").iterdir()} == {"run", "queue.log"}
    with pytest.raises(RunWriteError, match="runs is a symbolic link"):
        make_folder(root / "other")


def test_the_log_of_a_queue_is_never_a_link(tmp_path, outside):
    (tmp_path / "queue.log").symlink_to(outside / "log.txt")
    with pytest.raises(RunWriteError, match=r"queue.log is a symbolic link"):
        start_queue_detached(tmp_path, command=["false"])
    assert (outside / "log.txt").read_text() == "of somebody else\n"


def test_a_link_that_takes_the_place_of_a_held_folder_changes_nothing(tmp_path, outside):
    place = tmp_path / "run"
    place.mkdir()
    with held(place) as folder:
        place.rename(tmp_path / "moved")
        place.symlink_to(outside)
        with folder.create("status.json") as file:
            file.write(b"ours")
        folder.remove("log.txt")
    assert (tmp_path / "moved" / "status.json").read_bytes() == b"ours"
    assert (outside / "log.txt").exists()


WRITING = {
    *("write_bytes", "write_text", "unlink", "rmtree", "rename", "rmdir", "mkdir", "makedirs"),
    *("symlink_to", "touch", "chmod", "truncate", "removedirs", "copyfile", "copytree"),
}
ALLOWED = {
    (
        "runs/atomic.py",
        "mkdir",
    ),  # the root of the runs and the folders above it, which may be links
    ("runs/archive.py", "open"),  # a member of a zip file
    ("sweeps/runners.py", "mkdir"),  # this machine's own folder of locks, below no run
}


def writes_of(path: Path) -> set[str]:
    """Return the calls of a source file that write or remove, and those that open to write."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    found = set()
    for call in calls:
        name = (
            call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        )
        modes = [word.value for word in call.args if isinstance(word, ast.Constant)]
        writing = any(isinstance(mode, str) and mode[:1] in tuple("wax") for mode in modes)
        if name in WRITING or (name == "open" and writing):
            found.add(name)
    return found


def test_whatever_writes_below_a_run_goes_through_one_place():
    root = Path(ltcore.__file__).parent
    files = [
        path for part in ("runs", "sweeps", "embeddings") for path in (root / part).rglob("*.py")
    ]
    files += [root / "engine" / name for name in ("checkpoint.py", "reporter.py", "worker.py")]
    found = {
        (path.relative_to(root).as_posix(), call)
        for path in files
        if path != root / "runs" / "disk.py"
        for call in writes_of(path)
    }
    assert found == ALLOWED
    assert {"unlink", "rename", "mkdir", "rmtree"} <= writes_of(root / "runs" / "disk.py")
