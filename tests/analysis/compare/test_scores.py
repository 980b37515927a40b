"""Top-5, calibration and reliability of runs, from the logits that they keep."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from ltcore.analysis import (
    SCORE_NUMBERS,
    per_class_frame,
    reliability_frame,
    run_numbers,
    runs_frame,
    scores_frame,
)
from ltcore.analysis.compare.scores import ALWAYS_RIGHT, SIGMOID
from ltcore.config import RunConfig
from ltcore.metrics import expected_calibration_error
from ltcore.runs import RunStore, Status
from ltcore.types import Task


@pytest.fixture
def logits_of():
    """Write logits whose largest is the prediction, with the confidence that is asked for."""

    def written(record, confidence, split="test"):
        predicted = record.folder.read_predictions(split)["predicted"].to_numpy()
        others = (1 - confidence) / 2
        probabilities = np.full((len(predicted), 3), others)
        probabilities[np.arange(len(predicted)), predicted] = confidence
        record.folder.write_logits(split, np.log(probabilities).astype(np.float32))

    return written


def test_a_slim_record_says_why_it_has_no_logits(tmp_path):
    slim = RunStore(tmp_path)
    folder = slim.create(RunConfig.model_validate({"train": {"record": "slim"}}))
    folder.write_class_table(Task("digits", ("cat", "lynx"), np.array([50, 5]), (2,)))
    folder.write_predictions(
        "test", pd.DataFrame({"index": [0, 1], "label": [0, 1], "predicted": [0, 0]})
    )
    folder.write_status(Status(state="finished"))
    _, left_out = scores_frame(slim.records())
    assert [one.reason for one in left_out] == ["trained with a slim record: it has no test logits"]


def test_without_logits_each_run_says_so(store):
    frame, left_out = scores_frame(store.records())
    assert frame.empty
    assert {reason for _, reason in left_out} == {
        "it has saved no test logits: choose other examples"
    }
    frame, left_out = runs_frame(store.records())
    assert left_out == []
    assert frame[list(SCORE_NUMBERS)].isna().all(axis=None)
    assert (frame["note"] == "it has saved no test logits: choose other examples").all()
    assert frame["macro_f1"].notna().all()


def test_the_numbers_by_hand(store, logits_of):
    record = store.records()[0]
    logits_of(record, 0.9)
    frame, left_out = scores_frame(store.records())
    assert len(left_out) == len(store.records()) - 1
    row = frame.iloc[0]
    predictions = record.folder.read_predictions("test")
    accuracy = (predictions["label"] == predictions["predicted"]).mean()
    assert row["ece"] == pytest.approx(0.9 - accuracy, abs=1e-6)
    assert row["confidence"] == pytest.approx(0.9, abs=1e-6)
    assert row["overconfidence"] == pytest.approx(0.9 - accuracy, abs=1e-6)
    assert (row["top5_error"], row["balanced_top5_error"]) == (0, 0)
    assert row["note"] == ALWAYS_RIGHT


def test_one_run_among_others_keeps_its_numbers(store, logits_of):
    first = store.records()[0]
    logits_of(first, 0.9)
    frame = runs_frame(store.records())[0].set_index("run")
    assert frame["ece"].notna().sum() == 1
    assert frame.loc[first.id, "ece"] == scores_frame([first])[0]["ece"].item()
    without = runs_frame(store.records(), scores=False)[0]
    assert not {"ece", "note"} & set(without)


def test_an_unfinished_run_has_no_number_and_says_why(store, unfinished):
    frame = runs_frame([store.load(unfinished.id)])[0]
    assert np.isnan(frame["ece"].item())
    assert frame["note"].item() == "no test logits (queued)"


def test_logits_that_do_not_belong_damage_the_run_alone(store, logits_of):
    records = store.records()
    for record in records:
        logits_of(record, 0.8)
    records[0].folder.write_logits("test", np.zeros((30, 4), np.float32))
    records[1].folder.write_logits("test", np.full((30, 3), np.nan, np.float32))
    frame, left_out = scores_frame(records)
    reasons = dict(left_out)
    assert "shape (30, 4)" in reasons[records[0].id]
    assert "logits_test.npy: row 1 holds nan" in reasons[records[1].id]
    assert len(frame) == len(records) - 2


def test_balanced_numbers_count_classes_alike(tmp_path):
    """Ninety cats, all right and 90 % sure; ten lynxes, all wrong and 90 % sure."""
    store = RunStore(tmp_path / "runs")
    folder = store.create(RunConfig())
    folder.write_class_table(Task("digits", ("cat", "lynx"), np.array([90, 10]), (2,)))
    table = {"index": np.arange(100), "label": np.repeat([0, 1], [90, 10]), "predicted": 0}
    folder.write_predictions("test", pd.DataFrame(table))
    logits = np.tile(np.log([0.9, 0.1]), (100, 1)).astype(np.float32)
    folder.write_logits("test", logits)
    row = scores_frame([store.load(folder.id)])[0].iloc[0]
    assert row["ece"] == pytest.approx(0, abs=1e-6)
    assert row["balanced_ece"] == pytest.approx(0.4, abs=1e-6)
    assert row["classwise_ece"] == pytest.approx(0, abs=1e-6)


def test_a_sigmoid_run_is_told_as_such(store, logits_of):
    frames = {}
    for method, settings in (("cb_sigmoid", {}), ("focal", {"form": "sigmoid"}), ("focal", {})):
        config = RunConfig.model_validate({"method": {"name": method, "settings": settings}})
        folder = store.create(config)
        source = store.records()[0].folder
        folder.write_class_table(Task("digits", ("a", "b", "c"), np.array([5, 4, 3]), (2,)))
        folder.write_predictions("test", source.read_predictions("test"))
        logits_of(store.load(folder.id), 0.7)
        note = scores_frame([store.load(folder.id)])[0]["note"].item()
        frames[method, bool(settings)] = SIGMOID in note
    assert frames == {
        ("cb_sigmoid", False): True,
        ("focal", True): True,
        ("focal", False): False,
    }


def test_the_bins_put_together_are_the_error(store, logits_of):
    record = store.records()[0]
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(30, 3)).astype(np.float32)
    predictions = record.folder.read_predictions("test").assign(predicted=logits.argmax(axis=1))
    record.folder.write_predictions("test", predictions)
    record.folder.write_logits("test", logits)
    frame = reliability_frame([record])[0]
    assert frame["bin"].tolist() == list(range(15))
    filled = frame[frame["n"] > 0]
    by_bins = (filled["weight"] * (filled["accuracy"] - filled["confidence"]).abs()).sum()
    sure = softmax(logits.astype(float), axis=1).max(axis=1)
    right = predictions["label"].to_numpy() == logits.argmax(axis=1)
    assert by_bins == pytest.approx(expected_calibration_error(sure, right))
    assert scores_frame([record])[0]["ece"].item() == pytest.approx(by_bins)
    assert (filled["accuracy_low"] <= filled["accuracy"]).all()
    assert (
        frame.loc[frame["n"] == 0, ["accuracy", "confidence", "accuracy_low"]].isna().all(axis=None)
    )


def test_validation_logits_are_their_own(store, logits_of):
    record = store.records()[0]
    record.folder.write_predictions("val", record.folder.read_predictions("test"))
    logits_of(record, 0.6, "val")
    frame, _ = scores_frame([record], "val")
    assert frame["confidence"].item() == pytest.approx(0.6, abs=1e-6)
    _, left_out = scores_frame([record], "test")
    assert dict(left_out)[record.id].startswith("it has saved no test logits")


def test_macro_f1_is_the_mean_of_the_classes(store):
    frame = per_class_frame(store.records())[0]
    each = frame.groupby("run")["f1"].mean()
    np.testing.assert_allclose(run_numbers(frame)["macro_f1"], each[run_numbers(frame).index])
    one = frame[(frame["method"] == "erm") & (frame["seed"] == 0)].set_index("name")
    # Ten cats, all found, among 18 that were called cat; two of ten lynxes, both rightly called so.
    assert one.loc["cat", "f1"] == pytest.approx(20 / 28)
    assert one.loc["lynx", "f1"] == pytest.approx(4 / 12)
    assert one.loc["lynx", "f1_low"] < 4 / 12 < one.loc["lynx", "f1_high"]


def test_the_demo_runs_have_every_number_without_training():
    demo = RunStore(Path(__file__).parents[3] / "assets" / "demo_runs")
    frame, left_out = runs_frame(demo.records())
    assert left_out == []
    assert frame[[*SCORE_NUMBERS, "macro_f1"]].notna().all(axis=None)
    assert (frame["note"] == "").all()
    # The test set of the digits is balanced: examples and classes count alike.
    np.testing.assert_allclose(frame["balanced_ece"], frame["ece"], atol=1e-9)
    np.testing.assert_allclose(frame["balanced_top5_error"], frame["top5_error"], atol=1e-9)
