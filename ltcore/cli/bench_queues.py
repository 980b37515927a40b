"""``ltlab bench sweep`` and ``start``: how long runs wait for processes, on this machine."""

import math
import shlex
from collections.abc import Sequence
from dataclasses import asdict

import click

from ltcore.bench.queues import QueueSpeed, measure_start, measure_sweep
from ltcore.cli.exits import measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import against_option, json_option
from ltcore.cli.table import text_table

repeats_option = click.option(
    "--repeats", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds."
)


@click.command("sweep")
@click.option(
    "--methods",
    default="erm,cb_softmax,ldam_drw,logit_adjustment",
    show_default=True,
    help="Methods of the sweep, on digits at ratio 100.",
)
@click.option("--seeds", default="0-4", show_default=True, help="Seeds of the sweep.")
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    default=None,
    help="Epochs of each run. [default: those of digits]",
)
@repeats_option
@against_option
@json_option
def sweep_bench_command(
    methods: str, seeds: str, epochs: int | None, repeats: int, against: str, *, as_json: bool
) -> None:
    """Measure a sweep with warm workers against one process for each run, one after another."""
    words = ["--data", "digits", "--ratio", "100", "--device", "cpu"]
    words += ["--method", methods, "--seed", seeds]
    words += [] if epochs is None else ["--epochs", str(epochs)]
    with measuring():
        speeds = measure_sweep(words, rounds=repeats, other=shlex.split(against))
    _say(speeds, as_json=as_json)


@click.command("start")
@repeats_option
@against_option
@json_option
def start_bench_command(repeats: int, against: str, *, as_json: bool) -> None:
    """Measure the time from the start of a queue to the first epoch of its run, warm against fresh."""
    with measuring():
        speeds = measure_start(rounds=repeats, other=shlex.split(against))
    _say(speeds, as_json=as_json)


def _say(speeds: Sequence[QueueSpeed], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(speed) for speed in speeds])
        return
    header = ["workers", "s", "processor s", "warm over these (range)", "processor time"]
    click.echo(text_table(header, [_row(speed) for speed in speeds]))


def _row(speed: QueueSpeed) -> list[str]:
    counted = not math.isnan(speed.processor)
    return [
        speed.arm,
        f"{speed.seconds:.1f}",
        f"{speed.processor:.1f}" if counted else "-",
        f"{speed.ratio:.2f} ({speed.ratio_low:.2f} to {speed.ratio_high:.2f})",
        f"{speed.processor_ratio:.2f}" if counted else "-",
    ]
