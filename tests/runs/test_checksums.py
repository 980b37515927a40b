"""What a run's results were when it ended, and how a change is noticed and told."""

import json
import os

import numpy as np
import pandas as pd
import pytest

from ltcore.config import SCHEMA_VERSION
from ltcore.runs import DamagedRunError, RunFolder, RunStore, Status
from ltcore.runs.checksums import (
    CHECKSUMS,
    changed_files,
    describe_changes,
    forget_checksums,
    read_checksums,
    renew_checksum,
    write_checksums,
)
from ltcore.runs.known_files import is_known, is_result
from ltcore.runs.verifying import verify_run


@pytest.fixture
def ended(folder: RunFolder, task) -> RunFolder:
    """A run that has ended, with two predictions that are right by their logits."""
    folder.write_class_table(task)
    folder.append_metrics({"stage": "train", "epoch": 1, "test_error": 0.5})
    frame = pd.DataFrame({"split": ["test"], "class": [0], "support": [1], "recall": [1.0]})
    folder.write_per_class("train", 1, frame)
    predictions = pd.DataFrame({"index": [0, 1], "label": [0, 1], "predicted": [0, 1]})
    folder.write_predictions("test", predictions)
    folder.write_logits("test", np.array([[2.0, 1.0], [0.0, 1.0]], np.float32))
    write_checksums(folder.path)
    folder.write_status(Status(state="finished"))
    return folder


def verdict(store: RunStore, folder: RunFolder) -> tuple[str, str]:
    found = verify_run(store.load(folder.id))
    return found.verdict, found.message


def test_a_run_that_nobody_touched_is_whole(store, ended):
    assert verdict(store, ended) == ("whole", "")
    assert set(read_checksums(ended.path) or {}) == {
        *("class_table.parquet", "config.json", "logits_test.npy", "metrics.jsonl"),
        *("per_class/train-000001-test.parquet", "predictions_test.parquet"),
    }


def test_what_may_change_after_the_end_is_no_change(store, ended):
    ended.log("seen again")
    ended.write_status(Status(state="finished", message="told again"))
    ended.request_cancel()
    (ended.path / "notes.txt").write_text("of a person")
    (ended.path / "embeddings").mkdir()
    (ended.path / "embeddings" / "test-pca.parquet").write_bytes(b"")
    (ended.path / "run.lock").touch()
    assert verdict(store, ended) == ("whole", "")


