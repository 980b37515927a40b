"""Training recall against test recall: numbers by hand, and runs that cannot tell."""

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import gap_frame, per_class_table
from ltcore.analysis.compare.gap import bin_gaps

# What a run keeps of a training set of 5 lynxes, 500 cats and 50 foxes: one lynx is taken for a cat.
KEPT = np.repeat([0, 1, 2], [5, 500, 50])


def keep_training_outputs(records):
    for record in records:
        predicted = np.where(np.arange(555) == 0, 1, KEPT)
        frame = pd.DataFrame({"index": np.arange(555), "label": KEPT, "predicted": predicted})
        record.folder.write_predictions("train", frame)


def test_the_gap_of_every_class_by_hand(store):
    keep_training_outputs(store.records())
    frame, left_out = gap_frame(store.records())
    assert left_out == []
    assert frame.columns.tolist() == [
        *("run", "label", "arm", "method", "seed", "class", "name", "rank", "train_count"),
        *("group", "group_rule", "train_recall", "test_recall", "gap", "train_support"),
        "test_support",
    ]
    rows = frame[frame["label"] == "ERM, seed 0"]
    assert rows["name"].tolist() == ["cat", "fox", "lynx"]
    assert rows["train_support"].tolist() == [500, 50, 5]
    assert rows["test_support"].tolist() == [10, 10, 10]
    assert rows["train_recall"].tolist() == [1.0, 1.0, 0.8]
    assert rows["test_recall"].tolist() == pytest.approx([1.0, 1.0, 0.2])  # 8 of 10 lynxes lost
    assert rows["gap"].tolist() == pytest.approx([0.0, 0.0, 0.6])
    assert len(frame) == 5 * 3


def test_columns_are_named_after_the_other_examples(store):
    keep_training_outputs(store.records())
    for record in store.records():
        test = record.folder.read_predictions("test")
        assert test is not None
        record.folder.write_predictions("val", test[10:])  # no lynx among them
    frame = gap_frame(store.records(), "terciles", split="val").frame
    assert {"val_recall", "val_support"} <= set(frame)
    assert "test_recall" not in frame
    lynx = frame[frame["name"] == "lynx"]
    assert lynx["val_support"].tolist() == [0] * 5
    assert lynx["val_recall"].isna().all()
    assert lynx["gap"].isna().all()
    assert set(frame["group_rule"]) == {"terciles"}


def test_runs_that_cannot_tell_say_why(store, unfinished, imported, damaged):
    keep_training_outputs(record for record in store.records() if record.method == "erm")
    frame, left_out = gap_frame(store.records())
    assert set(frame["arm"]) == {"ERM"}
    reasons = dict(left_out)
    old = [record.id for record in store.records() if record.method == "ldam_drw"]
    assert len(old) == 2
    for run in old:
        assert reasons[run] == (
            "made before training outputs were saved; delete it and train it again"
        )
    assert reasons[unfinished.id] == "no test predictions (queued)"
    for run in imported:
        assert reasons[run.id] == ("imported as predictions: it has no training predictions")
    for folder in damaged:
        assert reasons[folder.id].startswith("damaged: ")
    assert len(reasons) == len(old) + 1 + len(imported) + len(damaged)


def test_no_runs_give_an_empty_frame():
    assert gap_frame([]).frame.empty


def test_bins_are_means_over_their_classes():
    axis = per_class_table([0, 1, 2, 3], [0, 1, 2, 3], [9, 8, 7, 6], list("abcd"))
    frame = axis[["class", "name", "rank", "train_count", "group", "group_rule"]].assign(
        run="a",
        label="ERM, seed 0",
        arm="ERM",
        method="erm",
        seed=0,
        train_recall=[1.0, 0.5, 1.0, 0.5],
        test_recall=[0.5, 0.5, np.nan, 0.25],
        gap=[0.5, 0.0, np.nan, 0.25],
        train_support=[9, 8, 7, 6],
        test_support=[4, 4, 0, 4],
    )
    binned = bin_gaps(frame, 2)
    assert binned.columns.tolist() == frame.columns.tolist()
    assert binned["name"].tolist() == ["ranks 1 to 2", "ranks 3 to 4"]
    assert binned["rank"].tolist() == [0.5, 2.5]
    assert binned["train_count"].tolist() == [8.5, 6.5]
    assert binned["train_recall"].tolist() == [0.75, 0.75]
    assert binned["test_recall"].tolist() == [0.5, 0.25]
    assert binned["gap"].tolist() == [0.25, 0.25]
    assert binned["train_support"].tolist() == [17, 13]
    assert binned["test_support"].tolist() == [8, 4]
