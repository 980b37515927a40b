"""What a pre-training leaves behind: features before it, measures while it runs, its task class by class."""

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.engine.kept_backbone import read_backbone
from ltcore.runs.pretext import PRETEXT, read_pretext
from tests.conftest import there


@pytest.fixture(autouse=True)
def unprobed(monkeypatch):
    monkeypatch.setattr("ltcore.engine.worker.probe_at_end", lambda *_, **__: "")


def with_pretraining(lab, name="rotation", **train):
    tables = lab.config("erm", **train).model_dump()
    return RunConfig.model_validate({**tables, "pretrain": {"name": name}})


def test_the_first_snapshot_is_of_the_random_weights(lab):
    folder = lab.straight(with_pretraining(lab))
    assert folder.snapshot_epochs() == [
        ("pretrain", 0),
        ("pretrain", 1),
        ("pretrain", 3),
        ("train", 1),
        ("train", 3),
    ]
    kept = [there(folder.read_snapshot(stage, epoch)) for stage, epoch in folder.snapshot_epochs()]
    assert all(np.array_equal(one["index"], kept[0]["index"]) for one in kept)
    assert not np.array_equal(kept[0]["features"], kept[1]["features"])
    other = lab.straight(with_pretraining(lab, "simclr"), "simclr")
    before = there(other.read_snapshot("pretrain", 0))
    np.testing.assert_array_equal(before["features"], kept[0]["features"])  # the same seed


def test_without_snapshots_there_is_none(lab):
    folder = lab.straight(with_pretraining(lab, snapshots=0, epochs=1))
    assert folder.snapshot_epochs() == []


def test_measures_are_spread_over_the_stage(lab, monkeypatch):
    monkeypatch.setattr("ltcore.engine.pretraining_record.MEASURED", 3)
    folder = lab.straight(with_pretraining(lab, epochs=5, snapshots=0))
    rows = [row for row in folder.read_metric_rows() if row["stage"] == "pretrain"]
    assert [("effective_rank" in row) for row in rows] == [True, False, True, False, True]


def test_a_slim_record_has_what_the_comparison_with_random_weights_needs(lab):
    folder = lab.straight(with_pretraining(lab, record="slim", eval_every=2, epochs=4, snapshots=0))
    rows = [row for row in folder.read_metric_rows() if row["stage"] == "pretrain"]
    assert [row["epoch"] for row in rows] == [1, 2, 4]
    assert "random_effective_rank" in rows[0]
    assert "effective_rank" in rows[-1]
    assert folder.snapshot_epochs() == []
    assert read_backbone(folder) is None
    assert (folder.path / PRETEXT).is_file()


def test_the_task_is_measured_on_the_watched_images_of_each_class(lab):
    folder = lab.straight(with_pretraining(lab))
    table = there(read_pretext(folder))
    assert table["class"].tolist() == list(range(10))
    assert table["support"].tolist() == [4] * 10  # of validation
    turns = table["accuracy"] * 16  # four images of each class, four turns of each image
    np.testing.assert_allclose(turns, np.rint(turns))
    assert table["accuracy"].between(0, 1).all()


def test_a_task_that_is_neither_right_nor_wrong_leaves_nothing(lab):
    folder = lab.straight(with_pretraining(lab, "simclr", epochs=1))
    assert read_pretext(folder) is None


def test_a_run_without_pretraining_leaves_nothing(lab):
    folder = lab.straight(lab.config("erm", epochs=1))
    assert read_pretext(folder) is None
    assert not any(epoch == 0 for _, epoch in folder.snapshot_epochs())
