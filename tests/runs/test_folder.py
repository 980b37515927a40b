import json
import math

import numpy as np
import pandas as pd
import pytest

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.runs import DamagedRunError, RunFolder, RunGoneError, Status
from ltcore.runs.tables import PartedTable

READS = [
    "read_class_table",
    "read_environment",
    "read_per_class",
    "read_train_class_stats",
    "read_classifier",
    "read_thumbnails",
]


def per_class(recall: float, split: str = "test") -> pd.DataFrame:
    return pd.DataFrame(
        {"split": split, "class": [0, 1], "support": [5, 5], "recall": [1.0, recall]}
    )


def test_config_round_trips_and_says_what_it_is(folder, config):
    content = json.loads((folder.path / "config.json").read_text())
    assert content["schema"] == SCHEMA_VERSION
    assert content["id"] == folder.id == config.run_id
    assert content["created"] > 1.7e9
    assert folder.read_config() == config
    assert folder.read_manifest().imported is None


def test_nothing_is_there_yet(folder):
    for read in READS:
        assert getattr(folder, read)() is None
    for split in ("train", "val", "test"):
        assert folder.read_predictions(split) is None
        assert folder.read_logits(split) is None
        assert folder.read_features(split) is None
    assert folder.read_snapshot("train", 1) is None
    assert folder.snapshot_epochs() == []
    assert folder.read_metrics().empty
    assert folder.read_log() == ""
    folder.compact()


def test_a_deleted_folder_is_told_from_an_unfinished_one(folder):
    folder.path.rename(folder.path.with_name("elsewhere"))
    for read in [*READS, "read_status", "read_manifest", "read_config", "read_log", "read_metrics"]:
        with pytest.raises(RunGoneError, match="no longer exists"):
            getattr(folder, read)()
    with pytest.raises(RunGoneError):
        folder.read_logits("test")
    with pytest.raises(RunGoneError):
        folder.read_snapshot("train", 1)


def test_class_table_keeps_names_as_text(folder, task):
    folder.write_class_table(task)
    table = folder.read_class_table()
    assert table["class"].tolist() == [0, 1]
    assert table["name"].tolist() == ["cat", "<b>lynx</b>"]
    assert table["train_count"].tolist() == [50, 5]
    assert str(table["train_count"].dtype) == "int64"


def test_status_round_trips(folder):
    status = Status(
        state="failed", heartbeat=5.0, stage="train", epoch=3, epochs=9, progress=0.5, message="NaN"
    )
    folder.write_status(status)
    assert folder.read_status() == status
    (folder.path / "status.json").unlink()
    assert folder.read_status() == Status()
    (folder.path / "status.json").write_text('{"state": "dancing"}')
    with pytest.raises(DamagedRunError, match=r"status.json is not a status"):
        folder.read_status()


def test_log_is_appended_with_the_time(folder):
    folder.log("attempt 1")
    folder.log("Zeile zwei: äöü")
    lines = folder.read_log().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == ["attempt 1", "Zeile zwei: äöü"]


def test_environment_round_trips(folder):
    folder.write_environment({"torch": "2.14.1", "speed": math.inf})
    assert folder.read_environment() == {"torch": "2.14.1", "speed": None}


def test_parts_are_read_together_and_compacted(folder):
    folder.write_per_class("train", 1, per_class(0.1, "val"))
    folder.write_per_class("train", 2, per_class(0.2, "val"))
    folder.write_per_class("train", 2, per_class(0.3, "test"))
    before = folder.read_per_class()
    assert list(before.columns[:3]) == ["stage", "epoch", "split"]
    assert len(before) == 6
    folder.compact()
    assert [path.name for path in (folder.path / "per_class").iterdir()] == ["all.parquet"]
    pd.testing.assert_frame_equal(folder.read_per_class(), before)


def test_parts_that_are_joined_while_they_are_read_are_read_again(folder, monkeypatch):
    for epoch in (1, 2):
        folder.write_per_class("train", epoch, per_class(epoch / 10))
    before, listed = folder.read_per_class(), PartedTable._paths

    def late(table):
        paths = listed(table)
        monkeypatch.setattr(PartedTable, "_paths", listed)
        folder.compact()
        return paths

    monkeypatch.setattr(PartedTable, "_paths", late)
    pd.testing.assert_frame_equal(folder.read_per_class(), before)


def test_a_resumed_run_overwrites_its_parts_before_and_after_compacting(folder):
    for recall in (0.1, 0.2):
        folder.write_per_class("train", 1, per_class(recall))
    assert folder.read_per_class()["recall"].tolist() == [1.0, 0.2]
    folder.compact()
    folder.write_per_class("train", 1, per_class(0.3))
    folder.write_per_class("train", 2, per_class(0.4))
    folder.compact()
    folder.compact()
    frame = folder.read_per_class().sort_values(["epoch", "class"])
    assert frame["recall"].tolist() == [1.0, 0.3, 1.0, 0.4]


def test_train_class_stats_have_their_own_parts(folder):
    shares = {"min_adjusted_probability": [0.5, 0.1], "gradient_share": [0.25, 0.75]}
    stats = pd.DataFrame({"class": [0, 1], "count_seen": [40, 4], **shares})
    folder.write_train_class_stats("train", 1, stats)
    folder.compact()
    assert folder.read_train_class_stats()["count_seen"].tolist() == [40, 4]


