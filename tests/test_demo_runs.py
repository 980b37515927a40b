"""The runs that come with the code are what their grid says, whole, and real."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from ltcore.runs.store import RunStore
from ltcore.sweeps import expand

ASSETS = Path(__file__).parents[1] / "assets"


@pytest.fixture(scope="module")
def store() -> RunStore:
    return RunStore(ASSETS / "demo_runs")


def test_they_are_the_runs_of_their_grid_under_the_settings_of_today(store):
    grid = tomllib.loads((ASSETS / "demo_runs.toml").read_text())
    wanted = {config.run_id: config for config in expand(grid["base"], grid["axes"])}
    there = {record.id: record.config for record in store.records()}
    assert there == wanted
    assert len(wanted) == 20


def test_they_are_finished_and_hold_what_the_pages_show(store):
    for record in store.records():
        assert record.damaged is None or record.damaged == ""
        assert record.shown_state == "finished"
        predictions = record.folder.read_predictions("test")
        logits = record.folder.read_logits("test")
        assert predictions is not None
        assert logits is not None
        assert len(predictions) == 500
        assert np.array_equal(logits.argmax(1), predictions["predicted"])
        assert record.folder.read_thumbnails() is not None
        assert len(record.folder.snapshot_epochs()) == 5


def test_they_hold_what_the_finished_model_makes_of_its_training_set(store):
    for record in store.records():
        folder = record.folder
        predictions, logits = folder.read_predictions("train"), folder.read_logits("train")
        features = folder.read_features("train")
        assert predictions is not None
        assert logits is not None
        assert features is not None
        assert np.bincount(predictions["label"]).tolist() == record.class_counts.tolist()
        assert np.array_equal(logits.argmax(1), predictions["predicted"])
        assert features.shape == (len(predictions), 64)
        # Trained to the end: nearly all of its own examples are told apart.
        assert np.mean(predictions["label"] == predictions["predicted"]) > 0.99


def test_they_are_small_and_say_nothing_of_the_machine_they_were_made_on():
    files = [path for path in (ASSETS / "demo_runs").rglob("*") if path.is_file()]
    files = [path for path in files if path.parent.name != "checkpoint"]
    assert sum(path.stat().st_size for path in files) < 9.5 * 2**20
    for path in files:
        if path.suffix in (".json", ".jsonl", ".txt"):
            assert str(Path.home()) not in path.read_text("utf-8")
