import json

import pytest

from ltcore.bench import embeddings
from ltcore.bench.embeddings import MapSpeed
from ltcore.embeddings import TsneSpec


@pytest.fixture
def asked(monkeypatch):
    calls = []
    monkeypatch.setenv("OMP_WAIT_POLICY", "passive")  # the command would leave it set

    def measure(n, spec, say):
        calls.append((n, spec))
        say("measuring")
        return MapSpeed(
            examples=n,
            iterations=340,
            reference_iterations=750,
            ours=2.0,
            scikit_learn=16.0,
            ratio=0.125,
            divergence=3.85,
            reference_divergence=3.86,
            second_opening=0.004,
            cancel=0.6,
        )

    monkeypatch.setattr(embeddings, "measure_maps", measure)
    return calls


def test_seconds_and_ratio_are_printed(ltlab, asked):
    result = ltlab("bench", "embed", "--n", "300", "--iterations", "60")
    assert result.exit_code == 0, result.output
    assert "0.125" in result.stdout
    assert "16.00 s" in result.stdout
    assert "340 and 750 iterations" in result.stdout
    assert "3.8500" in result.stdout
    assert "measuring" in result.stderr
    assert asked == [(300, TsneSpec(iterations=60))]


def test_as_json(ltlab, asked):
    speed = json.loads(ltlab("bench", "embed", "--json").stdout)
    assert (speed["examples"], speed["ratio"], speed["cancel"]) == (10_000, 0.125, 0.6)
