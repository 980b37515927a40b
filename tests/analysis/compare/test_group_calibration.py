"""Calibration of head, medium and tail: by hand, against the library's own errors, and what is unknown."""

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import reliability_frame, scores_frame
from ltcore.analysis.base.groups import EMPTY, UNKNOWN_COUNTS, UNTESTED
from ltcore.analysis.compare.group_calibration import (
    group_calibration_frame,
    group_reliability_frame,
)
from ltcore.config import RunConfig
from ltcore.metrics import expected_calibration_error
from ltcore.runs import RunStore, Status
from ltcore.types import Task


@pytest.fixture
def add(tmp_path):
    """Add a finished run: labels, predictions and how sure it is of each, with classes of some counts."""
    store = RunStore(tmp_path / "added")

    def added(counts, labels, predicted, confidence):
        folder = store.create(RunConfig())
        names = tuple(f"class {place}" for place in range(len(counts)))
        folder.write_class_table(Task("digits", names, np.array(counts), (2,)))
        folder.write_predictions(
            "test",
            pd.DataFrame(
                {"index": np.arange(len(labels)), "label": labels, "predicted": predicted}
            ),
        )
        chance = np.tile((1 - np.asarray(confidence))[:, None] / (len(counts) - 1), len(counts))
        chance[np.arange(len(labels)), predicted] = confidence
        folder.write_logits("test", np.log(chance).astype(np.float32))
        folder.write_status(Status(state="finished"))
        return store.load(folder.id)

    return added


def by_group(frame):
    return frame.set_index("group")


def test_each_group_by_hand(add):
    """Ten of the head, all right and 90 % sure; ten of the tail, two right and 90 % sure."""
    record = add(
        [500, 5], np.repeat([0, 1], 10), np.repeat([0, 0, 1], [10, 8, 2]), np.full(20, 0.9)
    )
    frame, left_out = group_calibration_frame([record])
    assert left_out == []
    rows = by_group(frame)
    assert rows.loc[["head", "tail"], "ece"].tolist() == pytest.approx([0.1, 0.7], abs=1e-6)
    assert rows.loc[["head", "tail"], "accuracy"].tolist() == [1.0, 0.2]
    assert rows.loc[["head", "tail"], "confidence"].tolist() == pytest.approx([0.9, 0.9], abs=1e-6)
    assert rows.loc["tail", "overconfidence"] == pytest.approx(0.7, abs=1e-6)
    assert rows["n"].tolist() == [10, 0, 10]
    # 1.96 as the normal distribution has it; 2 of 10: Wilson by hand.
    assert rows.loc["tail", "accuracy_low"] == pytest.approx(0.0567, abs=1e-3)
    assert np.isnan(rows.loc["medium", "ece"])
    assert rows.loc["medium", "note"] == EMPTY


def test_groups_make_up_the_whole_and_each_has_the_error_of_its_own_examples(add):
    rng = np.random.default_rng(0)
    counts = [500, 200, 60, 30, 8, 3]
    labels = rng.integers(0, 6, 400)
    predicted = np.where(rng.random(400) < 0.6, labels, rng.integers(0, 6, 400))
    sure = rng.uniform(0.4, 0.99, 400)
    record = add(counts, labels, predicted, sure)
    rows = by_group(group_calibration_frame([record])[0])
    whole = scores_frame([record])[0].iloc[0]
    for column in ("confidence", "overconfidence"):
        assert np.average(rows[column], weights=rows["n"]) == pytest.approx(whole[column])
    tail = labels >= 4
    error = expected_calibration_error(sure[tail], labels[tail] == predicted[tail])
    assert rows.loc["tail", "ece"] == pytest.approx(error, abs=1e-6)
    # The whole can be better than its parts, never worse than their mean.
    assert np.average(rows["ece"], weights=rows["n"]) >= whole["ece"] - 1e-12
    bins = group_reliability_frame([record])[0]
    for column in ("n", "correct"):
        parts = bins.groupby("bin")[column].sum()
        assert parts.tolist() == reliability_frame([record])[0][column].tolist()
    filled = bins[(bins["group"] == "tail") & (bins["n"] > 0)]
    gaps = (filled["accuracy"] - filled["confidence"]).abs()
    assert (filled["weight"] * gaps).sum() == pytest.approx(rows.loc["tail", "ece"])


def test_a_group_without_examples_says_so_and_has_no_bins(add):
    record = add([500, 50, 5], np.repeat([0, 1], 5), np.repeat([0, 1], 5), np.full(10, 0.8))
    rows = by_group(group_calibration_frame([record])[0])
    assert rows["note"].tolist() == ["top-5 is always right: there are at most 5 classes"] * 2 + [
        UNTESTED
    ]
    assert set(group_reliability_frame([record])[0]["group"]) == {"head", "medium"}


def test_other_groups_are_other_rows_of_the_same_examples(add):
    labels = np.repeat(np.arange(3), 4)
    record = add([500, 400, 300], labels, labels, np.full(12, 0.7))
    assert by_group(group_calibration_frame([record])[0])["n"].tolist() == [12, 0, 0]
    terciles = by_group(group_calibration_frame([record], "test", "terciles")[0])
    assert terciles["n"].tolist() == [4, 4, 4]
    assert set(terciles["group_rule"]) == {"terciles"}


def test_without_training_counts_or_logits_nothing_is_invented(add, store):
    record = add([0, 0], [0, 1], [0, 0], [0.6, 0.6])
    rows = group_calibration_frame([record])[0]
    assert (rows["note"] == UNKNOWN_COUNTS).all()
    assert rows["ece"].isna().all()
    frame, left_out = group_calibration_frame(store.records())
    assert frame.empty
    assert {one.reason for one in left_out} == {
        "it has saved no test logits: choose other examples"
    }
