import itertools

import pytest
import torch

from ltcore.bench import train, turns
from ltcore.bench.loops import Step, Workload
from ltcore.bench.train import compare_training_loops
from ltcore.engine.hardware import Precision


class Clock:
    """Stands in for the clock; each step of a fake loop takes its own time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.turns: list[tuple[str, int]] = []

    def loop(self, name: str, seconds: float) -> Step:
        def step(number: int) -> None:
            self.now += seconds
            self.turns.append((name, number))

        return step


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns, "perf_counter", lambda: clock.now)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(train, "has_bf16", lambda _: True)
    seconds = {0: 0.5, 1: 0.4, 2: 0.8}
    monkeypatch.setattr(
        train,
        "plain_step",
        lambda _, workers: clock.loop(f"plain {workers}", seconds[workers]),
    )
    return clock


def test_speeds_ratios_and_tuned_workers(clock: Clock):
    def make_step(_: Workload, precision: Precision) -> Step:
        return clock.loop(precision, {"fp32": 0.2, "bf16": 0.1}[precision])

    rows = compare_training_loops(make_step, batch_size=8, steps=3, repeats=2)
    assert [(row.loop, row.precision, row.workers) for row in rows] == [
        ("plain", "fp32", 1),
        ("ours", "fp32", 0),
        ("ours", "bf16", 0),
    ]
    assert [row.images_per_second for row in rows] == pytest.approx([20, 40, 80])
    assert [row.ratio for row in rows] == pytest.approx([1, 2, 4])


def test_loops_take_turns_in_an_order_that_reverses(clock):
    compare_training_loops(
        lambda _, precision: clock.loop(precision, 0.1), batch_size=8, steps=2, repeats=2
    )
    measured = clock.turns[-24:]
    names = [name for name, _ in itertools.groupby(measured, key=lambda turn: turn[0])]
    assert names == ["plain 1", "fp32", "bf16", "fp32", "plain 1"]
    assert [number for name, number in measured if name == "fp32"] == list(range(2, 10))


def test_batches_that_were_read_ahead_in_the_time_of_others_are_not_measured(clock, monkeypatch):
    """A plain loop that waits 0.4 s for every batch but those read while another loop ran."""

    def plain(_: Workload, workers: int) -> Step:
        ahead = 0

        def step(number: int) -> None:
            nonlocal ahead
            if clock.turns and clock.turns[-1][0] != f"plain {workers}":
                ahead = 2 * workers
            clock.turns.append((f"plain {workers}", number))
            clock.now += 0.0 if ahead else 0.4 if workers == 2 else 1.0
            ahead = max(0, ahead - 1)

        return step

    monkeypatch.setattr(train, "plain_step", plain)
    rows = compare_training_loops(
        lambda *_: clock.loop("ours", 0.1), batch_size=8, steps=3, repeats=3
    )
    assert rows[0].workers == 2
    assert [row.images_per_second for row in rows] == pytest.approx([20, 80, 80])
    assert [row.ratio for row in rows] == pytest.approx([1, 4, 4])


def test_a_disturbance_that_hits_a_whole_round_leaves_the_ratio(clock, monkeypatch):
    def loop(seconds: float) -> Step:
        def step(number: int) -> None:
            clock.now += seconds * (10.0 if number == 3 else 1.0)

        return step

    monkeypatch.setattr(train, "plain_step", lambda _, workers: loop(0.4 + workers))
    rows = compare_training_loops(lambda *_: loop(0.2), batch_size=8, steps=1, repeats=3)
    assert [row.ratio for row in rows] == pytest.approx([1, 2, 2])
    assert rows[1].ratio_low == pytest.approx(rows[1].ratio_high)
    assert rows[1].slowest == pytest.approx(rows[1].fastest / 10)


def test_without_bf16_only_fp32_is_compared(clock, monkeypatch):
    monkeypatch.setattr(train, "has_bf16", lambda _: False)
    rows = compare_training_loops(lambda *_: clock.loop("ours", 0.1), batch_size=8, steps=1)
    assert [row.precision for row in rows] == ["fp32", "fp32"]


def test_threads_are_set_during_the_comparison_and_restored(clock: Clock):
    before, seen = torch.get_num_threads(), []

    def make_step(_: Workload, __: Precision) -> Step:
        seen.append(torch.get_num_threads())
        return clock.loop("ours", 0.1)

    compare_training_loops(make_step, batch_size=8, steps=1, repeats=1, threads=before + 1)
    assert set(seen) == {before + 1}
    assert torch.get_num_threads() == before


def test_the_real_loops_run(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 0)
    rows = compare_training_loops(batch_size=4, steps=1, repeats=1)
    assert rows[0].loop == "plain"
    assert all(row.images_per_second > 0 for row in rows)