@pytest.mark.parametrize("stage", ["", "../x", "a b", "A", "x" * 41])
def test_a_stage_is_never_a_path(folder, stage):
    with pytest.raises(ValueError, match="must be 1 to 40"):
        folder.write_per_class(stage, 1, per_class(0.1))
    with pytest.raises(ValueError, match="must be 1 to 40"):
        folder.write_snapshot(
            stage, 1, np.zeros((1, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64)
        )


def test_outputs_round_trip_with_their_types(folder):
    predictions = pd.DataFrame({"index": [7, 9], "label": [0, 1], "predicted": [0, 0]})
    folder.write_predictions("test", predictions)
    pd.testing.assert_frame_equal(folder.read_predictions("test"), predictions)
    logits = np.array([[1, 2], [3, 4]], dtype=np.float16)
    folder.write_logits("test", logits)
    folder.write_features("val", logits.astype(np.float32))
    assert folder.read_logits("test").dtype == np.float16
    assert folder.read_features("val").tolist() == logits.tolist()
    assert not folder.read_logits("test").flags.writeable
    folder.write_classifier(np.ones((2, 3), np.float32), None, 30.0)
    classifier = folder.read_classifier()
    assert classifier["bias"].shape == (0,)
    assert float(classifier["scale"]) == 30.0
    folder.write_classifier(np.ones((2, 3), np.float32), np.ones(2, np.float32), 1.0)
    assert folder.read_classifier()["bias"].tolist() == [1, 1]


def test_snapshots_are_listed_in_order(folder):
    features, index, labels = np.ones((2, 3), np.float16), np.array([3, 4]), np.array([0, 1])
    for epoch in (10, 2):
        folder.write_snapshot("train", epoch, features, index, labels)
    (folder.path / "snapshots" / "stray.npz").write_bytes(b"")
    assert folder.snapshot_epochs() == [("train", 2), ("train", 10)]
    snapshot = folder.read_snapshot("train", 2)
    assert {name: value.tolist() for name, value in snapshot.items()} == {
        "features": features.tolist(),
        "index": [3, 4],
        "labels": [0, 1],
    }


def test_thumbnails_round_trip(folder):
    images = np.arange(2 * 4 * 4 * 1, dtype=np.uint8).reshape(2, 4, 4, 1)
    folder.write_thumbnails(images)
    assert np.array_equal(folder.read_thumbnails(), images)


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04garbage", b"PAR1garbagePAR1"])
def test_garbage_is_damage_and_names_the_file(folder, content):
    for name, read in {
        "class_table.parquet": folder.read_class_table,
        "predictions_test.parquet": lambda: folder.read_predictions("test"),
        "logits_test.npy": lambda: folder.read_logits("test"),
        "classifier.npz": folder.read_classifier,
    }.items():
        (folder.path / name).write_bytes(content)
        with pytest.raises(DamagedRunError, match=name):
            read()


def test_pickled_arrays_are_refused(folder):
    objects = np.array([{"a": 1}], dtype=object)
    np.save(folder.path / "logits_test.npy", objects, allow_pickle=True)
    with pytest.raises(DamagedRunError, match=r"logits_test.npy"):
        folder.read_logits("test")
    np.savez(folder.path / "classifier.npz", weights=objects, allow_pickle=True)
    with pytest.raises(DamagedRunError, match=r"classifier.npz"):
        folder.read_classifier()


def test_links_and_folders_in_place_of_files_are_damage(folder, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("text")
    (folder.path / "log.txt").symlink_to(secret)
    with pytest.raises(DamagedRunError, match=r"log.txt is a symbolic link"):
        folder.read_log()
    (folder.path / "logits_test.npy").symlink_to(secret)
    with pytest.raises(DamagedRunError, match="symbolic link"):
        folder.read_logits("test")
    (folder.path / "environment.json").mkdir()
    with pytest.raises(DamagedRunError, match=r"environment.json is a folder"):
        folder.read_environment()


def test_requests_to_stop_go_through_the_folder(folder):
    folder.request_cancel()
    assert folder.cancel_requested()
    folder.clear_cancel()
    assert not folder.cancel_requested()


def test_leftovers_of_a_killed_writer_are_removed(folder):
    (folder.path / "per_class").mkdir()
    leftovers = [
        folder.path / ".status.json.0123456789ab.tmp",
        folder.path / "per_class" / ".x.parquet.0123456789ab.tmp",
    ]
    for path in leftovers:
        path.write_bytes(b"half")
    folder.write_per_class("train", 1, per_class(0.5))
    folder.remove_leftovers()
    assert not any(path.exists() for path in leftovers)
    assert folder.read_per_class() is not None
    assert folder.read_config() is not None


def test_a_folder_is_its_path_alone(tmp_path):
    path = tmp_path / "copied-run"
    path.mkdir()
    folder = RunFolder(path)
    folder.write_config(RunConfig(seed=3))
    assert folder.id == "copied-run"
    assert folder.read_config().seed == 3
