import contextlib
import os
import shlex
import signal
import time

import pytest

from ltcore.runs import RunStore
from ltcore.runs.sharing import MARK


@pytest.fixture
def shared(monkeypatch, runs):
    monkeypatch.setenv("LTLAB_LOCKS", "shared")
    runs.mkdir()


def test_nothing_is_started_to_print(ltlab, runs):
    result = ltlab("workers", "--count", "3", "--print", "--python", "python")
    assert shlex.split(result.stdout) == [
        *("python", "-m", "ltcore.cli", "queue", "--stay", "--jobs", "3", "--runs", str(runs))
    ]
    assert not runs.exists()


@pytest.mark.parametrize("place", ["ssh", "slurm"])
def test_a_disk_of_this_machine_is_refused_with_the_ways_out(ltlab, place):
    result = ltlab("workers", "--on", place, "--host", "lab-2", "--print")
    assert result.exit_code == 2
    assert "is on a disk of this machine" in result.stderr
    for way in ("NFS", "LTLAB_LOCKS=shared", "--on local", "object storage will not do"):
        assert way in result.stderr


@pytest.mark.usefixtures("shared")
def test_what_is_printed_for_other_machines(ltlab, runs):
    result = ltlab("workers", "--on", "ssh", "--host", "lab-1", "--host", "lab-2", "--print")
    lines = [shlex.split(line) for line in result.stdout.splitlines()]
    assert [words[:2] for words in lines] == [["ssh", "lab-1"], ["ssh", "lab-2"]]
    assert str(runs) in lines[0][2]
    assert (runs / MARK).exists()
    result = ltlab(
        "workers", "--on", "slurm", "--count", "8", "--sbatch", "--gres=gpu:1", "--print"
    )
    assert "#SBATCH --array=1-8\n" in result.stdout
    assert "#SBATCH --gres=gpu:1\n" in result.stdout


@pytest.mark.usefixtures("shared")
def test_what_cannot_be_started_says_how_to_go_on(ltlab, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (
        "no worker was started on lab-1"
        in ltlab("workers", "--on", "ssh", "--host", "lab-1").stderr
    )
    assert "sbatch did not take the job" in ltlab("workers", "--on", "slurm").stderr
    result = ltlab("workers", "--on", "ssh")
    assert (result.exit_code, "--host anna@lab-2" in result.stderr) == (2, True)
    assert ltlab("workers", "--on", "ssh", "--host", "-x").exit_code == 2


@pytest.mark.usefixtures("shared")
def test_slurm_gets_the_script(ltlab, monkeypatch, tmp_path):
    sbatch = tmp_path / "sbatch"
    sbatch.write_text(f"#!/bin/sh\ncat > {tmp_path}/script\necho Submitted batch job 17\n")
    sbatch.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    result = ltlab("workers", "--on", "slurm", "--count", "2")
    assert "Submitted batch job 17" in result.stderr
    assert "--array=1-2" in (tmp_path / "script").read_text()


@pytest.mark.usefixtures("shared")
def test_queued_here_and_trained_by_workers(ltlab, runs, tiny):
    result = ltlab("sweep", "--enqueue-only", *tiny, "--epochs", "1", "--seed", "0-1")
    ids = result.stdout.split()
    assert (result.exit_code, len(ids)) == (0, 2)
    assert "2 runs are queued. To train them: ltlab workers" in result.stderr
    store = RunStore(runs)
    assert {store.load(run_id).shown_state for run_id in ids} == {"queued"}
    told = ltlab("workers", "--count", "2").stderr
    pid = int(told.split("process ")[1].split(";")[0])
    try:
        deadline = time.monotonic() + 120
        while {store.load(run_id).shown_state for run_id in ids} != {"finished"}:
            assert time.monotonic() < deadline, (runs / "queue.log").read_text()
            time.sleep(0.1)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
