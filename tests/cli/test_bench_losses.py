import json

import pytest
import torch

from ltcore.bench import losses
from ltcore.bench.losses import LossSpeed, compare_losses

SPEED = LossSpeed(
    loss="LDAM",
    ours=2.5,
    eager=2.0,
    ratio=1.25,
    ratio_low=1.1,
    ratio_high=1.3,
    step_share=0.00042,
    written="scatter_add, F.cross_entropy",
)


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def compare(**settings):
        calls.append(settings)
        return [SPEED]

    monkeypatch.setattr(losses, "compare_losses", compare)
    return calls


def test_both_times_ratio_and_share_are_printed(ltlab, asked):
    result = ltlab("bench", "losses", "--steps", "2", "--repeats", "1", "--threads", "1")
    assert result.exit_code == 0, result.output
    row = " ".join(result.stdout.splitlines()[1].split())
    assert row == "LDAM 2.50 2.00 1.25 (1.10 to 1.30) 0.042 % scatter_add, F.cross_entropy"
    device = "cuda" if torch.cuda.is_available() else "cpu"
    assert asked == [{"steps": 2, "repeats": 1, "threads": 1, "device": device}]


def test_as_json(ltlab, asked):
    (row,) = json.loads(ltlab("bench", "losses", "--json").stdout)
    assert (row["loss"], row["ratio"], row["step_share"]) == ("LDAM", 1.25, 0.00042)


def test_a_table_of_real_numbers(ltlab, monkeypatch):
    def tiny(**settings):
        return compare_losses(batch_size=4, n_classes=3, **settings)

    monkeypatch.setattr(losses, "compare_losses", tiny)
    result = ltlab("bench", "losses", "--steps", "1", "--repeats", "1", "--device", "cpu")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) == 14
    assert lines[0].startswith("loss at 1024 x 1000")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is an accelerator")
def test_a_missing_accelerator_is_said(ltlab):
    result = ltlab("bench", "losses", "--device", "cuda")
    assert result.exit_code != 0
    assert "cuda" in result.stderr
