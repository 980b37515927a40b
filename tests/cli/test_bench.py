import json

import pytest
import torch

from ltcore.bench import device_steps, train
from ltcore.bench.train import LoopSpeed

SPEEDS = [
    LoopSpeed(
        loop="plain",
        precision="fp32",
        workers=2,
        images_per_second=100.0,
        slowest=90.0,
        fastest=110.0,
        ratio=1.0,
        ratio_low=1.0,
        ratio_high=1.0,
    ),
    LoopSpeed(
        loop="ours",
        precision="fp32",
        workers=0,
        images_per_second=150.0,
        slowest=140.0,
        fastest=160.0,
        ratio=1.5,
        ratio_low=1.4,
        ratio_high=1.6,
    ),
]


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def compare(**settings):
        calls.append(settings)
        return SPEEDS

    monkeypatch.setattr(train, "compare_training_loops", compare)
    return calls


def test_rows_and_ratio_are_printed(ltlab, asked):
    result = ltlab("bench", "train", "--steps", "2", "--repeats", "1", "--threads", "1")
    assert result.exit_code == 0, result.output
    assert "1.50 (1.40 to 1.60)" in result.stdout
    device = "cuda" if torch.cuda.is_available() else "cpu"
    assert asked == [{"batch_size": 128, "steps": 2, "repeats": 1, "threads": 1, "device": device}]


def test_as_json(ltlab, asked):
    rows = json.loads(ltlab("bench", "train", "--json").stdout)
    assert [row["images_per_second"] for row in rows] == [100.0, 150.0]


@pytest.mark.parametrize(("measured", "left"), [(2, "4, 8"), (0, "1, 2, 4, 8")])
def test_the_script_for_a_device_says_what_it_left_out(ltlab, monkeypatch, measured, left):
    def speed(way, workers):
        return device_steps.DeviceSpeed(
            way=way,
            precision="bf16",
            workers=workers,
            images_per_second=1000.0 * workers,
            slowest=900.0,
            fastest=1100.0,
            first_seconds=2.0,
            run_seconds=2481.2,
        )

    def ways(workload, precision, *, steps, rounds):
        assert (workload.batch_size, steps, rounds) == (8, 3, 2)
        return [speed("eager", 1), speed("graphs", 1)]

    def at_once(counts, precision, device, turns, *, budget_seconds):
        assert turns == device_steps.Turns(batch_size=8, steps=3, rounds=2)
        assert 0 < budget_seconds <= 200
        return [speed("eager", count) for count in counts[:measured]]

    monkeypatch.setattr(device_steps, "measure_ways", ways)
    monkeypatch.setattr(device_steps, "measure_workers", at_once)
    words = ("--device", "cpu", "--script", "--batch-size", "8", "--steps", "3", "--repeats", "2")
    result = ltlab("bench", "train", *words)
    assert result.exit_code == 0, result.output
    assert ("2,000 (900 to 1,100)" in result.stdout) == (measured == 2)
    assert f"not measured for want of time: {left} runs at once" in result.stderr
    rows = json.loads(ltlab("bench", "train", *words, "--json").stdout)
    assert [(row["way"], row["workers"]) for row in rows] == [
        ("eager", 1),
        ("graphs", 1),
        *[("eager", count) for count in (1, 2)[:measured]],
    ]