def test_every_flipped_bit_of_every_result_is_found(ended):
    """The time of a file is put back after each change: its content alone has to tell."""
    tried = 0
    for name in read_checksums(ended.path) or {}:
        path = ended.path / name
        content, times = path.read_bytes(), path.stat()
        for place in range(0, len(content), max(1, len(content) // 20)):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            found = changed_files(ended.path)
            assert [change.name for change in found] == [name]
            assert describe_changes(found) == (
                f"Changed since it was written: {name} has different content."
            )
            tried += 1
        path.write_bytes(content)
        assert changed_files(ended.path) == ()
    assert tried > 100


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_copy_that_was_broken_off_is_said_to_be_one(store, ended, share):
    path = ended.path / "logits_test.npy"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    (ended.path / "predictions_test.parquet").unlink()
    said, message = verdict(store, ended)
    assert said == "changed"
    assert message.startswith(
        "The folder was copied only partially: logits_test.npy is truncated: "
    )
    assert "predictions_test.parquet is missing" in message
    assert "Copy it again" in message


@pytest.mark.parametrize("missing", ["status.json", "config.json"])
@pytest.mark.parametrize("later", [False, True])
def test_a_copy_without_its_first_files_is_damaged_and_never_queued(store, ended, missing, later):
    (ended.path / missing).unlink()
    if later:  # broken off even earlier
        (ended.path / "checksums.json").unlink()
        (ended.path / "metrics.jsonl").unlink(missing_ok=True)
    (record,) = store.records()
    assert record.damaged.startswith(
        f"{missing} is missing: the folder was copied only partially. "
    )
    assert "copy" in record.damaged.partition("partially. ")[2]
    assert "delete" in record.damaged
    assert verify_run(record).verdict == "damaged"


def test_a_result_that_is_added_or_linked_is_told(store, ended, tmp_path):
    ended.write_logits("val", np.zeros((1, 2), np.float32))
    assert "logits_val.npy was added after the run ended" in verdict(store, ended)[1]
    (ended.path / "logits_val.npy").unlink()
    path = ended.path / "metrics.jsonl"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert "metrics.jsonl is a symbolic link, which is not followed" in verdict(store, ended)[1]


def test_without_checksums_predictions_and_logits_are_still_compared(store, ended):
    forget_checksums(ended.path)
    assert verdict(store, ended)[0] == "unknown"
    ended.write_logits("test", np.array([[2.0, 1.0], [1.0, 0.0]], np.float32))
    assert verdict(store, ended) == (
        "changed",
        (
            "1 of 2 classes in predictions_test.parquet are not those with the largest logit in "
            "logits_test.npy."
        ),
    )
    ended.write_logits("test", np.zeros((3, 2), np.float32))
    assert "has shape (3, 2), but predictions_test.parquet has 2 rows" in verdict(store, ended)[1]


BAD = [
    {"format": 2, "files": {}},
    {"format": 1},
    {"format": 1, "files": []},
    {"format": 1, "files": {"metrics.jsonl": 3}},
    {"format": 1, "files": {"metrics.jsonl": {"size": -1, "sha256": "0" * 64}}},
    {"format": 1, "files": {"metrics.jsonl": {"size": True, "sha256": "0" * 64}}},
    {"format": 1, "files": {"metrics.jsonl": {"size": 10**30, "sha256": "0" * 64}}},
    {"format": 1, "files": {"metrics.jsonl": {"size": 1, "sha256": "0" * 63 + "\n"}}},
    {"format": 1, "files": {"../outside": {"size": 1, "sha256": "0" * 64}}},
    {"format": 1, "files": {"/etc/hostname": {"size": 1, "sha256": "0" * 64}}},
    {"format": 1, "files": {"per_class/../../x.parquet": {"size": 1, "sha256": "0" * 64}}},
]


@pytest.mark.parametrize("content", BAD)
def test_checksums_that_are_none_are_damage(store, ended, content):
    (ended.path / CHECKSUMS).write_text(json.dumps(content))
    with pytest.raises(DamagedRunError, match=r"checksums\.json"):
        changed_files(ended.path)
    assert verdict(store, ended)[0] == "damaged"


def test_an_import_has_checksums(store, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n0,1\n1,1\n")
    record = store.import_predictions(file, name="mine")
    assert verify_run(record).verdict == "whole"
    assert record.folder.changed_files() == ()
    record.folder.append_metrics({"stage": "imported", "epoch": 2})
    assert [change.name for change in record.folder.changed_files()] == ["metrics.jsonl"]


@pytest.mark.parametrize(
    "name",
    [
        *("../config.json", "/config.json", "config.json/", "./config.json", "CONFIG.JSON", ""),
        *("config.json\n", "per_class//all.parquet", "per_class/x/all.parquet", "run.lock"),
        *("checkpoint/00-000000001.pt", "snapshots/../config.json", "logits_other.npy", "a\\b"),
    ],
)
def test_other_names_are_no_files_of_a_run(name):
    assert not is_result(name)
    assert not is_known(name)


def test_a_file_of_another_size_is_not_read_at_all(tmp_path, monkeypatch):
    """A file of a terabyte that takes no room on the disk would keep a page for hours."""
    (tmp_path / "metrics.jsonl").write_text('{"stage": "train", "epoch": 1}\n')
    write_checksums(tmp_path)
    os.truncate(tmp_path / "metrics.jsonl", 2**40)
    monkeypatch.setattr("hashlib.file_digest", None)
    (change,) = changed_files(tmp_path)
    assert str(change) == "metrics.jsonl has different content"


def test_a_result_that_is_written_again_on_purpose_is_no_change(store, ended):
    config = ended.read_config().model_copy(update={"name": "new label"})
    renew_checksum(ended.path, "config.json", lambda: ended.write_config(config))
    assert ended.read_config().name == "new label"
    assert verdict(store, ended) == ("whole", "")


def test_a_result_that_was_changed_before_stays_known_as_changed(store, ended):
    path = ended.path / "config.json"
    path.write_bytes(path.read_bytes() + b"\n")
    config = ended.read_config().model_copy(update={"name": "new label"})
    renew_checksum(ended.path, "config.json", lambda: ended.write_config(config))
    assert "config.json has different content" in verdict(store, ended)[1]


def test_where_there_are_no_checksums_none_are_made(store, ended):
    forget_checksums(ended.path)
    assert verdict(store, ended) == (
        "unknown",
        "no checksums: it was written before checksums existed, or checksums.json was removed",
    )
    renew_checksum(ended.path, "config.json", lambda: ended.write_config(ended.read_config()))
    assert read_checksums(ended.path) is None


def test_a_run_of_a_newer_version_is_not_said_to_be_changed(store, ended):
    path = ended.path / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": SCHEMA_VERSION + 1}))
    write_checksums(ended.path)
    (record,) = store.records()
    found = verify_run(record)
    assert (found.verdict, found.files) == ("unknown", 6)
    assert "newer version" in found.message
    (ended.path / "logits_test.npy").write_bytes(b"")
    found = verify_run(record)
    assert found.verdict == "changed"
    assert "logits_test.npy is truncated" in found.message
