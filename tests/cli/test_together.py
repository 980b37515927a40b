import shutil
import time

import pytest

from ltcore.cli.settings import run_config
from ltcore.engine.joint_trainer import Member
from ltcore.runs import RunStore, Status
from ltcore.runs.company import company_of


@pytest.fixture
def stopped(runs, tiny):
    """Make runs that were cancelled before they began, by seed; return their ids."""

    def made(*seeds, together=True):
        flags = dict(zip((name.removeprefix("--") for name in tiny[::2]), tiny[1::2], strict=True))
        status = Status(state="cancelled", heartbeat=time.time())
        asked = {**flags, "epochs": "1", "together": str(together).lower()}
        store = RunStore(runs)
        return [
            store.create(run_config({**asked, "seed": str(seed)}), status=status).id
            for seed in seeds
        ]

    return made


def test_a_sweep_trains_its_seeds_as_one_program(ltlab, tiny, runs):
    grid = ["sweep", *tiny, "--epochs", "1", "--seed", "0-2", "--jobs", "1"]
    result = ltlab(*grid, "--together")
    assert result.exit_code == 0, result.output
    records = RunStore(runs).records()
    assert [record.shown_state for record in records] == ["finished"] * 3
    assert {company_of(record.folder) for record in records} == {(0, 1, 2)}
    assert "3 runs, 0 already finished" in result.stderr
    again = ltlab(*grid, "--together")
    assert (again.stdout, "were trained" in again.stderr) == (result.stdout, False)
    alone = ltlab(*grid)
    assert "3 of the finished runs were trained together with other seeds" in alone.stderr
    assert "would differ by rounding" in alone.stderr
    one = ltlab("train", *tiny, "--epochs", "1", "--seed", "1")
    assert "it was trained together with seeds 0, 1, 2" in one.stderr
    assert f"ltlab runs delete {one.stdout.strip()}" in one.stderr


def test_who_has_no_company_is_named(ltlab, tiny, runs):
    methods = ["--method", "erm,crt,ncm", "--dry-run", "--together"]
    result = ltlab("sweep", *tiny, *methods, "--seed", "0-1")
    assert "2 runs are trained alone: crt is more than one stage of training" in result.stderr
    assert "2 runs are trained alone: ncm is more than one stage" in result.stderr
    assert "erm" not in result.stderr
    one = ltlab("sweep", *tiny, *methods, "--method", "erm")
    assert "1 run is trained alone: no other run of the sweep differs in the seed" in one.stderr
    assert not runs.exists()


def test_one_run_has_no_company(ltlab, tiny, runs):
    result = ltlab("train", *tiny, "--together")
    assert result.exit_code == 2
    assert "train.together (--together) has no effect on one run" in result.stderr
    assert not runs.exists()


def test_stopped_runs_go_on_together(ltlab, runs, stopped):
    ids = stopped(0, 1, 2)
    result = ltlab("resume", "--all")
    assert result.exit_code == 0, result.output
    assert sorted(result.stdout.split()) == sorted(ids)
    assert {company_of(RunStore(runs).load(run_id).folder) for run_id in ids} == {(0, 1, 2)}


def test_a_stopped_run_goes_on_alone_where_it_is_asked_for_alone(ltlab, runs, stopped):
    first, second = stopped(0, 1)
    assert ltlab("resume", first).exit_code == 0
    folder = RunStore(runs).load(first).folder
    assert (company_of(folder), "trained alone" in folder.read_log()) == ((), True)
    assert RunStore(runs).load(second).shown_state == "cancelled"


def test_of_runs_that_go_on_together_one_may_fail(ltlab, runs, stopped, monkeypatch):
    ids = stopped(0, 1)
    begin = Member.begin

    def spoilt(*_):
        raise ValueError("spoilt")

    def begin_or_fail(self):
        if self.trainer.config.seed == 1:
            monkeypatch.setattr(self.trainer, "begin", spoilt)
        begin(self)

    monkeypatch.setattr(Member, "begin", begin_or_fail)
    result = ltlab("resume", "--all")
    assert result.exit_code == 1
    assert f"run {ids[1]} failed: spoilt" in result.stderr
    assert result.stdout.split() == [ids[0]]


def test_a_damaged_run_and_one_that_is_gone_do_not_stop_their_company(ltlab, runs, stopped):
    ids = stopped(0, 1, 2, 3)
    (runs / ids[0] / "status.json").write_text('{"state": "que')
    shutil.rmtree(runs / ids[1])
    result = ltlab("work", *ids, "--runs", runs)
    assert result.exit_code == 0, result.output
    for run_id in ids[:2]:
        assert f"warning: {run_id} is left out: " in result.stderr
    for run_id in ids[2:]:
        assert RunStore(runs).load(run_id).shown_state == "finished"
        assert company_of(RunStore(runs).load(run_id).folder) == (2, 3)


def test_of_runs_that_go_on_together_one_may_be_cancelled(ltlab, runs, stopped, monkeypatch):
    ids = stopped(0, 1, 2)
    begin = Member.begin

    def begin_and_cancel(self):
        begin(self)
        if self.trainer.config.seed == 0:
            self._leave("cancelled")

    monkeypatch.setattr(Member, "begin", begin_and_cancel)
    result = ltlab("resume", *ids)
    assert result.exit_code == 130
    assert f"run {ids[0]} was cancelled" in result.stderr
    assert result.stdout.split() == ids[1:]


def test_a_damaged_environment_of_a_finished_run_ends_no_sweep(ltlab, tiny, runs):
    grid = ["sweep", *tiny, "--epochs", "1", "--seed", "0-2", "--jobs", "1"]
    assert ltlab(*grid, "--together").exit_code == 0
    first, *_ = RunStore(runs).records()
    (first.folder.path / "environment.json").write_text("{")
    result = ltlab(*grid, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "2 of the finished runs were trained together" in result.stderr
