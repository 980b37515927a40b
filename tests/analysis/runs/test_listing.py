import math

import numpy as np
import pytest

from ltcore.analysis import runs_frame
from ltcore.analysis.runs.filtering import Filter
from ltcore.analysis.runs.listing import COLUMNS, runs_listing
from ltcore.analysis.runs.outcomes import Outcome, run_outcome
from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.types import Task


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def add(store, predictions):
    """Write a run; ``missed`` is how many of ten test examples of each class are wrong."""

    def written(method="erm", *, missed=None, state="finished", message="", **settings):
        config = RunConfig.model_validate({"method": {"name": method}, **settings})
        folder = store.create(config)
        counts = np.array([200, 50, 5])
        folder.write_class_table(Task("digits", ("cat", "dog", "lynx"), counts, (2,)))
        folder.write_status(Status(state=state, heartbeat=1.0, message=message, progress=0.5))
        if missed is not None:
            folder.append_metrics({"stage": "train", "epoch": 1, "seconds": 1.5})
            folder.append_metrics({"stage": "train", "epoch": 2, "seconds": 2.0})
            folder.write_predictions("test", predictions(missed))
        return folder

    return written


def listed(store):
    records = store.records()
    return runs_listing(records, [run_outcome(record) for record in records])


def test_error_time_and_size_are_those_of_the_files(store, add):
    folder = add(missed=(0, 5, 10))
    outcome = run_outcome(store.load(folder.id))
    assert outcome.balanced_error == pytest.approx(0.5)
    assert (outcome.seconds, outcome.fault) == (3.5, "")
    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert outcome.size == sum(path.stat().st_size for path in files)


def test_the_error_is_that_of_every_other_page(store, add):
    for seed in range(3):
        add(missed=(seed, 2 * seed, 3), seed=seed)
    frame, _ = runs_frame(store.records(), scores=False)
    mine = [run_outcome(record).balanced_error for record in store.records()]
    assert mine == pytest.approx(frame["balanced_error"])


@pytest.mark.parametrize("name", ["predictions_test.parquet", "metrics.jsonl"])
def test_a_damaged_file_costs_its_own_number_and_is_told(store, add, name):
    folder = add(missed=(0, 5, 10))
    (folder.path / name).write_bytes(b"\0broken\n" * 3)
    outcome = run_outcome(store.load(folder.id))
    error, seconds = (math.isnan(each) for each in (outcome.balanced_error, outcome.seconds))
    assert (error, seconds) == (name.startswith("pred"), name.startswith("metr"))
    assert "damaged" in outcome.fault
    assert name in outcome.fault


def test_a_run_that_vanishes_has_no_numbers(store, add):
    record = store.load(add(missed=(0, 5, 10)).id)
    store.delete(record.id)
    outcome = run_outcome(record)
    assert np.isnan([outcome.balanced_error, outcome.seconds, outcome.size]).all()
    assert "no longer exists" in outcome.fault


def test_every_run_has_a_row_even_a_damaged_one(store, add):
    add(missed=(0, 5, 10), name="<b>mine</b>")
    add("ldam", state="failed", message="the loss is not finite")
    broken = add(seed=7)
    (broken.path / "config.json").write_text("{half")
    frame = listed(store)
    assert list(frame.columns) == list(COLUMNS)
    assert sorted(frame["state"]) == ["damaged", "failed", "finished"]
    rows = frame.set_index("state")
    assert rows.loc["finished", "label"] == "<b>mine</b>"
    assert rows.loc["failed", "note"] == "the loss is not finite"
    assert rows.loc["damaged", ["method", "data"]].tolist() == ["unknown", "unknown"]
    assert "config.json" in rows.loc["damaged", "note"]
    assert rows.loc["damaged", "size"] > 0


def test_no_run_makes_an_empty_frame():
    frame = runs_listing([], [])
    assert (len(frame), list(frame.columns)) == (0, list(COLUMNS))
    assert Filter(text="x", states=["failed"]).rows(frame) == []


def test_one_method_at_two_settings_is_two_arms(store, add):
    add(missed=(0, 0, 0), data={"ratio": 10})
    add(missed=(0, 0, 0), data={"ratio": 100})
    assert listed(store)["arm"].nunique() == 2


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, [0, 1, 2]),
        ({"text": "  ERM seed 1 "}, [1]),
        ({"text": "ldam .*"}, []),
        ({"text": "not finite"}, [2]),
        ({"states": ["failed", "lost"]}, [2]),
        ({"methods": ["erm"], "text": "seed"}, [0, 1]),
        ({"data": ["cifar10"]}, []),
        ({"data": ["digits"], "methods": ["ldam"]}, [2]),
    ],
)
def test_a_filter_finds_what_it_says(store, add, asked, left):
    folders = [add(seed=0), add(seed=1), add("ldam", state="failed", message="not finite")]
    records = [store.load(folder.id) for folder in folders]
    frame = runs_listing(records, [Outcome()] * 3)
    assert Filter(**asked).rows(frame) == left
