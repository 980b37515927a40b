import json

import pytest

from ltcore.bench import theory
from ltcore.bench.theory import TheoremSpeed

SPEEDS = [
    TheoremSpeed(
        theorem="radius",
        setting="d = 50",
        trials=1000,
        drawn_trials=100,
        ours=2.5,
        drawn=1500.0,
        ratio=600.0,
        ratio_low=590.0,
        ratio_high=610.0,
        means_apart=0.8,
        spreads_apart=1.2,
    ),
    TheoremSpeed(
        theorem="wrong",
        setting="n = 9",
        trials=1000,
        drawn_trials=100,
        ours=2.5,
        drawn=15.0,
        ratio=6.0,
        ratio_low=5.0,
        ratio_high=7.0,
        means_apart=0.8,
        spreads_apart=4.2,
    ),
]


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def compare(**settings):
        calls.append(settings)
        return SPEEDS

    monkeypatch.setattr(theory, "compare_theorems", compare)
    return calls


def test_times_ratio_and_agreement_are_printed(ltlab, asked):
    result = ltlab("bench", "theory", "--trials", "1000", "--drawn-trials", "100", "--repeats", "3")
    assert result.exit_code == 0, result.output
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert rows[1] == "radius d = 50 2.5 1,500 600 (590 to 610) yes (0.8, 1.2)"
    assert rows[2] == "wrong n = 9 2.5 15 6 (5 to 7) NO (0.8, 4.2)"
    assert "measured with 100 and scaled" in rows[3]
    assert asked == [{"trials": 1000, "drawn_trials": 100, "repeats": 3}]


def test_as_json(ltlab, asked):
    rows = json.loads(ltlab("bench", "theory", "--json").stdout)
    assert [row["ratio"] for row in rows] == [600.0, 6.0]
    assert asked == [{"trials": 100_000, "drawn_trials": 20_000, "repeats": 9}]


def test_a_table_of_real_numbers(ltlab):
    result = ltlab("bench", "theory", "--trials", "200", "--drawn-trials", "50", "--repeats", "1")
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 4
