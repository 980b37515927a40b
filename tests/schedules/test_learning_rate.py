import math
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.schedules import constant, cosine, is_deferred, one_cycle, warmup_steps

recipe = partial(warmup_steps, warmup=5 / 200, milestones=(0.8, 0.9), decay=0.01)
SCHEDULES = [recipe, *(partial(schedule, warmup=0.1) for schedule in (cosine, one_cycle, constant))]


@pytest.mark.parametrize(
    ("epoch", "rate"),
    [
        (1, 0.02),
        (3, 0.06),
        (5, 0.1),
        (6, 0.1),
        (160, 0.1),
        (161, 0.001),
        (180, 0.001),
        (181, 1e-5),
        (200, 1e-5),
    ],
)
def test_the_papers_recipe_at_the_end_of_each_epoch(epoch, rate):
    assert 0.1 * recipe(epoch / 200) == pytest.approx(rate, rel=1e-12)


def test_the_warm_up_climbs_per_step_and_never_from_zero():
    steps = 200 * 98
    factors = [recipe((step + 1) / steps) for step in range(5 * 98 + 1)]
    assert factors[0] == pytest.approx(1 / (5 * 98))
    assert factors[5 * 98 - 2] == pytest.approx(1 - 1 / (5 * 98))
    assert factors[5 * 98 - 1] == factors[5 * 98] == pytest.approx(1)


@pytest.mark.parametrize("steps", [10, 200, 200 * 98, 1230])
def test_the_decay_and_the_deferred_switch_share_their_step(steps):
    for step in range(steps):
        decayed = recipe((step + 1) / steps) < 0.5 and step >= steps / 2
        assert decayed != is_deferred(step / steps, 0.8)


def test_milestones_count_in_any_order_and_may_coincide():
    factor = partial(warmup_steps, warmup=0, decay=0.5)
    assert factor(0.7, milestones=(0.6, 0.3)) == 0.25
    assert factor(0.7, milestones=(0.3, 0.3)) == 0.25
    assert factor(0.7, milestones=()) == 1


def test_cosine_by_hand():
    assert cosine(0.05, warmup=0.1) == pytest.approx(0.5)
    assert cosine(0.1, warmup=0.1) == 1
    assert cosine(0.1 + 0.9 / 3, warmup=0.1) == pytest.approx(0.75)
    assert cosine(0.55, warmup=0.1) == pytest.approx(0.5)
    assert cosine(1.0, warmup=0.1) == pytest.approx(0, abs=1e-15)
    assert cosine(0.0, warmup=0) == 1


def test_one_cycle_by_hand():
    assert one_cycle(0.0, warmup=0.25) == pytest.approx(0.04)
    assert one_cycle(0.125, warmup=0.25) == pytest.approx(0.52)
    assert one_cycle(0.25, warmup=0.25) == 1
    assert one_cycle(0.625, warmup=0.25) == pytest.approx((1 + 1e-4) / 2)
    assert one_cycle(1.0, warmup=0.25) == pytest.approx(1e-4)
    assert one_cycle(0.0, warmup=0) == 1


def test_constant_by_hand():
    assert constant(0.05, warmup=0.2) == pytest.approx(0.25)
    assert constant(0.2, warmup=0.2) == constant(0.9, warmup=0.2) == 1
    assert constant(0.0, warmup=0) == 1


@pytest.mark.parametrize("schedule", SCHEDULES)
@given(progress=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_every_factor_lies_in_zero_to_one(schedule, progress):
    factor = schedule(progress)
    assert math.isfinite(factor)
    assert 0 <= factor <= 1


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_climbs_and_then_never_climbs_again(schedule):
    factors = [schedule(step / 1000) for step in range(1, 1001)]
    peak = factors.index(max(factors))
    assert all(before < after for before, after in pairwise(factors[: peak + 1]))
    assert all(before >= after for before, after in pairwise(factors[peak:]))
    assert factors[0] > 0


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("progress", [-0.1, 1.1, float("nan")])
def test_illegal_progress_is_refused(schedule, progress):
    with pytest.raises(ValueError, match="progress is"):
        schedule(progress)


@pytest.mark.parametrize("schedule", [cosine, one_cycle, constant])
@pytest.mark.parametrize("warmup", [-0.1, 1, float("nan")])
def test_illegal_warmup_is_refused(schedule, warmup):
    with pytest.raises(ValueError, match="warmup is"):
        schedule(0.5, warmup=warmup)
