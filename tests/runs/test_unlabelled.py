"""The unlabelled examples of a run on disk, and the truth about them in a file of its own."""

import numpy as np
import pandas as pd
import pytest

from ltcore.runs import DamagedRunError, RunFolder, Status
from ltcore.runs.checksums import read_checksums, write_checksums
from ltcore.runs.known_files import is_result
from ltcore.runs.unlabelled import (
    HIDDEN_TRUTH,
    UNLABELLED,
    disagreement,
    read_hidden_truth,
    read_unlabelled,
    write_unlabelled,
)
from ltcore.runs.verifying import verify_run

ROWS = np.array([3, 4, 9])
LABELS = np.array([1, -1, 0])


@pytest.fixture
def told(folder: RunFolder, task) -> RunFolder:
    folder.write_class_table(task, np.array([1, 1]))
    write_unlabelled(folder, ROWS, LABELS)
    return folder


def write(folder, name, **columns):
    pd.DataFrame(columns).to_parquet(folder.path / name, index=False)


def test_a_run_without_them_has_no_such_files(folder, task):
    folder.write_class_table(task)
    assert read_unlabelled(folder) is None
    assert read_hidden_truth(folder) is None
    assert disagreement(folder) == ""
    table = folder.read_class_table()
    assert table is not None
    assert list(table) == ["class", "name", "train_count"]


def test_rows_and_truth_round_trip_apart(told):
    found = read_unlabelled(told)
    assert found is not None
    assert found.tolist() == [3, 4, 9]
    assert found.dtype == np.int64
    stored = pd.read_parquet(told.path / UNLABELLED)
    assert list(stored) == ["index"]
    truth = read_hidden_truth(told)
    assert truth is not None
    assert truth.to_numpy().tolist() == [[3, 1], [4, -1], [9, 0]]
    assert disagreement(told) == ""


def test_the_class_table_counts_them(told):
    table = told.read_class_table()
    assert table is not None
    assert table["unlabelled_count"].tolist() == [1, 1]
    assert table["train_count"].tolist() == [50, 5]


def test_both_are_results_with_a_checksum(told, store):
    assert is_result(UNLABELLED)
    assert is_result(HIDDEN_TRUTH)
    told.append_metrics({"stage": "train", "epoch": 1})
    write_checksums(told.path)
    told.write_status(Status(state="finished"))
    assert {UNLABELLED, HIDDEN_TRUTH} <= set(read_checksums(told.path) or {})
    assert verify_run(store.load(told.id)).verdict == "whole"
    write_unlabelled(told, ROWS, LABELS[::-1])
    found = verify_run(store.load(told.id))
    assert found.verdict == "changed"
    assert found.message.count(HIDDEN_TRUTH) == 1
    assert UNLABELLED not in found.message


def test_files_that_do_not_go_together_are_told(told, store):
    write(told, HIDDEN_TRUTH, index=[3, 4, 8], label=[1, -1, 0])
    said = f"{HIDDEN_TRUTH} is about other examples than those in {UNLABELLED}."
    assert disagreement(told) == said
    found = verify_run(store.load(told.id))
    assert (found.verdict, found.message) == ("changed", said)
    for gone, kept in ((HIDDEN_TRUTH, UNLABELLED), (UNLABELLED, HIDDEN_TRUTH)):
        write_unlabelled(told, ROWS, LABELS)
        (told.path / gone).unlink()
        assert disagreement(told) == f"there is {kept}, but no {gone}."


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"index": [3, 4]}, "column 'label' is missing"),
        ({"index": [3, 3], "label": [0, 0]}, "row 2 has the same 'index' as an earlier one"),
        ({"index": [3, 4], "label": [0, -2]}, "column 'label': row 2 holds -2; it must be -1 to"),
        (
            {"index": [3, 4], "label": [0, 2]},
            "row 2 holds 2, but class_table.parquet has 2 classes",
        ),
        ({"index": [3, 4], "label": [0.0, 1.0]}, "holds double, not whole numbers"),
    ],
)
def test_a_truth_that_cannot_be_is_damage(told, columns, said):
    write(told, HIDDEN_TRUTH, **columns)
    with pytest.raises(DamagedRunError, match=HIDDEN_TRUTH) as caught:
        read_hidden_truth(told)
    assert said in str(caught.value)


def test_rows_that_cannot_be_are_damage(told):
    write(told, UNLABELLED, index=[-1])
    with pytest.raises(DamagedRunError, match=r"unlabelled\.parquet: column 'index': row 1"):
        read_unlabelled(told)
