import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from ltcore.engine import worker as worker_module
from ltcore.runs import RunStore, run_lock
from ltcore.runs.unlabelled import read_hidden_truth
from ltcore.runs.verifying import verify_run
from ltcore.sweeps import run_queue
from tests.runs.test_fixtures import CANCELLED, FIXTURES


def last_line(result):
    return result.stdout.strip().splitlines()[-1]


def test_a_run_is_trained_and_its_id_is_the_last_line(ltlab, tiny, runs):
    result = ltlab("train", *tiny, "--epochs", "2", "--name", "=first")
    assert result.exit_code == 0, result.output
    assert "training on" in result.stderr
    assert "127 examples, class counts 90 to 9, realised ratio 10" in result.stderr
    assert "epoch 2/2" in result.stderr
    assert "test balanced error" in result.stderr
    assert "tail" in result.stderr
    record = RunStore(runs).load(last_line(result))
    assert record.shown_state == "finished"
    assert record.name == "=first"
    again = ltlab("train", *tiny, "--epochs", "2")
    assert (again.exit_code, last_line(again)) == (0, record.id)
    assert "already finished" in again.stderr
    assert (
        record.folder.read_metric_rows() == RunStore(runs).load(record.id).folder.read_metric_rows()
    )


UNLABELLED = ["--n-max", "20", "--unlabelled", "2", "--unlabelled-order", "reversed"]
FOREIGN = ["--n-classes", "5", "--foreign-classes", "2", "--relevance", ".5"]


def test_unlabelled_examples_are_counted_before_training(ltlab, tiny, runs):
    learner = ("--method", "self_training")
    result = ltlab("train", *tiny, *learner, *UNLABELLED, *FOREIGN, "--epochs", "1")
    assert result.exit_code == 0, result.output
    # 20, 6 and 2 labelled ones; of 56, half are relevant
    assert "28 examples, class counts 20 to 2" in result.stderr
    assert "unlabelled: 56 examples, class counts 20 to 2, 28 of foreign classes" in result.stderr
    assert "unlabelled: 3 classes: gaussian 2: 20, gaussian 1: 6, gaussian 0: 2" in result.stderr
    folder = RunStore(runs).load(last_line(result)).folder
    truth = read_hidden_truth(folder)
    assert truth is not None
    assert truth["label"].value_counts().to_dict() == {-1: 28, 2: 20, 1: 6, 0: 2}


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_a_method_that_learns_from_no_unlabelled_examples_is_refused(ltlab, tiny, runs, command):
    result = ltlab(command, *tiny, *UNLABELLED)
    assert result.exit_code == 2
    assert "setting 'unlabelled'. These have it: self_training, fixmatch" in result.stderr
    assert not runs.exists()


def test_too_many_unlabelled_examples_are_refused_before_a_run_is_made(ltlab, tiny, runs):
    asked = ("--method", "self_training", "--unlabelled", "10", "--n-max", "30")
    result = ltlab("train", *tiny, *asked, "--epochs", "1")
    assert result.exit_code == 2
    assert "Lower n_max to " in result.stderr
    assert "raise per_class to " in result.stderr
    assert not runs.exists()


def test_a_run_that_is_under_way_elsewhere_is_exit_code_3(ltlab, tiny, runs, config_of):
    folder = RunStore(runs).create(config_of(*tiny, "--epochs", "1"))
    with run_lock(folder.path):
        for arguments in (["train", *tiny, "--epochs", "1"], ["resume", folder.id]):
            result = ltlab(*arguments)
            assert result.exit_code == 3
            assert "another process" in result.stderr


def test_a_finished_run_that_is_in_use_elsewhere_is_exit_code_3(ltlab, tiny, runs):
    ended = last_line(ltlab("train", *tiny, "--epochs", "1"))
    with run_lock(runs / ended):
        for arguments in (
            ["train", *tiny, "--epochs", "1", "--name", "other"],
            ["runs", "name", ended, "other"],
        ):
            result = ltlab(*arguments)
            assert result.exit_code == 3, arguments
            assert f"run {ended} is in training" in result.stderr
    assert RunStore(runs).load(ended).name == ""


def test_a_failed_run_is_exit_code_1_and_names_its_folder(ltlab, too_large, runs):
    folder = RunStore(runs).create(too_large)
    result = ltlab("work", folder.id)
    assert result.exit_code == 1
    assert RunStore(runs).load(folder.id).shown_state == "failed"
    assert "5,000" in result.stderr or "5000" in result.stderr
    assert str(folder.path) in result.stderr


WRONG_WITH_THE_DATA = [
    (["--profile", "counts", "--counts", "1,2,3"], "3 numbers, but the data set has 10 classes"),
    (["--profile", "step", "--minority-share", "0.99"], "minority_share is 0.99"),
    (["--n-max", "500"], "requested 500, available"),
    (["--data", "gaussians", "--model", "convnet"], "--model): convnet reads images"),
    (["--method", "ldam", "--head", "linear"], '--head): "linear" does not work with ldam'),
    (
        ["--profile", "few_class_clients", "--method", "ldam"],
        "method ldam needs class counts, but class",
    ),
    (["--method", "crt", "--from-run", "../x"], "there is no run '../x'"),
]


