import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.queues import START_PROGRAM, SWEEP_PROGRAM, measure_start, measure_sweep


@pytest.fixture
def asked(monkeypatch):
    """What would have been started: (command, value of LTLAB_WARM); warm takes 2 s, the others 8."""
    calls = []

    def run(command, *, env, **_):
        assert ("PYTHONSAFEPATH" in env) == (command[0] == "python-of-old")
        calls.append((command, env["LTLAB_WARM"]))
        seconds = 2.0 if env["LTLAB_WARM"] != "0" else 8.0
        return SimpleNamespace(stdout=json.dumps({"seconds": seconds, "processor": 2 * seconds}))

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_a_sweep_is_measured_in_turns(asked):
    warm, fresh, other = measure_sweep(["--seed", "0"], rounds=2, other=["python-of-old"])
    assert (warm.arm, warm.seconds, warm.ratio) == ("warm", 2.0, 1.0)
    assert (fresh.ratio, fresh.ratio_low, fresh.ratio_high) == (0.25, 0.25, 0.25)
    assert (other.processor, other.processor_ratio) == (16.0, 0.25)
    assert [command[0] for command, _ in asked] == [
        *(sys.executable, sys.executable, "python-of-old"),
        *("python-of-old", sys.executable, sys.executable),
    ]
    assert {command[2] for command, _ in asked} == {SWEEP_PROGRAM}
    words = [command[4:] for command, _ in asked[:3]]
    assert words == [["--seed", "0"], ["--seed", "0", "--jobs", "1"], ["--seed", "0"]]
    assert [warm for _, warm in asked[:3]] == ["10", "0", "0"]


def test_a_start_is_measured_in_turns(asked):
    warm, fresh = measure_start(rounds=1)
    assert (warm.seconds, fresh.seconds, fresh.ratio) == (2.0, 8.0, 0.25)
    assert [command[2:3] + command[4:] for command, _ in asked] == [
        [START_PROGRAM, "warm"],
        [START_PROGRAM, "fresh"],
    ]


def test_an_arm_that_fails_is_named_with_what_it_said(monkeypatch):
    def run(command, **_):
        raise subprocess.CalledProcessError(2, command, stderr="Usage\nNo such option: -c")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(NotMeasuredError, match=r"warm arm.*gave no number: No such option: -c"):
        measure_start(rounds=1)
