"""``ltlab bench losses``: how long each loss takes, on this machine."""

from dataclasses import asdict

import click

from ltcore.cli.exits import CommandError, ExitCode
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import percent, text_table


@click.command("losses")
@click.option(
    "--steps", type=click.IntRange(min=1), default=10, show_default=True, help="Passes per turn."
)
@click.option(
    "--repeats", type=click.IntRange(min=1), default=15, show_default=True, help="Rounds."
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
def losses_command(steps: int, repeats: int, threads: int, device: str, *, as_json: bool) -> None:
    """Compare each loss with its best plain formulation, and with a ResNet-32 training step."""
    from ltcore.bench.losses import compare_losses
    from ltcore.config import TrainConfig
    from ltcore.engine.hardware import HardwareError, detect

    try:
        settings = {"device": device, "threads": threads, "precision": "fp32"}
        hardware = detect(TrainConfig.model_validate(settings))
    except HardwareError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error
    click.echo(f"measuring on {hardware}", err=True)
    speeds = compare_losses(steps=steps, repeats=repeats, threads=threads, device=hardware.device)
    if as_json:
        say_json([asdict(speed) for speed in speeds])
        return
    rows = [
        [
            speed.loss,
            f"{speed.ours:.2f}",
            f"{speed.eager:.2f}",
            f"{speed.ratio:.2f} ({speed.ratio_low:.2f} to {speed.ratio_high:.2f})",
            percent(speed.step_share, digits=3),
            speed.written,
        ]
        for speed in speeds
    ]
    header = ["loss at 1024 x 1000", "ms", "plain, ms", "ratio (range)", "of a step", "plain"]
    click.echo(text_table(header, rows))
