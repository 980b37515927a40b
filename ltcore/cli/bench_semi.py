"""``ltlab bench semi``: what learning from unlabelled images costs, on this machine."""

from dataclasses import asdict

import click

from ltcore.cli.exits import CommandError, ExitCode
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table


@click.command("semi")
@click.option("--repeats", type=click.IntRange(min=1), default=7, show_default=True, help="Rounds.")
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
def semi_command(repeats: int, threads: int, device: str, *, as_json: bool) -> None:
    """Compare strong views, steps of FixMatch and the views of SimCLR with plain work."""
    from ltcore.bench.semi import (
        compare_fixmatch_step,
        compare_simclr_views,
        compare_strong_views,
    )
    from ltcore.config import TrainConfig
    from ltcore.engine.hardware import HardwareError, detect

    try:
        settings = {"device": device, "threads": threads, "precision": "fp32"}
        hardware = detect(TrainConfig.model_validate(settings))
    except HardwareError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error
    click.echo(f"measuring on {hardware}", err=True)
    found = [
        compare(repeats=repeats, threads=threads, device=hardware.device)
        for compare in (compare_strong_views, compare_fixmatch_step, compare_simclr_views)
    ]
    if as_json:
        say_json([asdict(each) for each in found])
        return
    rows = [
        [
            each.work,
            f"{each.ours:.1f}",
            f"{each.rival:.1f}",
            f"{each.ratio:.2f} ({each.ratio_low:.2f} to {each.ratio_high:.2f})",
        ]
        for each in found
    ]
    click.echo(text_table(["work", "ms", "rival, ms", "rival over ours (range)"], rows))
