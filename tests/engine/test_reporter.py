import json

import numpy as np
import pandas as pd
import pytest
from torch import nn

from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.checkpoint import Checkpoint
from ltcore.engine.evaluation import Evaluation
from ltcore.engine.hardware import Hardware
from ltcore.engine.reporter import Reporter
from ltcore.engine.resuming import ResumePoint
from ltcore.runs import RunFolder, Status
from ltcore.runs.belonging import fingerprint_of
from ltcore.training import Stage
from ltcore.types import Task

HARDWARE = Hardware(
    device="cpu", device_name="cpu", precision="fp32", threads=1, note="no native bf16 here"
)
STAGE = Stage(name="train", method=None, stream=None, epochs=4, steps_per_epoch=5)  # type: ignore[arg-type]
# Three examples of class 0, one of class 1, none of class 2; the last one is taken for class 0.
LABELS = np.array([0, 0, 0, 1])
LOGITS = np.array([[3, 0, 0], [3, 0, 0], [0, 3, 0], [3, 0, 0]], np.float32)
EVALUATION = Evaluation(LABELS, LOGITS, np.arange(8, dtype=np.float32).reshape(4, 2))


@pytest.fixture
def data():
    pool = np.arange(12, dtype=np.float32).reshape(6, 2)
    return LongTailData(
        task=Task("toy", ("cat", "dog", "lynx"), np.array([150, 30, 5]), (2,)),
        train=Examples(pool, np.array([0, 1]), np.array([0, 1])),
        val=Examples(pool, np.array([2, 3, 4, 5]), LABELS),
        test=Examples(pool, np.array([2, 3, 4, 5]), LABELS),
        mean=np.zeros(2, np.float32),
        std=np.ones(2, np.float32),
        checksum="c0ffee",
    )


@pytest.fixture
def told():
    return []


@pytest.fixture
def reporter(tmp_path, data, told):
    status = Status(state="running", attempt=2)
    return Reporter(
        RunFolder(tmp_path), data, hardware=HARDWARE, status=status, on_progress=told.append
    )


def write_epoch(reporter, evaluations):
    reporter.epoch(
        stage="train",
        epoch=3,
        metrics={"step": 15, "progress": 0.75, "lr": 0.1, "train_loss": 0.5},
        train_classes=pd.DataFrame(
            {
                "class": [0, 1, 2],
                "count_seen": [7, 3, 0],
                "min_adjusted_probability": [0.5, 0.25, np.nan],
                "gradient_share": [0.75, 0.25, np.nan],
            }
        ),
        evaluations=evaluations,
    )


def test_a_line_has_every_field_and_the_numbers_by_hand(reporter, told):
    write_epoch(reporter, {"val": EVALUATION})
    (line,) = (reporter.folder.path / "metrics.jsonl").read_text().splitlines()
    row = json.loads(line, parse_constant=pytest.fail)
    wrong = np.log(np.exp(3) + 2)
    right = wrong - 3
    expected = {
        "stage": "train",
        "epoch": 3,
        "step": 15,
        "progress": 0.75,
        "lr": 0.1,
        "attempt": 2,
        "train_loss": 0.5,
        "val_loss": pytest.approx((2 * right + 2 * wrong) / 4),
        "val_error": 0.5,
        "val_balanced_error": pytest.approx(1 - (2 / 3 + 0) / 2),
        "head_recall": pytest.approx(2 / 3),
        "medium_recall": 0.0,
        "tail_recall": None,
    }
    assert {name: row[name] for name in expected} == expected
    unknown = {"test_error", "test_balanced_error", "seconds", "examples_per_second", "nonfinite"}
    assert all(row[name] is None for name in unknown)
    assert told[-1].metrics["val_error"] == 0.5


def test_an_epoch_that_is_not_evaluated_has_no_scores(reporter):
    write_epoch(reporter, {})
    (row,) = reporter.folder.read_metric_rows()
    assert row["val_loss"] is None
    assert row["head_recall"] is None
    assert reporter.folder.read_per_class() is None
    stats = reporter.folder.read_train_class_stats()
    assert stats[["stage", "epoch", "class", "count_seen"]].to_numpy().tolist() == [
        ["train", 3, 0, 7],
        ["train", 3, 1, 3],
        ["train", 3, 2, 0],
    ]


def test_scores_per_class_by_hand(reporter):
    write_epoch(reporter, {"val": EVALUATION, "test": EVALUATION})
    scores = reporter.folder.read_per_class()
    assert scores.columns.tolist() == [
        *("stage", "epoch", "split", "class", "support", "predicted", "correct", "recall"),
        "precision",
    ]
    val = scores[scores["split"] == "val"]
    assert val["support"].tolist() == [3, 1, 0]
    assert val["predicted"].tolist() == [3, 1, 0]
    assert val["correct"].tolist() == [2, 0, 0]
    assert np.array_equal(val["recall"], [2 / 3, 0, np.nan], equal_nan=True)
    assert np.array_equal(val["precision"], [2 / 3, 0, np.nan], equal_nan=True)
    assert len(scores) == 6


