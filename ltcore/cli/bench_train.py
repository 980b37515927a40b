"""``ltlab bench train``: images a second of our loop, and what is to be known of a GPU where there is one."""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ltcore.cli.exits import CommandError, ExitCode, measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table

if TYPE_CHECKING:
    from ltcore.bench.device_steps import DeviceSpeed
    from ltcore.engine.hardware import Hardware

AT_ONCE = (1, 2, 4, 8)
"""Processes that train at once in ``--script``."""
BUDGET_SECONDS = 200.0
"""No further measurement of ``--script`` begins after this, so that all ends within four minutes."""


@click.command("train")
@click.option(
    "--steps", type=click.IntRange(min=1), default=10, show_default=True, help="Steps per turn."
)
@click.option("--repeats", type=click.IntRange(min=1), default=9, show_default=True, help="Rounds.")
@click.option(
    "--batch-size",
    type=click.IntRange(min=1),
    default=128,
    show_default=True,
    help="Images per step.",
)
@click.option(
    "--threads", type=click.IntRange(min=0), default=0, help="0 keeps the current setting."
)
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Device; auto uses an accelerator if there is one.",
)
@click.option(
    "--script",
    "is_script",
    is_flag=True,
    help="Instead: LDAM-DRW's step eager, compiled and as CUDA graphs, then 1, 2, 4 and 8 runs at once.",
)
@json_option
def train_command(  # noqa: PLR0913 (click hands over each option)
    steps: int,
    repeats: int,
    batch_size: int,
    threads: int,
    device: str,
    *,
    is_script: bool,
    as_json: bool,
) -> None:
    """Compare our ResNet-32 loop with a plain one (PIL, torchvision, DataLoader, fp32), in images/s."""
    hardware = _hardware(device, threads)
    click.echo(f"measuring on {hardware}", err=True)
    if is_script:
        with measuring():
            ways, at_once = _device_speeds(hardware, steps, repeats, batch_size)
            _say_device(ways, at_once, as_json=as_json)
        return
    from ltcore.bench.train import compare_training_loops

    speeds = compare_training_loops(
        batch_size=batch_size, steps=steps, repeats=repeats, threads=threads, device=hardware.device
    )
    if as_json:
        say_json([asdict(speed) for speed in speeds])
        return
    rows = [
        [
            speed.loop,
            speed.precision,
            str(speed.workers),
            f"{speed.images_per_second:,.0f} ({speed.slowest:,.0f} to {speed.fastest:,.0f})",
            f"{speed.ratio:.2f} ({speed.ratio_low:.2f} to {speed.ratio_high:.2f})",
        ]
        for speed in speeds
    ]
    header = ["loop", "precision", "workers", "images/s (range)", "times the plain loop (range)"]
    click.echo(text_table(header, rows))


def _hardware(device: str, threads: int) -> "Hardware":
    from ltcore.config import TrainConfig
    from ltcore.engine.hardware import HardwareError, detect

    wanted = {"device": device, "threads": threads, "precision": "auto"}
    try:
        return detect(TrainConfig.model_validate(wanted))
    except HardwareError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error


def _device_speeds(
    hardware: "Hardware", steps: int, repeats: int, batch_size: int
) -> "tuple[list[DeviceSpeed], list[DeviceSpeed]]":
    """Return the speeds of a step's ways, and of several runs at once as far as there was time."""
    import numpy as np
    import torch

    from ltcore.bench.device_steps import Turns, measure_ways, measure_workers
    from ltcore.bench.loops import long_tailed_workload
    from ltcore.bench.turns import threads_of_torch

    begun = time.monotonic()
    device = torch.device(hardware.device)
    workload = long_tailed_workload(np.random.default_rng(0), batch_size=batch_size, device=device)
    with threads_of_torch(hardware.threads):
        ways = list(measure_ways(workload, hardware.precision, steps=steps, rounds=repeats))
    at_once = measure_workers(
        AT_ONCE,
        hardware.precision,
        hardware.device,
        Turns(batch_size=batch_size, steps=steps, rounds=repeats),
        budget_seconds=BUDGET_SECONDS - (time.monotonic() - begun),
    )
    return ways, list(at_once)


def _say_device(ways: "list[DeviceSpeed]", at_once: "list[DeviceSpeed]", *, as_json: bool) -> None:
    speeds = [*ways, *at_once]
    if as_json:
        say_json([asdict(speed) for speed in speeds])
    else:
        header = [
            "network",
            "precision",
            "runs at once",
            "images/s of all (range)",
            "first steps, s",
            "200 epochs of all, s",
        ]
        click.echo(text_table(header, [_device_row(speed) for speed in speeds]))
    measured = {speed.workers for speed in at_once}
    if left := [str(count) for count in AT_ONCE if count not in measured]:
        runs = "run" if left == ["1"] else "runs"
        click.echo(f"not measured for want of time: {', '.join(left)} {runs} at once", err=True)


def _device_row(speed: "DeviceSpeed") -> list[str]:
    return [
        speed.way,
        speed.precision,
        str(speed.workers),
        f"{speed.images_per_second:,.0f} ({speed.slowest:,.0f} to {speed.fastest:,.0f})",
        f"{speed.first_seconds:.1f}",
        f"{speed.run_seconds:,.0f}",
    ]
