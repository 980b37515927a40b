import pytest

from ltcore.bench import theory
from ltcore.bench.theory import CONTESTS, Contest, compare_theorems


def test_both_theorems_are_compared_and_agree():
    speeds = compare_theorems(trials=2000, drawn_trials=200, repeats=3)
    assert [speed.theorem for speed in speeds] == [contest.theorem for contest in CONTESTS]
    for speed in speeds:
        assert (speed.trials, speed.drawn_trials) == (2000, 200)
        assert 0 < speed.ratio_low <= speed.ratio <= speed.ratio_high
        assert min(speed.ours, speed.drawn) > 0
        assert max(speed.means_apart, speed.spreads_apart) < 4


@pytest.mark.parametrize(("shift", "factor"), [(0.1, 1.0), (0.0, 1.1)])
def test_another_law_is_seen(monkeypatch, shift, factor):
    def draw(n, rng):
        return rng.normal(size=n)

    def other(n, rng):
        return shift + factor * draw(n, rng)

    monkeypatch.setattr(theory, "CONTESTS", [Contest("shifted", "", draw, other)])
    (speed,) = compare_theorems(trials=20_000, drawn_trials=20_000, repeats=2)
    assert (speed.means_apart > 5) == (shift > 0)
    assert (speed.spreads_apart > 5) == (factor > 1)


def test_a_fraction_of_the_trials_is_scaled(monkeypatch):
    def draw(n, rng):
        return rng.normal(size=n)

    def known_seconds(arms, *_):
        for arm in arms:
            arm.step(0)
        return [[1.0, 2.0], [1.0, 4.0], [2.0, 1.0]]

    monkeypatch.setattr(theory, "CONTESTS", [Contest("known", "", draw, draw)])
    monkeypatch.setattr(theory, "take_turns", known_seconds)
    (speed,) = compare_theorems(trials=100, drawn_trials=10, repeats=3)
    assert (speed.ours, speed.drawn) == (1000, 20_000)
    assert (speed.ratio_low, speed.ratio, speed.ratio_high) == (5, 20, 40)
