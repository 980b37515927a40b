import json
import os

import pytest

from ltcore.runs import DamagedRunError, RunError, RunGoneError, RunInUseError, RunStore, Status
from ltcore.runs.locks import run_lock
from ltcore.runs.naming import LONGEST, name_run
from ltcore.runs.verifying import verify_run

STRANGE = ["", "=1+1", "<script>alert(1)</script>", "line\nline", "名前 🐈", "x" * LONGEST]


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_kept_letter_by_letter_and_changes_nothing_else(store, folder, task, name):
    folder.write_class_table(task)
    before = store.load(folder.id)
    name_run(folder, name)
    after = RunStore(store.root).load(folder.id)
    assert after.name == name
    assert (after.id, after.created, after.shown_state) == (
        before.id,
        before.created,
        before.shown_state,
    )
    config = folder.read_config()
    assert config.model_copy(update={"name": "first try"}) == before.config
    assert store.folder_of(config).path == folder.path


def test_a_named_run_is_still_whole(store, folder, task):
    from ltcore.runs.checksums import write_checksums

    folder.write_class_table(task)
    folder.write_status(Status(state="finished"))
    write_checksums(folder.path)
    name_run(folder, "new")
    assert verify_run(store.load(folder.id)).verdict == "whole"


def test_an_imported_run_takes_a_name(store, tmp_path):
    file = tmp_path / "predictions.csv"
    file.write_text("label,predicted\n0,0\n1,0\n")
    record = store.import_predictions(file, name="from a spreadsheet")
    name_run(record.folder, "mine")
    after = store.load(record.id)
    assert (after.name, after.method, verify_run(after).verdict) == ("mine", "imported", "whole")
    assert after.imported == {**record.imported, "name": "mine"}


@pytest.mark.parametrize("name", ["x" * (LONGEST + 1), "half \ud800 letter"])
def test_what_is_no_name_is_refused(store, folder, name):
    with pytest.raises(RunError, match=r"at most 200 characters|not valid text"):
        name_run(folder, name)
    assert store.load(folder.id).name == "first try"


def test_a_run_in_training_keeps_its_name(store, folder):
    with run_lock(folder.path), pytest.raises(RunInUseError, match="stop it first"):
        name_run(folder, "new")
    assert store.load(folder.id).name == "first try"


def test_a_damaged_run_and_one_that_is_gone_take_no_name(store, folder):
    config = folder.path / "config.json"
    whole = config.read_text()
    config.write_text(json.dumps({"schema": 1}))
    with pytest.raises(DamagedRunError):
        name_run(folder, "new")
    config.write_text(whole)
    store.delete(folder.id)
    with pytest.raises(RunGoneError):
        name_run(folder, "new")
    assert not os.path.lexists(folder.path)