@pytest.mark.parametrize("command", ["train", "sweep"])
@pytest.mark.parametrize(("flags", "words"), WRONG_WITH_THE_DATA)
def test_settings_that_do_not_fit_the_data_make_no_run(ltlab, runs, command, flags, words):
    result = ltlab(command, *flags)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not runs.exists()


def test_ctrl_c_before_the_first_step_leaves_nothing_to_a_queue(ltlab, tiny, runs, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker_module, "work", interrupt)
    result = ltlab("train", *tiny, "--epochs", "1")
    assert result.exit_code == 130
    (record,) = RunStore(runs).records()
    assert record.shown_state == "cancelled"
    assert record.status is not None
    assert record.status.message == "stopped before it started"
    monkeypatch.undo()
    assert run_queue(RunStore(runs)) == {}


def test_a_finished_run_needs_no_torch_and_takes_a_new_label(ltlab, tiny, runs):
    trained = ltlab("train", *tiny, "--epochs", "1", "--name", "old")
    before = RunStore(runs).load(last_line(trained))
    command = [sys.executable, "-X", "importtime", "-m", "ltcore.cli", "train", *tiny]
    done = subprocess.run(
        [*command, "--epochs", "1", "--name", "new"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == before.id
    assert "its label is now new" in done.stderr
    assert "already finished" in done.stderr
    assert not [line for line in done.stderr.splitlines() if line.split("|")[-1].strip() == "torch"]
    after = RunStore(runs).load(before.id)
    assert (after.name, after.created) == ("new", before.created)
    assert verify_run(after).verdict == "whole"
    ltlab("train", *tiny, "--epochs", "1")
    assert RunStore(runs).load(before.id).name == "new"


def test_resume_says_what_can_be_resumed(ltlab, too_large, runs):
    RunStore(runs).create(too_large)
    (record,) = RunStore(runs).records()
    asked = ltlab("resume")
    assert asked.exit_code == 2
    assert record.id in asked.stderr
    failed = ltlab("resume", "--all")
    assert failed.exit_code == 1
    assert record.id in failed.stderr
    assert ltlab("resume", "no-such-run").exit_code == 1
    assert ltlab("resume", "../x").exit_code == 1


def test_a_changed_label_or_device_is_taken_over_by_an_unfinished_run(ltlab, tiny, runs, config_of):
    made = RunStore(runs).create(config_of(*tiny, "--epochs", "1", "--name", "old"))
    before = RunStore(runs).load(made.id)
    ltlab("train", *tiny, "--epochs", "1", "--name", "new", "--workers", "1")
    (record,) = RunStore(runs).records()
    assert (record.name, record.created) == ("new", before.created)
    assert made.read_config().train.workers == 1


def test_a_device_that_is_not_there_is_refused_before_a_run_is_made(ltlab, tiny, runs):
    import torch

    if torch.backends.mps.is_available():
        pytest.skip("this machine has the device")
    result = ltlab("train", *tiny, "--device", "mps")
    assert result.exit_code == 2
    assert "mps" in result.stderr
    assert not runs.exists()


def test_data_that_are_not_there_are_exit_code_1_with_the_ways_out(ltlab, tmp_path):
    result = ltlab("train", "--data", "cifar10", "--root", tmp_path)
    assert result.exit_code == 1
    assert "ltlab datasets download cifar10" in result.stderr


def test_ctrl_c_leaves_a_checkpoint_and_resume_goes_on(ltlab, tiny, runs):
    command = [sys.executable, "-m", "ltcore.cli", "train", *tiny]
    command += ["--epochs", "1000", "--eval-every", "1000"]
    worker = subprocess.Popen(
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert worker.stderr is not None
        deadline = time.monotonic() + 120
        while b"epoch 2/1000" not in worker.stderr.readline():
            assert worker.poll() is None
            assert time.monotonic() < deadline
        worker.send_signal(signal.SIGINT)
        _, said = worker.communicate(timeout=60)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 130
    (record,) = RunStore(runs).records()
    assert record.shown_state == "cancelled"
    assert f"ltlab resume {record.id}" in said.decode()
    resumed = ltlab("resume", "--all")
    assert (resumed.exit_code, last_line(resumed)) == (0, record.id)
    assert RunStore(runs).load(record.id).shown_state == "finished"
    listed = json.loads(ltlab("runs", "--json").stdout)
    assert [run["status"] for run in listed] == ["finished"]


def test_other_data_under_the_same_name_are_not_passed_off_as_trained(ltlab, tmp_path):
    table = tmp_path / "table.csv"

    def write(shift: float) -> None:
        rows = [f"{x / 10 + shift},{x % 3},c{x % 3}" for x in range(90)]
        table.write_text("\n".join(["a,b,label", *rows]))

    command = (
        "train",
        "--data",
        "table",
        "--root",
        table,
        "--epochs",
        "1",
        "--test-per-class",
        "5",
    )
    write(0.0)
    assert ltlab(*command).exit_code == 0
    assert ltlab(*command).exit_code == 0
    write(0.5)
    refused = ltlab(*command)
    assert refused.exit_code == 1
    assert "its data have changed since" in refused.stderr
    assert "ltlab runs delete table-" in refused.stderr


def edited(folder, **settings):
    path = folder.path / "config.json"
    content = json.loads(path.read_text())
    content["config"] |= settings
    path.write_text(json.dumps(content))


def test_a_renamed_run_goes_on_and_is_found_by_its_settings(ltlab, tiny, runs):
    run_id = last_line(ltlab("train", *tiny, "--epochs", "1"))
    (runs / run_id).rename(runs / "my-baseline")
    again = ltlab("train", *tiny, "--epochs", "1")
    assert (again.exit_code, last_line(again)) == (0, "my-baseline")
    assert "already finished" in again.stderr
    folder = RunStore(runs).load("my-baseline").folder
    folder.write_status(replace(folder.read_status(), state="cancelled"))
    resumed = ltlab("resume", "my-baseline")
    assert (resumed.exit_code, last_line(resumed)) == (0, "my-baseline")
    folder.write_status(replace(folder.read_status(), state="cancelled"))
    trained = ltlab("train", *tiny, "--epochs", "1")
    assert "it continues there" in trained.stderr
    swept = ltlab("sweep", *tiny, "--epochs", "1", "--ids")
    assert swept.stdout.splitlines()[0] == "my-baseline"
    assert RunStore(runs).ids() == ["my-baseline"]


def test_an_edit_is_refused_and_can_be_forked(ltlab, tiny, runs):
    run_id = last_line(ltlab("train", *tiny, "--epochs", "1", "--name", "first"))
    store = RunStore(runs)
    folder = store.load(run_id).folder
    folder.write_status(replace(folder.read_status(), state="cancelled"))
    edited(folder, method={"name": "focal", "settings": {"gamma": 1.5}})
    refused = ltlab("resume", run_id)
    assert refused.exit_code == 1
    assert "method.name: erm -> focal" in refused.stderr
    assert f"ltlab train --fork {run_id}" in refused.stderr

    forked = ltlab("train", "--fork", run_id)
    assert forked.exit_code == 0, forked.output
    fork = store.load(last_line(forked))
    assert (fork.fork, fork.method, fork.name, fork.shown_state) == (
        run_id,
        "focal",
        "",
        "finished",
    )
    assert fork.config is not None
    assert fork.config.method.settings.model_dump()["gamma"] == 1.5
    assert fork.config.train.epochs == 1
    assert f"starts from the weights of run {run_id}" in fork.folder.read_log()
    assert json.loads(ltlab("runs", "show", fork.id).stdout)["settings"]["fork"] == run_id

    anew = ltlab("train", *tiny, "--epochs", "1")
    assert "have changed since it was made" in anew.stderr
    assert last_line(anew) == f"{run_id}-2"
    assert store.load(run_id).method == "focal"


def test_flags_and_file_win_over_the_settings_of_a_forked_run(ltlab, tiny, runs, tmp_path):
    run_id = last_line(
        ltlab("train", *tiny, "--epochs", "1", "--method", "cb_softmax", "--beta", "0.9")
    )
    file = tmp_path / "more.toml"
    file.write_text("[optim]\nlr = 0.03\n[train]\nepochs = 3\n")
    forked = ltlab("train", "--fork", run_id, "--config", file, "--epochs", "2", "--method", "ldam")
    assert forked.exit_code == 0, forked.output
    config = RunStore(runs).load(last_line(forked)).config
    assert config is not None
    assert (config.method.name, config.optim.lr, config.train.epochs) == ("ldam", 0.03, 2)
    assert (config.data.name, config.data.ratio, config.model.width) == ("gaussians", 10, 8)


def test_a_fork_that_cannot_be_makes_no_run(ltlab, tiny, runs, tmp_path):
    assert "there is no run" in ltlab("train", "--fork", "../x").stderr
    run_id = last_line(ltlab("train", *tiny, "--epochs", "1"))
    file = tmp_path / "mine.csv"
    file.write_text("label,predicted\n0,0\n1,1\n")
    imported = last_line(ltlab("import", file, "--name", "mine"))
    for flags, words in (
        (["--fork", imported], "is an import"),
        (["--fork", run_id, "--width", "16"], "it has model.width 8, this one 16"),
        (["--fork", run_id, "--beta", "0.9"], "has no setting 'beta'"),
    ):
        refused = ltlab("train", *flags)
        assert refused.exit_code == 2
        assert words in refused.stderr
    assert sorted(RunStore(runs).ids()) == sorted([run_id, imported])


def test_a_run_of_the_first_release_goes_on_with_a_warning(ltlab, runs):
    shutil.copytree(FIXTURES / CANCELLED, runs / "renamed-since")
    resumed = ltlab("resume", "renamed-since")
    assert (resumed.exit_code, last_line(resumed)) == (0, "renamed-since")
    assert "warning: its checkpoint has no fingerprint" in resumed.stderr
    assert "epoch 3/3" in resumed.stderr
    assert RunStore(runs).ids() == ["renamed-since"]
    assert "was renamed: it is now renamed-since" in ltlab("resume", CANCELLED).stderr
