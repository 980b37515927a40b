import json

import pytest
import torch

from ltcore.bench import train
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
