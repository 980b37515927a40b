import json

import numpy as np
import pytest

from ltcore.runs import RunStore
from ltcore.runs.probes import read_probes, read_pruning
from tests.conftest import there

FLAGS = [
    *("--data", "digits", "--ratio", "8", "--n-max", "24", "--width", "8", "--epochs", "1"),
    *("--device", "cpu", "--snapshots", "0", "--val-per-class", "4"),
]


@pytest.fixture(autouse=True)
def one_strength(monkeypatch):
    monkeypatch.setattr("ltcore.metrics.probe.STRENGTHS", (0.1,))


@pytest.fixture
def run_id(ltlab):
    result = ltlab("train", "--pretrain", "rotation", *FLAGS)
    assert result.exit_code == 0, result.output
    return result.stdout.strip().splitlines()[-1]


def test_a_table_of_probes_and_one_of_what_pruning_moves(ltlab, run_id):
    result = ltlab("probe", run_id)
    assert result.exit_code == 0, result.output
    probes, pruning = (part.splitlines() for part in result.stdout.strip().split("\n\n"))
    assert probes[0].split()[:5] == ["backbone", "reader", "examples", "n", "all"]
    assert len(probes) == 1 + 12
    assert probes[0].endswith("spread of groups")
    assert [line.split()[0] for line in pruning] == ["backbone", "random", "pretrained", "final"]
    assert "70 %" in pruning[1]


def test_everything_as_json(ltlab, run_id):
    asked = ("--shots", "3", "--draw", "7", "--groups", "thresholds", "--pruned-share", "0.5")
    result = ltlab("probe", run_id, *asked, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["run"], said["shots"], said["draw"], said["rule"]) == (run_id, 3, 7, "thresholds")
    assert len(said["classes"]) == 10
    assert said["classes"][0].keys() == {"name", "train_count", "group", "test_count"}
    balanced = [one for one in said["probes"] if one["examples"] == "balanced"]
    assert all(one["counts"] == [3] * 10 for one in balanced)
    for one in said["probes"]:
        assert one["balanced_accuracy"] == pytest.approx(np.mean(one["recall"]))
        assert one["groups"]["head"] is None
        assert (one["c"] is None) == (one["reader"] == "neighbours")
    assert {one["pruned_share"] for one in said["moved_by_pruning"]} == {0.5}
    assert said["missing"] == []


def test_a_run_without_pretraining_says_so(ltlab):
    run_id = ltlab("train", *FLAGS).stdout.strip().splitlines()[-1]
    result = ltlab("probe", run_id)
    assert result.exit_code == 0, result.output
    assert "has no pre-training: --pretrain adds one" in result.stderr
    assert "pretrained" not in result.stdout


def test_what_cannot_be_probed_is_refused(ltlab, runs, tmp_path, run_id):
    assert ltlab("probe", "no-such-run").exit_code == 1
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n0,1\n1,1\n")
    imported = RunStore(runs).import_predictions(file, name="mine")
    result = ltlab("probe", imported.id)
    assert result.exit_code == 2
    assert "is an import and has no network" in result.stderr
    config = there(RunStore(runs).load(run_id).config)
    queued = RunStore(runs).create(config.model_copy(update={"seed": 9}))
    result = ltlab("probe", queued.id)
    assert result.exit_code == 2
    assert "a probe looks at finished runs" in result.stderr
    assert ltlab("probe", run_id, "--shots", "-1").exit_code == 2


def test_feature_vectors_are_refused_before_training(ltlab, tiny):
    result = ltlab("train", "--pretrain", "simclr", *tiny)
    assert result.exit_code == 2
    assert "simclr learns from changed images, but gaussians are feature vectors" in result.stderr


def test_the_result_is_kept_where_it_is_asked_for(ltlab, runs, run_id):
    folder = RunStore(runs).load(run_id).folder
    for name in ("probes.parquet", "pruning.parquet"):
        (folder.path / name).unlink()
    assert ltlab("probe", run_id).exit_code == 0
    assert read_probes(folder) is None
    result = ltlab("probe", run_id, "--shots", "2", "--keep")
    assert result.exit_code == 0, result.output
    probes, pruning = read_probes(folder), read_pruning(folder)
    assert probes is not None
    assert set(probes["learned_from"]) == {2}
    assert pruning is not None
    assert len(pruning) == 30
