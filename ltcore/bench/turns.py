"""Loops that take turns on one machine, so that they can be compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import NamedTuple

import torch

from ltcore.bench.loops import Step

WARM_UP_STEPS = 2


class Arm(NamedTuple):
    """A loop that is compared, and how many of its steps begin each of its turns unmeasured."""

    step: Step
    lead_in: int


@contextmanager
def threads_of_torch(threads: int) -> Iterator[None]:
    """Give torch so many processor threads inside the block; 0 leaves what is set."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def take_turns(
    arms: list[Arm], steps: int, repeats: int, device: torch.device
) -> list[list[float]]:
    """Return the seconds of each arm's turns, one list per round in the order of the arms.

    The order reverses each round, so that whatever else the machine does hits all of them alike.

    Args:
        arms: what takes turns.
        steps: measured steps of each turn.
        repeats: rounds.
        device: what the steps run on; it is waited for.

    Example:
        >>> arms = [Arm(lambda _: None, lead_in=0)] * 2
        >>> rounds = take_turns(arms, 1, 3, torch.device("cpu"))
        >>> len(rounds), len(rounds[0])
        (3, 2)
    """
    for arm in arms:
        _run(arm.step, range(WARM_UP_STEPS))
    rounds = []
    for repeat in range(repeats):
        order = range(len(arms)) if repeat % 2 == 0 else reversed(range(len(arms)))
        seconds = {number: _seconds(arms[number], repeat, steps, device) for number in order}
        rounds.append([seconds[number] for number in range(len(arms))])
    return rounds


def _seconds(arm: Arm, repeat: int, steps: int, device: torch.device) -> float:
    """Return the seconds of the measured steps of one turn."""
    first = WARM_UP_STEPS + repeat * (arm.lead_in + steps)
    measured = first + arm.lead_in
    _run(arm.step, range(first, measured))
    wait_for(device)
    start = perf_counter()
    _run(arm.step, range(measured, measured + steps))
    wait_for(device)
    return perf_counter() - start


def _run(step: Step, numbers: range) -> None:
    for number in numbers:
        step(number)


def wait_for(device: torch.device) -> None:
    """Let an accelerator finish what it was given, so that the clock sees it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
