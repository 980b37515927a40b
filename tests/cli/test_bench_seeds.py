import json

import pytest

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.seeds import SeedsSpeed
from ltcore.cli import bench_seeds

SPEED = SeedsSpeed(
    model="mlp",
    seeds=8,
    together=2.04,
    alone=7.5,
    ratio=3.6,
    ratio_low=3.25,
    ratio_high=4.0,
    processor_ratio=3.9,
    error_together=0.25,
    error_alone=0.26,
)


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def measured(models, **settings):
        calls.append((models, settings))
        return [SPEED]

    monkeypatch.setattr(bench_seeds, "measure_seeds", measured)
    return calls


def test_seeds_are_measured(ltlab, asked):
    result = ltlab("bench", "seeds", "--repeats", "2", "--epochs", "5")
    assert result.exit_code == 0, result.output
    assert asked == [(["mlp", "convnet"], {"seeds": 8, "epochs": 5, "rounds": 2})]
    header, row = result.stdout.splitlines()
    assert "alone over together (range)" in header
    assert "processor time, alone over together" in header
    assert "3.60 (3.25 to 4.00)" in row
    assert row.endswith("25.0 %, alone 26.0 %")


def test_as_json(ltlab, asked):
    (told,) = json.loads(ltlab("bench", "seeds", "--models", "mlp", "--json").stdout)
    assert (told["ratio"], told["error_alone"]) == (3.6, 0.26)
    assert asked[0][0] == ["mlp"]


def test_what_cannot_be_measured_is_said(ltlab, monkeypatch):
    def refused(*_, **__):
        raise NotMeasuredError("no number")

    monkeypatch.setattr(bench_seeds, "measure_seeds", refused)
    result = ltlab("bench", "seeds")
    assert result.exit_code == 1
    assert "no number" in result.stderr
    assert ltlab("bench", "seeds", "--seeds", "1").exit_code == 2
