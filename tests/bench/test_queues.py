import json
import math
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ltcore import sweeps
from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.queues import START_PROGRAM, SWEEP_PROGRAM, measure_start, measure_sweep
from ltcore.runs import RunStore


@pytest.fixture
def asked(monkeypatch):
    """What would have been started: (command, value of LTLAB_WARM); warm takes 2 s, the others 8."""
    calls = []

    def run(command, *, env, **_):
        assert ("PYTHONSAFEPATH" in env) == (command[0] == "python-of-old")
        calls.append((command, env["LTLAB_WARM"]))
        seconds = 8.0 if env["LTLAB_WARM"] == "0" or command[0] == "python-of-old" else 2.0
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
    assert [warm for _, warm in asked[:3]] == ["10", "0", "10"]


def test_a_start_is_measured_in_turns(asked):
    warm, fresh = measure_start(rounds=1)
    assert (warm.seconds, fresh.seconds, fresh.ratio) == (2.0, 8.0, 0.25)
    assert [command[2:3] + command[4:] for command, _ in asked] == [
        [START_PROGRAM, "warm"],
        [START_PROGRAM, "fresh"],
    ]


def test_processor_seconds_that_were_not_counted_are_null_between_processes(monkeypatch):
    said = SimpleNamespace(stdout='{"seconds": 2.0, "processor": null}')
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: said)
    warm, _ = measure_start(rounds=1)
    assert math.isnan(warm.processor)
    assert math.isnan(warm.processor_ratio)
    assert "nan" not in START_PROGRAM.lower()


@pytest.mark.parametrize(
    ("arm", "template"), [("warm", "ready"), ("fresh", None), ("other", "ready")]
)
def test_another_build_starts_as_its_own_page_does(monkeypatch, tmp_path, capsys, arm, template):
    given = []

    class Waiting:
        is_ready = True

        def get_ready(self):
            """Nothing to start."""

        def ready(self):
            return "ready"

    def start(root, **how):
        given.append(how.get("template"))
        (run_id,) = RunStore(root).ids()
        (root / run_id / "metrics.jsonl").write_text("{}")

    monkeypatch.setattr(sweeps, "Standby", Waiting)
    monkeypatch.setattr(sweeps, "start_queue_detached", start)
    monkeypatch.setattr(sys, "argv", ["-c", str(tmp_path), arm])
    exec(START_PROGRAM, {})  # our own program, as its arm carries it out
    assert given == [template]
    assert json.loads(capsys.readouterr().out)["processor"] is None


def test_an_arm_that_fails_is_named_with_what_it_said(monkeypatch):
    def run(command, **_):
        raise subprocess.CalledProcessError(2, command, stderr="Usage\nNo such option: -c")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(NotMeasuredError, match=r"warm arm.*gave no number: No such option: -c"):
        measure_start(rounds=1)
