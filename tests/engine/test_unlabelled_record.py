"""What a run writes down about its unlabelled examples, and that training never reads it."""

import json

import numpy as np
import pandas as pd
import pytest

from ltcore import data as datasets
from ltcore.config import RunConfig
from ltcore.data.hidden import hidden_labels
from ltcore.engine.trainer import Trainer
from ltcore.runs.known_files import is_result
from ltcore.runs.unlabelled import (
    HIDDEN_TRUTH,
    UNLABELLED,
    disagreement,
    read_hidden_truth,
    read_unlabelled,
)
from tests.conftest import there

FILES = (UNLABELLED, HIDDEN_TRUTH)


@pytest.fixture
def config(lab):
    asked = lab.config("self_training", epochs=1).model_dump()
    asked["data"] |= {"unlabelled": 2, "relevance": 0.75, "foreign_classes": 3}
    return RunConfig.model_validate(asked)


def cancelled(lab, config, monkeypatch, name="half"):
    """Return a run that was stopped after two steps."""
    folder = lab.folder(config, name)
    step = Trainer._step

    def stepping(self, state, current, batch):
        step(self, state, current, batch)
        if current == 1:
            folder.request_cancel()

    with monkeypatch.context() as patched:
        patched.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
        patched.setattr(Trainer, "_step", stepping)
        assert lab.work(folder) == "cancelled"
    return folder


def test_a_run_says_which_it_has_and_apart_what_they_are(lab, config):
    folder = lab.straight(config)
    data = datasets.build(config.data, store=lab.store)
    assert data.unlabelled is not None
    assert np.array_equal(there(read_unlabelled(folder)), data.unlabelled.rows)
    truth = there(read_hidden_truth(folder))
    labels = hidden_labels(config.data, store=lab.store)
    assert np.array_equal(truth["label"], labels)
    assert disagreement(folder) == ""
    table = there(folder.read_class_table())
    assert table["name"].tolist() == list("0123456")
    assert table["unlabelled_count"].tolist() == np.bincount(labels[labels >= 0]).tolist()
    total, foreign = len(labels), int((labels < 0).sum())
    assert total == 2 * table["train_count"].sum()
    counts = table["unlabelled_count"]
    assert (
        f"unlabelled: {total} examples, class counts {counts.max()} to {counts.min()}, {foreign} of "
        "foreign classes" in folder.read_log()
    )


def test_a_run_without_them_is_what_it_was(lab):
    folder = lab.straight(lab.config(epochs=1))
    assert not any((folder.path / name).exists() for name in FILES)
    assert "unlabelled" not in folder.read_log()
    assert "unlabelled" not in (folder.path / "config.json").read_text()


def test_a_truth_that_was_scrambled_changes_no_bit_of_a_run(lab, config, monkeypatch, same_bits):
    straight = lab.straight(config)
    folder = cancelled(lab, config, monkeypatch)
    path = folder.path / HIDDEN_TRUTH
    scrambled = pd.read_parquet(path)
    scrambled["label"] = np.roll(scrambled["label"], 11)
    scrambled.to_parquet(path, index=False)
    content = path.read_bytes()
    assert lab.work(folder) == "finished"
    assert path.read_bytes() == content
    same_bits(straight, folder)


def test_the_files_are_written_once(lab, config, monkeypatch):
    folder = cancelled(lab, config, monkeypatch)
    assert all(is_result(name) for name in FILES)
    before = {name: (folder.path / name).stat().st_mtime_ns for name in FILES}
    assert lab.work(folder) == "finished"
    assert {name: (folder.path / name).stat().st_mtime_ns for name in FILES} == before
    assert folder.read_log().count("unlabelled: ") == 1


def test_other_examples_than_on_record_are_refused(lab, config, monkeypatch):
    folder = cancelled(lab, config, monkeypatch)
    rows = pd.read_parquet(folder.path / UNLABELLED)
    rows.iloc[:-1].to_parquet(folder.path / UNLABELLED, index=False)
    assert lab.work(folder) == "failed"
    message = folder.read_status().message
    assert "began with other unlabelled examples" in message
    assert f"ltlab runs delete {folder.id}" in message


def test_other_settings_of_them_are_another_run(lab, config, monkeypatch):
    folder = cancelled(lab, config, monkeypatch)
    path = folder.path / "config.json"
    content = json.loads(path.read_text())
    content["config"]["data"]["unlabelled"] = 1.0
    path.write_text(json.dumps(content))
    assert lab.work(folder) == "failed"
    assert "data.unlabelled: 2 -> 1" in folder.read_status().message
