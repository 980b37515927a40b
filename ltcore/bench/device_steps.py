"""What is to be known of an accelerator: the step eager, compiled and as graphs, and several runs at once.

The recipe is LDAM-DRW on images like those of CIFAR-10-LT. A run's 200 epochs are 2,481,200 images; that many
over the images per second is what they would take without their evaluations.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch

from ltcore.bench.errors import NotMeasuredError
from ltcore.bench.loops import Step, Workload, long_tailed_workload, trainer_step
from ltcore.bench.turns import Arm, take_turns, wait_for
from ltcore.engine.hardware import Precision

Way = Literal["eager", "compiled", "graphs"]
WAYS: dict[Way, str] = {"eager": "", "compiled": "default", "graphs": "reduce-overhead"}
"""How the network is run -> mode of ``torch.compile``; under "graphs" it captures CUDA graphs."""
IMAGES_OF_A_RUN = 200 * 12_406
RECIPE = {"method": {"name": "ldam_drw"}}
WARM_UP = 12
"""Steps before the clock starts: compiling, and the graphs' own warm-up, lie within them."""
PATIENCE_SECONDS = 600.0
"""After which workers that have not begun are given up."""


@dataclass(frozen=True, kw_only=True)
class Turns:
    """How much of a loop is measured.

    Attributes:
        batch_size: images per step.
        steps: steps of each turn.
        rounds: number of turns.
    """

    batch_size: int = 128
    steps: int = 100
    rounds: int = 5


@dataclass(frozen=True, kw_only=True)
class DeviceSpeed:
    """How fast one way of running the step is.

    Attributes:
        way: "eager", "compiled" or "graphs".
        precision: arithmetic of the convolutions.
        workers: processes that train at once, each a run of its own.
        images_per_second: of all of them together, median over the rounds.
        slowest: smallest of any round.
        fastest: largest of any round.
        first_seconds: until the first steps were done: loading, compiling and capturing.
        run_seconds: what the images of one run (200 epochs) take at this speed, for each worker's run.
    """

    way: Way
    precision: Precision
    workers: int
    images_per_second: float
    slowest: float
    fastest: float
    first_seconds: float
    run_seconds: float


def measure_ways(
    workload: Workload,
    precision: Precision,
    ways: Sequence[Way] = ("eager", "compiled", "graphs"),
    *,
    steps: int = 100,
    rounds: int = 5,
) -> list[DeviceSpeed]:
    """Return the speed of each way to run the step, in one process, in turns.

    Args:
        workload: images, batch size and device.
        precision: arithmetic of the forward pass.
        ways: how the network is run.
        steps: of each turn.
        rounds: number of turns of each way.
    """
    arms, first = [], []
    for way in ways:
        begun = time.perf_counter()
        step = _step(workload, precision, way)
        for number in range(WARM_UP):
            step(number)
        wait_for(workload.device)
        arms.append(Arm(step, lead_in=0))
        first.append(time.perf_counter() - begun)
    seconds = np.array(take_turns(arms, steps, rounds, workload.device))  # (rounds, ways)
    speeds = workload.batch_size * steps / seconds.T
    return [
        _speed(way, precision, 1, list(speeds[place]), first[place])
        for place, way in enumerate(ways)
    ]


def measure_workers(
    counts: Sequence[int],
    precision: Precision,
    device: str,
    turns: Turns,
    *,
    budget_seconds: float = float("inf"),
) -> Iterator[DeviceSpeed]:
    """Yield the speed of several processes that train at once on one device, the network eager.

    Args:
        counts: numbers of processes, in the order in which they are measured.
        precision: arithmetic of the forward pass.
        device: "cpu" or "cuda".
        turns: what is measured; all processes begin a turn together.
        budget_seconds: a number of processes is left out once so much time has passed.

    Raises:
        NotMeasuredError: a process ended early.
    """
    begun = time.perf_counter()
    for count in counts:
        if time.perf_counter() - begun > budget_seconds:
            return
        yield _at_once(count, precision, device, turns)


def _at_once(count: int, precision: Precision, device: str, turns: Turns) -> DeviceSpeed:
    context = multiprocessing.get_context("spawn")
    gate, said = context.Barrier(count), context.SimpleQueue()
    begun = time.perf_counter()
    processes = [
        context.Process(target=_work, args=(gate, said, precision, device, turns), daemon=True)
        for _ in range(count)
    ]
    for process in processes:
        process.start()
    told: list[tuple[float, list[float]]] = []
    try:
        while len(told) < count:
            if not said.empty():
                told.append(said.get())
            elif any(process.exitcode for process in processes):
                raise NotMeasuredError(
                    f"one of {count} processes that trained on {device} at once ended early: "
                    "the device may be out of memory. Measure fewer at once"
                )
            else:
                time.sleep(0.01)
    finally:
        for process in processes:
            if len(told) < count:
                process.kill()
            process.join()
    rates = (
        turns.batch_size * turns.steps / np.array([seconds for _, seconds in told])
    )  # (count, rounds)
    first = max(warm for warm, _ in told) - begun
    return _speed("eager", precision, count, list(rates.sum(axis=0)), first)


def _work(
    gate: Any,  # noqa: ANN401 (a barrier of a context)
    said: Any,  # noqa: ANN401
    precision: Precision,
    device: str,
    turns: Turns,
) -> None:
    """Train in a process of its own, round by round with the others."""
    place = torch.device(device)
    if device == "cpu":
        torch.set_num_threads(1)
    workload = long_tailed_workload(
        np.random.default_rng(0), batch_size=turns.batch_size, device=place
    )
    step = _step(workload, precision, "eager")
    for number in range(WARM_UP):
        step(number)
    wait_for(place)
    warm, seconds = time.perf_counter(), []
    for _ in range(turns.rounds):
        gate.wait(PATIENCE_SECONDS)
        begun = time.perf_counter()
        for number in range(turns.steps):
            step(number)
        wait_for(place)
        seconds.append(time.perf_counter() - begun)
    said.put((warm, seconds))


def _step(workload: Workload, precision: Precision, way: Way) -> Step:
    return trainer_step(workload, precision, RECIPE, compiled=WAYS[way])


def _speed(
    way: Way, precision: Precision, workers: int, rates: list[float], first: float
) -> DeviceSpeed:
    median = float(np.median(rates))
    return DeviceSpeed(
        way=way,
        precision=precision,
        workers=workers,
        images_per_second=median,
        slowest=min(rates),
        fastest=max(rates),
        first_seconds=first,
        run_seconds=workers * IMAGES_OF_A_RUN / median,
    )
