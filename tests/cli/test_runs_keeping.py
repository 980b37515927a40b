"""ltlab runs verify, export, import and trash."""

import json
import stat
import zipfile

import pytest

from ltcore.runs import RunStore


@pytest.fixture
def store(runs):
    return RunStore(runs)


@pytest.fixture
def run(store, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n0,1\n1,1\n1,1\n")
    store.root.mkdir()
    return store.import_predictions(file, name="mine")


def test_verify_says_which_file_changed_and_fails(ltlab, store, run):
    whole = ltlab("runs", "verify", run.id)
    assert (whole.exit_code, "whole" in whole.stdout) == (0, True)
    again = store.import_predictions(run.folder.path.parents[1] / "mine.csv", name="other")
    path = again.folder.path / "predictions_test.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    changed = ltlab("runs", "verify")
    assert changed.exit_code == 1
    assert "changed or damaged runs: 1 of 2" in changed.stderr
    assert "predictions_test.parquet has different content" in changed.stdout
    found = {
        row["run_id"]: row["verdict"]
        for row in json.loads(ltlab("runs", "verify", "--json").stdout)
    }
    assert found == {run.id: "whole", again.id: "changed"}
    exported = ltlab("runs", "export", again.id, store.root / "changed.zip")
    assert "predictions_test.parquet has different content" in exported.stderr
    assert ltlab("runs", "verify", "nothing").exit_code == 1


def test_verify_without_runs(ltlab):
    result = ltlab("runs", "verify")
    assert (result.exit_code, "no runs in" in result.stdout) == (0, True)


def test_a_run_travels_as_one_file(ltlab, run, tmp_path):
    out = tmp_path / "run.zip"
    (run.folder.path / "notes.txt").write_text("of a person")
    written = ltlab("runs", "export", run.id, out)
    assert (written.exit_code, "they are not files of a run: notes.txt" in written.stderr) == (
        0,
        True,
    )
    assert "hanged" not in written.stderr
    assert stat.S_ISREG(out.stat().st_mode)
    refused = ltlab("runs", "export", run.id, out)
    assert (refused.exit_code, "already exists" in refused.stderr) == (1, True)
    taken = ltlab("runs", "--runs", tmp_path / "other", "import", out)
    assert taken.stdout.strip() == run.id
    assert ltlab("runs", "verify", "--runs", tmp_path / "other").exit_code == 0
    again = ltlab("runs", "import", out, "--runs", tmp_path / "other")
    assert (again.exit_code, "already" in again.stderr) == (1, True)
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        archive.writestr("../x", "text")
    foreign = ltlab("runs", "import", tmp_path / "foreign.zip")
    assert (foreign.exit_code, "ltlab runs export" in foreign.stderr) == (1, True)


def test_the_trash_is_listed_restored_and_emptied(ltlab, store, run):
    assert "nothing in" in ltlab("runs", "trash").stdout
    deleted = ltlab("runs", "delete", run.id)
    assert f"ltlab runs trash restore {run.id}" in deleted.stderr
    listed = ltlab("runs", "trash")
    assert run.id in listed.stdout
    assert "kB" in listed.stdout
    (row,) = json.loads(ltlab("runs", "trash", "--json").stdout)
    assert row["run_id"] == run.id
    assert ltlab("runs", "trash", "restore", run.id).stdout.strip() == run.id
    assert store.ids() == [run.id]
    ltlab("runs", "delete", run.id)
    unknown = ltlab("runs", "trash", "empty", "nothing")
    assert (unknown.exit_code, "for good" in unknown.stdout) == (1, False)
    unsure = ltlab("runs", "trash", "empty")
    assert unsure.exit_code == 1
    assert "Permanently remove 1 from the trash, " in unsure.stdout
    assert len(store.trash.runs()) == 1
    emptied = ltlab("runs", "trash", "empty", "--yes")
    assert (emptied.exit_code, "freed" in emptied.stderr) == (0, True)
    assert store.trash.runs() == []


@pytest.mark.parametrize("name", ["../x", "/etc", "<script>", "x" * 300])
def test_a_name_is_never_a_path(ltlab, run, name, tmp_path):
    for command in (
        ("verify", name),
        ("export", name, tmp_path / "out.zip"),
        ("trash", "restore", name),
        ("trash", "empty", name, "--yes"),
    ):
        result = ltlab("runs", *command)
        assert result.exit_code == 1
        assert "no run" in result.stderr
    assert not (tmp_path / "out.zip").exists()
