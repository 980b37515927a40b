import functools
import json

import pytest

from ltcore import sweeps
from ltcore.cli.grid import axis_values
from ltcore.runs import RunStore
from ltcore.runs.locks import exclusive
from ltcore.sweeps.runners import QUEUE_LOCK


def test_a_sweep_trains_the_grid_once_and_tabulates_it(ltlab, tiny, runs):
    grid = ["sweep", *tiny, "--epochs", "1", "--method", "erm,ldam", "--seed", "0-1", "--ids"]
    # Those that are done already need no process of their own, which takes seconds to start.
    for method, seed in [("erm", 0), ("erm", 1), ("ldam", 0)]:
        ltlab("train", *tiny, "--epochs", "1", "--method", method, "--seed", seed)
    result = ltlab(*grid)
    assert result.exit_code == 0, result.output
    assert "4 runs, 3 already finished" in result.stderr
    records = RunStore(runs).records()
    assert [record.shown_state for record in records] == ["finished"] * 4
    lines = result.stdout.strip().splitlines()
    assert sorted(lines[:4]) == sorted(record.id for record in records)
    assert [line.split()[2] for line in lines[5:]] == ["ERM", "LDAM"]
    assert [line.split()[-1] for line in lines[5:]] == ["2", "2"]
    assert "±" in lines[5]
    assert all(title in lines[4] for title in ("macro F1", "balanced top-5 error", "ECE"))
    assert "ERM, LDAM: top-5 is always right: there are at most 5 classes" in result.stderr
    again = ltlab(*grid)
    assert "4 runs, 4 already finished" in again.stderr
    assert "started" not in again.stderr
    assert again.stdout == result.stdout


def test_a_failed_run_does_not_stop_the_others_and_is_exit_code_1(ltlab, tiny, runs, monkeypatch):
    ltlab("train", *tiny, "--epochs", "1", "--n-max", "0")
    # Not looked at beforehand, a run can fail.
    monkeypatch.setattr("ltcore.cli.sweep.check_all", lambda configs, _: list(configs))
    result = ltlab("sweep", *tiny, "--epochs", "1", "--n-max", "5000,0")
    assert result.exit_code == 1
    assert "1 of 2 runs failed" in result.stderr
    states = {record.shown_state for record in RunStore(runs).records()}
    assert states == {"failed", "finished"}


def test_one_run_that_cannot_be_stops_the_grid_before_anything_is_queued(ltlab, tiny, runs):
    result = ltlab("sweep", *tiny, "--epochs", "1", "--n-max", "0,5000", "--seed", "0-3")
    assert result.exit_code == 2
    assert "run gaussians-r10-erm-s0-" in result.stderr
    assert "requested 5000" in result.stderr
    assert not runs.exists()


def test_a_dry_run_starts_nothing(ltlab, tmp_path, runs):
    file = tmp_path / "grid.toml"
    file.write_text(
        '[base.data]\nname = "digits"\nratio = 10\n'
        '[axes]\nmethod = ["erm", "ldam_drw"]\nmax_margin = [0.3, 0.5]\nseed = [0, 1]\n'
    )
    result = ltlab("sweep", "--config", file, "--seed", "5", "--dry-run")
    assert result.exit_code == 0
    assert "3 runs, 0 already finished" in result.stderr
    names = [line.split()[0] for line in result.stdout.strip().splitlines()[1:]]
    assert all(name.startswith("digits-r10-") and "-s5-" in name for name in names)
    assert not runs.exists()


def test_the_grid_of_the_demo_runs_is_four_methods_and_five_seeds(ltlab, pytestconfig):
    file = pytestconfig.rootpath / "assets" / "demo_runs.toml"
    result = ltlab("sweep", "--config", file, "--dry-run")
    assert "20 runs" in result.stderr
    assert result.stdout.count("digits-r100-") == 20


