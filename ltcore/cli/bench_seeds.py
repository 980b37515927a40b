"""``ltlab bench seeds``: several seeds as one program against as many runs that are trained alone."""

from dataclasses import asdict

import click

from ltcore.bench.seeds import SeedsSpeed, measure_seeds
from ltcore.cli.bench_queues import repeats_option
from ltcore.cli.exits import measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import percent, text_table


@click.command("seeds")
@click.option(
    "--models",
    default="mlp,convnet",
    show_default=True,
    help="Small networks, on digits at ratio 100.",
)
@click.option(
    "--seeds", type=click.IntRange(min=2), default=8, show_default=True, help="Number of runs."
)
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    default=None,
    help="Epochs of each run. [default: those of digits]",
)
@repeats_option
@json_option
def seeds_bench_command(
    models: str, seeds: int, epochs: int | None, repeats: int, *, as_json: bool
) -> None:
    """Measure seeds that are trained together (--together) against as many runs trained alone."""
    with measuring():
        speeds = measure_seeds(models.split(","), seeds=seeds, epochs=epochs, rounds=repeats)
    if as_json:
        say_json([asdict(speed) for speed in speeds])
        return
    header = [
        "model",
        "seeds",
        "together, s",
        "alone, s",
        "alone over together (range)",
        "processor time, alone over together",
        "balanced error",
    ]
    click.echo(text_table(header, [_row(speed) for speed in speeds]))


def _row(speed: SeedsSpeed) -> list[str]:
    return [
        speed.model,
        str(speed.seeds),
        f"{speed.together:.1f}",
        f"{speed.alone:.1f}",
        f"{speed.ratio:.2f} ({speed.ratio_low:.2f} to {speed.ratio_high:.2f})",
        f"{speed.processor_ratio:.2f}",
        f"{percent(speed.error_together)}, alone {percent(speed.error_alone)}",
    ]
