"""How many images a second a training loop gets through, against a plain loop on the same machine."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from ltcore.bench.loops import Step, Workload, long_tailed_workload, trainer_step
from ltcore.bench.plain import PREFETCHED, plain_step
from ltcore.bench.turns import Arm, take_turns, threads_of_torch
from ltcore.engine.hardware import Precision, has_bf16
from ltcore.types import FloatArray

MOST_WORKERS = 16

MakeStep = Callable[[Workload, Precision], Step]


@dataclass(frozen=True, kw_only=True)
class LoopSpeed:
    """Speed of one loop, measured in turns with the others.

    Attributes:
        loop: "plain" or "ours".
        precision: arithmetic of the convolutions.
        workers: processes of the plain loop's DataLoader, the fastest of those tried; 0 for ours.
        images_per_second: median over the rounds.
        slowest: smallest images per second of any round.
        fastest: largest images per second of any round.
        ratio: median over the rounds of this speed over the plain loop's in the same round.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
    """

    loop: Literal["plain", "ours"]
    precision: Precision
    workers: int
    images_per_second: float
    slowest: float
    fastest: float
    ratio: float
    ratio_low: float
    ratio_high: float


def compare_training_loops(
    make_step: MakeStep = trainer_step,
    *,
    batch_size: int = 128,
    steps: int = 10,
    repeats: int = 9,
    threads: int = 0,
    device: str = "cpu",
) -> list[LoopSpeed]:
    """Return the speed of the plain loop in fp32, of ours in fp32, and of ours in bf16.

    All loops train ResNet-32 on the same images in this process with the same number of threads.
    They take turns of a few steps, in an order that reverses each round, so that whatever else the
    machine does hits all of them alike. Each turn begins with as many unmeasured steps as the plain
    loop's DataLoader has read ahead: those batches were loaded in the time of others, and while they
    are read ahead the machine is not quiet for anybody. bf16 is left out where the device has none of
    its own.

    Args:
        make_step: (workload, precision) -> step of our loop; the Trainer's own unless given.
        batch_size: images per step.
        steps: steps of each turn.
        repeats: rounds.
        threads: processor threads of torch; 0 leaves what is set.
        device: "cpu" or "cuda".
    """
    with threads_of_torch(threads):
        return _compare(make_step, batch_size, steps, repeats, torch.device(device))


def _compare(
    make_step: MakeStep, batch_size: int, steps: int, repeats: int, device: torch.device
) -> list[LoopSpeed]:
    workload = long_tailed_workload(np.random.default_rng(0), batch_size=batch_size, device=device)
    precisions: list[Precision] = ["fp32", "bf16"] if has_bf16(device.type) else ["fp32"]
    workers = _fastest_workers(workload, steps)
    loops: list[Step] = [plain_step(workload, workers)]
    loops += [make_step(workload, precision) for precision in precisions]
    arms = [Arm(loop, PREFETCHED * workers) for loop in loops]
    turns = np.array(take_turns(arms, steps, repeats, device))  # (repeats, arms)
    plain, *ours = (batch_size * steps / turns).T
    return [
        _summary("plain", "fp32", workers, plain, plain),
        *(
            _summary("ours", precision, 0, speeds, plain)
            for precision, speeds in zip(precisions, ours, strict=True)
        ),
    ]


def _summary(
    loop: Literal["plain", "ours"],
    precision: Precision,
    workers: int,
    speeds: FloatArray,
    plain: FloatArray,
) -> LoopSpeed:
    """Return the summary of a loop's speeds and the plain loop's, both one per round."""
    ratios = speeds / plain
    return LoopSpeed(
        loop=loop,
        precision=precision,
        workers=workers,
        images_per_second=float(np.median(speeds)),
        slowest=float(speeds.min()),
        fastest=float(speeds.max()),
        ratio=float(np.median(ratios)),
        ratio_low=float(ratios.min()),
        ratio_high=float(ratios.max()),
    )


def _fastest_workers(workload: Workload, steps: int) -> int:
    """Return how many DataLoader processes make the plain loop fastest: 0, 1, 2, 4, ... tried."""
    most = min(os.cpu_count() or 1, MOST_WORKERS)
    choices: list[int] = [0, *(2**power for power in range(most.bit_length()))]
    arms = [Arm(plain_step(workload, workers), PREFETCHED * workers) for workers in choices]
    rounds = take_turns(arms, steps, 2, workload.device)
    best = [min(column) for column in zip(*rounds, strict=True)]
    return choices[best.index(min(best))]
