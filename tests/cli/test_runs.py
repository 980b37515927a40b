import json

import pytest

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.runs import RunStore, Status
from ltcore.runs.locks import exclusive
from ltcore.sweeps.runners import QUEUE_LOCK


@pytest.fixture
def store(runs):
    return RunStore(runs)


@pytest.fixture
def predictions(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n0,1\n1,1\n1,1\n")
    return file


def test_an_empty_folder_says_how_to_begin(ltlab):
    assert "ltlab train" in ltlab("runs").stdout
    assert json.loads(ltlab("runs", "--json").stdout) == []


def test_predictions_are_imported_and_listed_with_their_error(ltlab, predictions):
    result = ltlab("import", predictions, "--name", "\x1b[31mmine\n<script>")
    assert result.exit_code == 0, result.output
    run_id = result.stdout.strip().splitlines()[-1]
    (run,) = json.loads(ltlab("runs", "--json").stdout)
    assert (run["id"], run["method"], run["status"]) == (run_id, "imported", "finished")
    assert run["balanced_error"] == pytest.approx(0.25)
    # F1 is 2 c / (n + p): 2 / (2 + 1) and 4 / (2 + 3).
    assert run["macro_f1"] == pytest.approx((2 * 1 / 3 + 2 * 2 / 5) / 2)
    assert [run[name] for name in ("top5_error", "ece", "classwise_ece")] == [None] * 3
    assert run["note"] == "imported as predictions: it has no test logits"
    shown = json.loads(ltlab("runs", "show", run_id).stdout)
    assert (shown["ece"], shown["note"]) == (None, run["note"])
    table = ltlab("runs").stdout
    assert "25.0 %" in table
    assert "\x1b" not in table
    assert len(table.strip().splitlines()) == 2


def test_imported_logits_bring_calibration_and_top_5(ltlab, tmp_path):
    file = tmp_path / "sure.csv"
    # Confidence 0.8 throughout (a difference of log 4), three of four right.
    logits = {0: "1.3862943611198906,0", 1: "0,1.3862943611198906"}
    rows = [f"{label},{guess},{logits[guess]}" for label, guess in [(0, 0), (0, 1), (1, 1), (1, 1)]]
    file.write_text("\n".join(["label,predicted,logit_0,logit_1", *rows]) + "\n")
    ltlab("import", file, "--name", "sure")
    (run,) = json.loads(ltlab("runs", "--json").stdout)
    assert run["ece"] == pytest.approx(0.05)
    assert (run["top5_error"], run["balanced_top5_error"]) == (0, 0)
    assert run["note"] == "top-5 is always right: there are at most 5 classes"


def test_class_counts_come_with_imported_predictions(ltlab, predictions, store):
    result = ltlab("import", predictions, "--name", "mine", "--class-counts", "500, 5")
    table = store.load(result.stdout.strip()).folder.read_class_table()
    assert list(table["train_count"]) == [500, 5]
    for wrong, code in (("500,-5", 2), ("500,x", 2), ("", 2), ("5", 1)):
        refused = ltlab("import", predictions, "--name", "mine", "--class-counts", wrong)
        assert (refused.exit_code, "class" in refused.stderr) == (code, True)


def test_a_foreign_file_is_refused(ltlab, tmp_path):
    file = tmp_path / "notes.csv"
    file.write_bytes(b"\x80\x04pickle")
    result = ltlab("import", file, "--name", "x")
    assert result.exit_code == 1
    assert "notes.csv" in result.stderr or "label" in result.stderr


def test_a_damaged_run_is_listed_among_good_ones_with_the_reason(ltlab, store, predictions):
    ltlab("import", predictions, "--name", "good")
    folder = store.create(RunConfig(seed=3))
    (folder.path / "config.json").write_text("{half")
    rows = json.loads(ltlab("runs", "--json").stdout)
    damaged = next(row for row in rows if row["id"] == folder.id)
    assert damaged["status"] == "damaged"
    assert "config.json" in damaged["message"]
    assert (damaged["ece"], damaged["note"]) == (None, None)
    assert len(rows) == 2
    assert "damaged: " in ltlab("runs").stdout


def test_one_run_is_shown_cancelled_and_deleted(ltlab, store):
    folder = store.create(RunConfig(seed=3))
    shown = json.loads(ltlab("runs", "show", folder.id).stdout)
    assert shown["status"] == "queued"
    assert shown["settings"]["seed"] == 3
    assert ltlab("runs", "cancel", folder.id).exit_code == 0
    assert store.load(folder.id).shown_state == "cancelled"
    assert ltlab("runs", "delete", folder.id).exit_code == 0
    assert store.ids() == []
    assert len(list((store.root / ".trash").iterdir())) == 1


def test_the_folder_may_be_named_before_or_after_the_subcommand(ltlab, tmp_path):
    folder = RunStore(tmp_path / "other").create(RunConfig(seed=3))
    for arguments in (
        ["runs", "--runs", tmp_path / "other", "show", folder.id],
        ["runs", "show", folder.id, "--runs", tmp_path / "other"],
    ):
        assert ltlab(*arguments).exit_code == 0
    assert ltlab("runs", "show", folder.id).exit_code == 1


@pytest.mark.parametrize("run_id", ["../x", "<script>", "x" * 300, ".trash", "/etc"])
@pytest.mark.parametrize("action", ["show", "cancel", "delete"])
def test_a_name_is_never_a_path(ltlab, run_id, action):
    result = ltlab("runs", action, run_id)
    assert result.exit_code == 1
    assert "no run" in result.stderr


def test_runs_that_a_killed_queue_has_left_are_said_with_the_way_on(ltlab, store):
    for seed in range(2):
        store.create(RunConfig(seed=seed), status=Status(heartbeat=1.0))
    listed = ltlab("runs")
    assert "2 runs are queued, but no process is working on the queue" in listed.stderr
    assert f"ltlab queue --runs {store.root}" in listed.stderr
    assert json.loads(ltlab("runs", "--json").stdout)[0]["status"] == "queued"
    with exclusive(store.root / QUEUE_LOCK, "the queue"):
        assert ltlab("runs").stderr == ""
    store.cancel(RunConfig().run_id)
    assert "1 run is queued" in ltlab("runs").stderr


def test_a_run_of_another_version_is_called_that(ltlab, store):
    folder = store.create(RunConfig())
    (folder.path / "config.json").write_text(json.dumps({"schema": SCHEMA_VERSION + 1}))
    (run,) = json.loads(ltlab("runs", "--json").stdout)
    assert run["status"] == "newer"
    assert "newer: written by a newer version" in ltlab("runs").stdout
    refused = ltlab("train")
    assert refused.exit_code == 1
    assert "Update Long-Tail Lab" in refused.stderr
    assert "Delete" not in refused.stderr
    assert "newer: " in ltlab("sweep", "--dry-run").stdout


def test_a_pretraining_is_listed(ltlab, runs):
    store = RunStore(runs)
    store.create(RunConfig())
    store.create(RunConfig.model_validate({"pretrain": {"name": "rotation"}}))
    rows = json.loads(ltlab("runs", "--json").stdout)
    assert sorted(row["pretrain"] for row in rows) == ["none", "rotation"]
    assert {row["method"] for row in rows} == {"erm"}
    assert ltlab("runs").stdout.count("erm after rotation") == 1
