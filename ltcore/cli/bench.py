"""``ltlab bench``: measures this machine."""

from dataclasses import asdict

import click

from ltcore.cli.bench_embed import embed_command
from ltcore.cli.bench_first_picture import first_picture_command
from ltcore.cli.bench_hall import hall_command as hall_bench_command
from ltcore.cli.bench_import import import_bench_command
from ltcore.cli.bench_lesson import lesson_bench_command, playground_command
from ltcore.cli.bench_losses import losses_command
from ltcore.cli.bench_pages import hand_command, pages_command
from ltcore.cli.bench_queues import start_bench_command, sweep_bench_command
from ltcore.cli.bench_seeds import seeds_bench_command
from ltcore.cli.bench_semi import semi_command
from ltcore.cli.bench_sessions import sessions_command
from ltcore.cli.bench_theory import theory_command
from ltcore.cli.exits import CommandError, ExitCode
from ltcore.cli.groups import CommandGroup
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table


@click.group("bench", cls=CommandGroup)
def bench_group() -> None:
    """Measure this machine."""


@bench_group.command("train")
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
@json_option
def train_command(
    steps: int, repeats: int, batch_size: int, threads: int, device: str, *, as_json: bool
) -> None:
    """Compare our ResNet-32 loop with a plain one (PIL, torchvision, DataLoader, fp32), in images/s."""
    from ltcore.bench.train import compare_training_loops
    from ltcore.config import TrainConfig
    from ltcore.engine.hardware import HardwareError, detect

    try:
        settings = TrainConfig.model_validate({"device": device, "threads": threads})
        hardware = detect(settings)
    except HardwareError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error
    click.echo(f"measuring on {hardware}", err=True)
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


bench_group.add_command(pages_command)
bench_group.add_command(first_picture_command)
bench_group.add_command(hand_command)
bench_group.add_command(embed_command)
bench_group.add_command(import_bench_command)
bench_group.add_command(losses_command)
bench_group.add_command(seeds_bench_command)
bench_group.add_command(semi_command)
bench_group.add_command(sessions_command)
bench_group.add_command(hall_bench_command)
bench_group.add_command(lesson_bench_command)
bench_group.add_command(playground_command)
bench_group.add_command(theory_command)
bench_group.add_command(sweep_bench_command)
bench_group.add_command(start_bench_command)
