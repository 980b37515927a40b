import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import per_class_table
from ltcore.analysis.compare.confusion import confusion_frame, confusion_table
from ltcore.metrics import confusion_matrix

# The classes of the store in label order are lynx (5), cat (500) and fox (50).
FREQUENCY_ORDER = [1, 2, 0]


def as_matrix(frame, value="n"):
    return frame.pivot_table(
        index="rank", columns="predicted_rank", values=value, dropna=False, fill_value=0
    ).to_numpy()


def by_hand(record):
    predictions = record.folder.read_predictions("test")
    matrix = confusion_matrix(predictions["label"], predictions["predicted"], 3)
    return matrix[np.ix_(FREQUENCY_ORDER, FREQUENCY_ORDER)]


def test_a_run_agrees_with_its_confusion_matrix(store):
    (record,) = store.records()[:1]
    frame = confusion_frame([record]).frame
    np.testing.assert_array_equal(as_matrix(frame), by_hand(record))
    np.testing.assert_allclose(as_matrix(frame, "share"), by_hand(record) / 10)
    assert frame["n_seeds"].unique().tolist() == [1]


def test_an_arm_is_the_mean_of_its_runs(store):
    records = store.records()
    frame = confusion_frame(records).frame
    assert frame["arm"].unique().tolist() == ["ERM", "LDAM-DRW"]
    for method, rows in frame.groupby("method"):
        runs = [by_hand(record) for record in records if record.method == method]
        np.testing.assert_allclose(as_matrix(rows), np.mean(runs, axis=0))
        np.testing.assert_allclose(as_matrix(rows, "share"), np.mean(runs, axis=0) / 10)
        assert rows["n_seeds"].unique().tolist() == [len(runs)]


def test_every_example_is_somewhere(store):
    frame = confusion_frame(store.records()).frame
    totals = frame.groupby(["arm", "rank"])[["n", "share"]].sum()
    np.testing.assert_allclose(totals["n"], 10)
    np.testing.assert_allclose(totals["share"], 1)
    assert frame["support"].unique().tolist() == [10]


def test_the_rarest_class_by_hand(store):
    frame = confusion_frame(store.records()).frame
    lost = frame[
        (frame["arm"] == "ERM") & (frame["name"] == "lynx") & (frame["predicted_name"] == "cat")
    ]
    assert lost["n"].tolist() == [8.0]  # 8, 9 and 7 of 10
    assert lost[["rank", "predicted_rank", "group"]].values.tolist() == [[2, 0, "tail"]]


def test_empty_cells_are_left_out_but_for_the_diagonal():
    classes = per_class_table([0, 0], [1, 1], [5, 500, 0], ["lynx", "cat", "yeti"])
    table = confusion_table(pd.DataFrame({"label": [0, 0], "predicted": [1, 1]}), classes)
    cells = table[["name", "predicted_name", "n"]].values.tolist()
    assert cells == [
        ["cat", "cat", 0],
        ["lynx", "cat", 2],
        ["lynx", "lynx", 0],
        ["yeti", "yeti", 0],
    ]
    assert table["share"].isna().tolist() == [True, False, False, True]


def test_a_class_without_test_examples_has_no_share(store):
    folder = store.records()[0].folder
    predictions = folder.read_predictions("test")
    folder.write_predictions("test", predictions[predictions["label"] != 0])
    frame = confusion_frame(store.records()[:1]).frame
    untested = frame[frame["name"] == "lynx"]
    assert untested["share"].isna().all()
    assert untested["support"].tolist() == [0]


def test_thousands_of_classes_take_no_dense_matrix():
    labels = np.arange(10_000)
    names = [f"species {label}" for label in labels]
    classes = per_class_table(labels, labels, labels[::-1] + 1, names)
    table = confusion_table(pd.DataFrame({"label": labels, "predicted": labels}), classes)
    assert len(table) == 10_000
    assert table["rank"].tolist() == labels.tolist()


def test_runs_that_cannot_be_read_are_named(store, damaged, unfinished):
    frame, left_out = confusion_frame(store.records())
    reasons = {left.run: left.reason for left in left_out}
    assert "Parquet" in reasons[damaged[0].id]
    assert reasons[damaged[1].id].startswith("damaged")
    assert "no test predictions" in reasons[unfinished.id]
    assert set(frame["arm"]) == {"ERM", "LDAM-DRW"}


def test_a_prediction_outside_the_classes_is_named(store):
    folder = store.records()[0].folder
    predictions = folder.read_predictions("test")
    folder.write_predictions("test", predictions.assign(predicted=7))
    (left,) = confusion_frame(store.records()[:1]).left_out
    assert "column 'predicted': row 1 holds 7" in left.reason


@pytest.mark.parametrize("records", [[], ["val"]])
def test_nothing_to_read_is_an_empty_frame(store, records):
    chosen = store.records()[:1] if records else []
    assert confusion_frame(chosen, "val").frame.empty
