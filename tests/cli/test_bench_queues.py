import json
import math

import pytest

from ltcore.bench.queues import QueueSpeed
from ltcore.cli import bench_queues

SPEEDS = [
    QueueSpeed(
        arm=arm,
        seconds=seconds,
        processor=processor,
        ratio=2.0 / seconds,
        ratio_low=0.2,
        ratio_high=1.0,
        processor_ratio=3.0 / processor,
    )
    for arm, seconds, processor in (("warm", 2.0, 3.0), ("fresh", 8.0, math.nan))
]


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def measured(*words, **settings):
        calls.append((*words, settings))
        return SPEEDS

    monkeypatch.setattr(bench_queues, "measure_sweep", measured)
    monkeypatch.setattr(bench_queues, "measure_start", measured)
    return calls


def test_a_sweep_of_the_demo_runs_is_measured(ltlab, asked):
    result = ltlab("bench", "sweep", "--repeats", "1", "--against", "env A=b python")
    assert result.exit_code == 0, result.output
    assert "0.25 (0.20 to 1.00)" in result.stdout
    ((words, settings),) = asked
    assert settings == {"rounds": 1, "other": ["env", "A=b", "python"]}
    assert "erm,cb_softmax,ldam_drw,logit_adjustment" in words
    assert "--epochs" not in words
    ltlab("bench", "sweep", "--epochs", "2", "--seeds", "0")
    assert asked[1][0][-4:] == ["--seed", "0", "--epochs", "2"]


def test_a_start_is_measured(ltlab, asked):
    said = ltlab("bench", "start", "--json").stdout
    assert "NaN" not in said
    rows = json.loads(said)
    assert [row["processor"] for row in rows] == [3.0, None]
    assert [row["seconds"] for row in rows] == [2.0, 8.0]
    assert asked == [({"rounds": 3, "other": []},)]
