"""Predictions made elsewhere become a run folder like any other."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

from ltcore.runs import ImportRefusedError, RunFolder, RunWriteError
from ltcore.runs.importing import ImportSettings
from ltcore.runs.verifying import verify_run
from tests.conftest import there

TEXT = "label,predicted,logit_0,logit_1\n" + "0,0,1.5,0\n1,0,2,1\n1,1,-1,0.25\n"


def test_the_folder_holds_what_the_file_says(store, csv):
    settings = ImportSettings(class_counts=[30, 3], split="val", epoch=7)
    record = store.import_file(csv(TEXT), name="mine", settings=settings)[0]
    folder = store.load(record).folder
    assert list(there(folder.read_class_table())["train_count"]) == [30, 3]
    predictions = there(folder.read_predictions("val"))
    assert predictions["label"].tolist() == [0, 1, 1]
    assert predictions["predicted"].tolist() == [0, 0, 1]
    assert np.array_equal(
        there(folder.read_logits("val")), np.array([[1.5, 0], [2, 1], [-1, 0.25]], np.float32)
    )
    assert folder.read_predictions("test") is None
    per_class = there(folder.read_per_class())
    assert per_class["recall"].tolist() == [1, 0.5]
    assert per_class["precision"].tolist() == [0.5, 1]
    assert set(per_class["split"]) == {"val"}
    assert there(folder.read_status()).epoch == 7
    content = json.loads((folder.path / "config.json").read_text())
    assert content["imported"]["split"] == "val"
    assert content["imported"]["notes"] == []


def test_notes_are_kept_with_the_run(store, csv):
    run_id, foreign = store.import_file(
        csv(TEXT.replace("\n0,0", "\n 0,0")), name="x", settings=ImportSettings()
    )
    content = json.loads((store.root / run_id / "config.json").read_text())
    assert (
        content["imported"]["notes"]
        == list(foreign.notes)
        == ["blanks around 1 label were removed"]
    )


def test_one_import_is_one_run_and_another_setting_another(store, csv):
    def run_id(text=TEXT, name="x", **settings):
        return store.import_file(csv(text), name=name, settings=ImportSettings(**settings))[0]

    assert run_id() == run_id() == run_id(split="test", epoch=1)
    others = [
        run_id(name="y"),
        run_id(split="val"),
        run_id(split="train"),
        run_id(epoch=2),
        run_id(class_counts=[3, 1]),
        run_id(class_counts=[1, 3]),
        run_id(class_names=["a", "b"]),
        run_id(text=TEXT + "0,1,0,1\n"),
    ]
    assert len({run_id(), *others}) == 9
    assert len(store.ids()) == 9


def test_a_write_that_fails_leaves_nothing_behind(store, csv, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ltcore.runs.folder.RunFolder.write_logits", full)
    with pytest.raises(RunWriteError, match="the disk is full"):
        store.import_file(csv(TEXT), name="x", settings=ImportSettings())
    assert list(store.root.iterdir()) == []


def test_a_file_that_is_gone_and_a_long_name_are_refused(store, csv, tmp_path):
    with pytest.raises(ImportRefusedError, match="is not a file"):
        store.import_file(tmp_path / "gone.csv", name="x", settings=ImportSettings())
    with pytest.raises(ImportRefusedError, match="the name has 201 characters"):
        store.import_file(csv(TEXT), name="x" * 201, settings=ImportSettings())


def test_two_imports_of_one_file_at_once_are_one_run(store, tmp_path, monkeypatch):
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n0,1\n1,1\n")
    at_once = Barrier(2)
    write = RunFolder.write_class_table

    def together(folder, task):
        at_once.wait(30)  # both have found no such run, and write one
        write(folder, task)

    monkeypatch.setattr(RunFolder, "write_class_table", together)
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: store.import_predictions(file, name="mine"), range(2)))
    assert runs[0].id == runs[1].id
    assert [path.name for path in store.root.iterdir()] == [runs[0].id]
    assert verify_run(runs[0]).verdict == "whole"
