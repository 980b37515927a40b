import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ltcore.runs import RunStore, run_lock


def last_line(result):
    return result.stdout.strip().splitlines()[-1]


def test_a_run_is_trained_and_its_id_is_the_last_line(ltlab, tiny, runs):
    result = ltlab("train", *tiny, "--epochs", "2", "--name", "=first")
    assert result.exit_code == 0, result.output
    assert "training on" in result.stderr
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


def test_a_run_that_is_under_way_elsewhere_is_exit_code_3(ltlab, tiny, runs):
    ltlab("train", *tiny, "--epochs", "1", "--n-max", "5000")
    (record,) = RunStore(runs).records()
    with run_lock(record.folder.path):
        for arguments in (
            ["train", *tiny, "--epochs", "1", "--n-max", "5000"],
            ["resume", record.id],
        ):
            result = ltlab(*arguments)
            assert result.exit_code == 3
            assert "another process" in result.stderr


def test_a_failed_run_is_exit_code_1_and_names_its_folder(ltlab, tiny, runs):
    result = ltlab("train", *tiny, "--n-max", "5000")
    assert result.exit_code == 1
    (record,) = RunStore(runs).records()
    assert record.shown_state == "failed"
    assert "5,000" in result.stderr or "5000" in result.stderr
    assert str(record.folder.path) in result.stderr
    assert ltlab("work", record.id).exit_code == 1


def test_resume_says_what_can_be_resumed(ltlab, tiny, runs):
    ltlab("train", *tiny, "--n-max", "5000")
    (record,) = RunStore(runs).records()
    asked = ltlab("resume")
    assert asked.exit_code == 2
    assert record.id in asked.stderr
    failed = ltlab("resume", "--all")
    assert failed.exit_code == 1
    assert record.id in failed.stderr
    assert ltlab("resume", "no-such-run").exit_code == 1
    assert ltlab("resume", "../x").exit_code == 1


def test_a_changed_label_or_device_is_taken_over_by_an_unfinished_run(ltlab, tiny, runs):
    ltlab("train", *tiny, "--n-max", "5000", "--name", "old")
    ltlab("train", *tiny, "--n-max", "5000", "--name", "new")
    (record,) = RunStore(runs).records()
    assert record.name == "new"


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
