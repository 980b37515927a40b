import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.seeds import PROGRAM, measure_seeds


@pytest.fixture
def asked(monkeypatch):
    """What would have been started; together takes 2 s and 1 processor second, alone 6, then 8, and 4."""
    calls = []

    def run(command, **_):
        settings = json.loads(command[4])
        calls.append((settings, int(command[5])))
        assert command[:3] == [sys.executable, "-c", PROGRAM]
        alone = [call for call in calls if not call[0]["train"]["together"]]
        seconds = 2.0 if settings["train"]["together"] else 4.0 + 2 * len(alone)
        processor, error = (1.0, 0.25) if settings["train"]["together"] else (4.0, 0.2)
        told = {"seconds": seconds, "processor": processor, "error": error}
        return SimpleNamespace(stdout=json.dumps(told))

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_both_ways_are_measured_in_turns(asked):
    mlp, convnet = measure_seeds(["mlp", "convnet"], seeds=5, epochs=3, rounds=2)
    together = [settings["train"]["together"] for settings, _ in asked]
    assert together == [True, False, False, True] * 2
    assert [settings["model"]["name"] for settings, _ in asked] == ["mlp"] * 4 + ["convnet"] * 4
    assert {seeds for _, seeds in asked} == {5}
    assert {settings["train"]["epochs"] for settings, _ in asked} == {3}
    assert (mlp.model, mlp.seeds, mlp.together, mlp.alone) == ("mlp", 5, 2.0, 7.0)
    assert (mlp.ratio, mlp.ratio_low, mlp.ratio_high, mlp.processor_ratio) == (3.5, 3.0, 4.0, 4.0)
    assert (mlp.error_together, mlp.error_alone) == (0.25, 0.2)
    assert convnet.ratio == 5.5


def test_epochs_are_those_of_digits_where_none_are_given(asked):
    measure_seeds(["mlp"], seeds=2, epochs=None, rounds=1)
    assert all("epochs" not in settings["train"] for settings, _ in asked)


def test_an_arm_that_fails_is_named_with_what_it_said(monkeypatch):
    def run(command, **_):
        raise subprocess.CalledProcessError(1, command, stderr="a warning\nthe runs did not finish")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(
        NotMeasuredError, match=r"trained together gave no number: the runs did not"
    ):
        measure_seeds(["mlp"], seeds=2, epochs=1, rounds=1)


def test_two_seeds_are_really_trained_both_ways():
    (speed,) = measure_seeds(["mlp"], seeds=2, epochs=1, rounds=1)
    assert min(speed.together, speed.alone, speed.processor_ratio) > 0
    # One epoch from the same weights on the same examples: the same run but for rounding.
    assert speed.error_together == pytest.approx(speed.error_alone, abs=0.02)
