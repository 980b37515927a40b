import pytest
import torch

from ltcore.bench import semi, turns
from ltcore.bench.semi import compare_fixmatch_step, compare_simclr_views, compare_strong_views
from ltcore.bench.turns import Arm


def test_both_ways_are_measured():
    before = torch.get_num_threads()
    speed = compare_strong_views(batch_size=4, steps=1, repeats=2, threads=before + 1)
    assert torch.get_num_threads() == before
    assert speed.ours > 0
    assert speed.rival > 0
    assert speed.ratio_low <= speed.ratio <= speed.ratio_high


def test_milliseconds_and_ratio(monkeypatch):
    now = 0.0

    def arm(seconds):
        def step(_: int) -> None:
            nonlocal now
            now += seconds

        return Arm(step, lead_in=0)

    monkeypatch.setattr(turns, "perf_counter", lambda: now)
    monkeypatch.setattr(semi, "_batched", lambda *_: arm(0.02))
    monkeypatch.setattr(semi, "_one_by_one", lambda *_: arm(0.15))
    speed = compare_strong_views(steps=3, repeats=2)
    assert (speed.ours, speed.rival) == pytest.approx((20, 150))
    assert (speed.ratio, speed.ratio_low, speed.ratio_high) == pytest.approx((7.5, 7.5, 7.5))


def test_a_step_of_fixmatch_is_measured():
    speed = compare_fixmatch_step(batch_size=2, ratio=2, steps=1, repeats=1)
    assert speed.work == "FixMatch step of 10 images, against a supervised step of as many"
    assert speed.ours > 0
    assert speed.rival > 0


def test_the_views_of_simclr_are_measured_against_their_step():
    speed = compare_simclr_views(batch_size=4, steps=1, repeats=1)
    assert speed.work == "two SimCLR views of 4 images, against the whole step"
    assert 0 < speed.ours < speed.rival