def test_heartbeats_tell_where_a_run_is_and_when_it_ends(reporter, told, monkeypatch):
    now = 100.0
    monkeypatch.setattr("ltcore.engine.reporter.time.monotonic", lambda: now)
    reporter.started = now
    reporter.heartbeat(STAGE, 2, 2 / 40)
    status = reporter.folder.read_status()
    assert (status.stage, status.epoch, status.epochs) == ("train", 1, 4)
    assert status.progress == 2 / 40
    assert status.eta_s is None  # nothing gained yet
    now = 110.0
    reporter.heartbeat(STAGE, 12, 12 / 40)
    status = reporter.folder.read_status()
    assert (status.epoch, status.progress) == (3, 12 / 40)
    assert status.eta_s == pytest.approx(10 / (10 / 40) * (28 / 40))
    assert told[-1].eta_s == status.eta_s
    assert status.state == "running"
    assert status.attempt == 2


def test_what_is_known_before_the_first_step(reporter):
    reporter.begin(ResumePoint(fingerprint_of(RunConfig(), reporter.environment)))
    folder = reporter.folder
    assert folder.read_class_table()["name"].tolist() == ["cat", "dog", "lynx"]
    assert folder.read_environment()["data_checksum"] == "c0ffee"
    assert "attempt 2: cpu, 1 thread, fp32 (no native bf16 here)" in folder.read_log()


def test_a_resumed_run_says_where_and_what_it_passed_over(reporter):
    reporter.resumed(
        Checkpoint(
            stage=1, step=7, tensors={}, skipped=("checkpoint 01-000000008 is damaged (hash)",)
        )
    )
    log = reporter.folder.read_log()
    assert "01-000000008 is damaged (hash); continuing from the previous one" in log
    assert "resumed at stage 1, step 7" in log


def test_features_have_no_thumbnails(reporter):
    reporter.snapshot("train", 3, "val", EVALUATION)
    snapshot = reporter.folder.read_snapshot("train", 3)
    assert snapshot["features"].dtype == np.float16
    assert snapshot["index"].tolist() == [2, 3, 4, 5]
    assert reporter.folder.read_thumbnails() is None


def test_outputs(reporter):
    head = nn.Linear(2, 3)
    reporter.outputs({"val": EVALUATION}, head, 2.0)
    predictions = reporter.folder.read_predictions("val")
    assert predictions.to_numpy().tolist() == [[2, 0, 0], [3, 0, 0], [4, 0, 1], [5, 1, 0]]
    assert np.array_equal(reporter.folder.read_logits("val"), LOGITS)
    train = Evaluation(np.array([0, 1]), LOGITS[1:3], EVALUATION.features[:2])
    reporter.outputs({"train": train}, head, 2.0)
    predictions = reporter.folder.read_predictions("train")
    assert predictions.to_numpy().tolist() == [[0, 0, 0], [1, 1, 1]]
    classifier = reporter.folder.read_classifier()
    assert np.array_equal(classifier["weights"], head.weight.detach().numpy())
    assert classifier["scale"] == 2.0


@pytest.fixture
def slim(reporter):
    reporter.slim = True
    return reporter


def test_a_slim_record_has_a_line_for_marked_epochs_alone(slim, told):
    for epoch in (1, 2):
        slim.epoch(
            stage="train",
            epoch=epoch,
            metrics={"step": 5 * epoch},
            train_classes=pd.DataFrame({"class": [0, 1, 2], "count_seen": [7, 3, 0]}),
            evaluations={"val": EVALUATION} if epoch == 2 else {},
            is_marked=epoch == 2,
        )
    assert [row["epoch"] for row in slim.folder.read_metric_rows()] == [2]
    assert [one.metrics["epoch"] for one in told] == [1, 2]
    assert slim.folder.read_per_class()["epoch"].unique().tolist() == [2]
    assert slim.folder.read_train_class_stats() is None


def test_a_slim_record_has_predictions_and_nothing_else_of_the_outputs(slim):
    slim.snapshot("train", 3, "val", EVALUATION)
    slim.outputs({"val": EVALUATION}, nn.Linear(2, 3), 2.0)
    folder = slim.folder
    assert folder.read_predictions("val")["predicted"].tolist() == [0, 0, 1, 0]
    assert folder.snapshot_epochs() == []
    assert folder.read_logits("val") is None
    assert folder.read_features("val") is None
    assert folder.read_classifier() is None


def test_a_head_without_class_vectors_leaves_no_classifier(reporter):
    reporter.outputs({}, nn.Identity(), 1.0)
    assert reporter.folder.read_classifier() is None


@pytest.mark.parametrize(
    ("largest", "kept_as"), [(65_504, np.float16), (65_520, np.float32), (1e30, np.float32)]
)
def test_large_features_are_kept_whole(reporter, largest, kept_as):
    features = np.array([[0, 1], [2, 3], [4, 5], [6, largest]], np.float32)
    evaluation = Evaluation(LABELS, LOGITS, features)
    reporter.outputs({"test": evaluation}, nn.Linear(2, 3), 1.0)
    kept = reporter.folder.read_features("test")
    assert kept.dtype == kept_as
    assert np.array_equal(kept, features)
