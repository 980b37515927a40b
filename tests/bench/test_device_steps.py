import numpy as np
import pytest
import torch

from ltcore.bench import device_steps
from ltcore.bench.device_steps import IMAGES_OF_A_RUN, WARM_UP, Turns, measure_ways, measure_workers
from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.loops import Workload, trainer_step

SMALL = Workload(np.zeros((40, 32, 32, 3), np.uint8), np.arange(40) % 10, 8, torch.device("cpu"))


def test_each_way_is_measured_after_its_first_steps(monkeypatch):
    done: dict[str, int] = {}

    def step(workload, precision, parts, *, compiled):
        assert parts == {"method": {"name": "ldam_drw"}}
        done[compiled] = 0

        def one(number):
            done[compiled] += 1

        return one

    monkeypatch.setattr(device_steps, "trainer_step", step)
    speeds = measure_ways(SMALL, "fp32", steps=5, rounds=3)
    assert [speed.way for speed in speeds] == ["eager", "compiled", "graphs"]
    assert list(done) == ["", "default", "reduce-overhead"]
    assert all(count >= WARM_UP + 15 for count in done.values())
    for speed in speeds:
        assert 0 < speed.slowest <= speed.images_per_second <= speed.fastest
        assert speed.run_seconds == pytest.approx(IMAGES_OF_A_RUN / speed.images_per_second)


def test_the_network_is_compiled_in_place(monkeypatch):
    modes = []
    monkeypatch.setattr(
        torch.nn.Module, "compile", lambda network, *, mode: modes.append((type(network), mode))
    )
    trainer_step(SMALL, "fp32", {"method": {"name": "ldam_drw"}}, compiled="reduce-overhead")(0)
    ((kind, mode),) = modes
    assert (kind.__name__, mode) == ("Network", "reduce-overhead")


def test_two_runs_at_once_are_two_processes():
    (both,) = measure_workers([2], "fp32", "cpu", Turns(batch_size=4, steps=1, rounds=2))
    assert (both.workers, both.way) == (2, "eager")
    assert both.run_seconds == pytest.approx(2 * IMAGES_OF_A_RUN / both.images_per_second)


def test_no_further_number_of_runs_begins_after_the_budget():
    assert list(measure_workers([1, 2], "fp32", "cpu", Turns(), budget_seconds=-1.0)) == []


def test_a_process_that_dies_is_said():
    with pytest.raises(NotMeasuredError, match="one of 1 processes that trained on nowhere"):
        list(measure_workers([1], "fp32", "nowhere", Turns(steps=1, rounds=1)))