def test_a_file_may_hold_several_grids_and_a_flag_goes_with_each(ltlab, tmp_path):
    file = tmp_path / "grids.toml"
    file.write_text(
        '[base.data]\nname = "digits"\n'
        '[[axes]]\nmethod = ["erm"]\nratio = [10, 100]\n'
        '[[axes]]\nmethod = ["ldam"]\nmax_margin = [0.3, 0.5]\n'
    )
    result = ltlab("sweep", "--config", file, "--seed", "3-4", "--dry-run")
    assert result.exit_code == 0
    assert "8 runs" in result.stderr
    names = [line.split()[0] for line in result.stdout.strip().splitlines()[1:]]
    assert sum("-erm-" in name for name in names) == 4
    assert sum("-s4-" in name for name in names) == 4


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("axes = []\n", "[axes]"),
        ("axes = [3]\n", "[axes]"),
        ("seed = 1\n", "seed"),
        ("[axes]\nseed = 1\n", "list"),
        ("[axes]\nseeed = [1]\n", "seed"),
        ("[axes]\nlr = [-1]\n", "above 0"),
        ("[axes]\nseed = []\n", "no values"),
        ("base = 3\n", "[base]"),
    ],
)
def test_a_wrong_grid_is_exit_code_2(ltlab, tmp_path, content, word):
    file = tmp_path / "grid.toml"
    file.write_text(content)
    result = ltlab("sweep", "--config", file)
    assert result.exit_code == 2
    assert word in result.stderr


@pytest.mark.parametrize("seeds", ["4-0", "0-99999999", "0-4294967295"])
def test_an_absurd_range_is_refused(ltlab, seeds):
    result = ltlab("sweep", "--seed", seeds, "--dry-run")
    assert result.exit_code == 2
    assert "range" in result.stderr


def test_values_of_an_axis():
    assert axis_values("seed", "0-2, 7") == [0, 1, 2, "7"]
    assert axis_values("weight-decay", "1e-4,5e-4") == ["1e-4", "5e-4"]
    assert axis_values("name", "a, b") == ["a, b"]


def test_a_sweep_leaves_its_runs_to_the_queue_that_is_at_work(ltlab, tiny, runs, monkeypatch):
    runs.mkdir()
    monkeypatch.setattr(sweeps, "run_queue", functools.partial(sweeps.run_queue, wait=0.0))
    with exclusive(runs / QUEUE_LOCK, "the queue"):
        result = ltlab("sweep", *tiny, "--epochs", "1")
        told = ltlab("queue")
    assert result.exit_code == 3
    assert "will also train" in result.stderr
    assert (told.exit_code, "will also train" in told.stderr) == (0, True)
    assert [record.shown_state for record in RunStore(runs).records()] == ["queued"]
    assert ltlab("queue").exit_code == 0
    (run,) = json.loads(ltlab("runs", "--json").stdout)
    assert run["status"] == "finished"
    assert 0 <= run["balanced_error"] <= 1


@pytest.mark.parametrize(("given", "jobs"), [((), "auto"), (("--jobs", "3"), 3)])
def test_the_cores_are_shared_out_unless_a_number_is_given(ltlab, runs, monkeypatch, given, jobs):
    asked = []
    monkeypatch.setattr(sweeps, "run_queue", lambda _, **how: asked.append(how["jobs"]))
    assert ltlab("queue", *given).exit_code == 0
    assert asked == [jobs]


@pytest.mark.parametrize("jobs", ["0", "-1", "1.5", "all"])
def test_an_illegal_number_of_jobs_is_refused(ltlab, jobs):
    result = ltlab("queue", f"--jobs={jobs}")
    assert result.exit_code == 2
    assert "whole number from 1, or auto" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("variable", "value"),
    [("LTLAB_WARM", "nan"), ("LTLAB_WARM", "-1"), ("OMP_NUM_THREADS", "0")],
)
@pytest.mark.parametrize("command", [("sweep", "--seed", "0-1"), ("queue",), ("embed", "any")])
def test_a_variable_that_cannot_be_meant_is_refused_before_anything_is_queued(
    ltlab, runs, monkeypatch, variable, value, command
):
    monkeypatch.setenv(variable, value)
    result = ltlab(*command)
    assert result.exit_code == 2
    assert f"{variable} is {value!r}" in result.stderr
    assert "or unset it" in result.stderr
    assert not runs.exists()
