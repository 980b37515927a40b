"""``ltlab bench hall``: what a hall full of phones costs the lecturer's machine."""

from dataclasses import asdict

import click

from ltcore.bench.halls import measure_hall
from ltcore.bench.page_latency import percentile
from ltcore.cli.dashboard import app_file
from ltcore.cli.exits import measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option


@click.command("hall")
@click.option(
    "--phones",
    type=click.IntRange(1, 2000),
    default=200,
    show_default=True,
    help="Phones that answer the same question.",
)
@json_option
def hall_command(phones: int, *, as_json: bool) -> None:
    """Measure how long phones wait that answer a lesson's question, and whether an answer is lost."""
    app_file()
    with measuring():
        measured = measure_hall(phones)
    if as_json:
        say_json(asdict(measured))
        return
    for what, seconds in (("answers", measured.waits_s), ("looks", measured.looks_s)):
        half, most = (1000 * percentile(seconds, share) for share in (0.5, 0.95))
        click.echo(f"{what}: {len(seconds)}, median {half:.0f} ms, 95 % within {most:.0f} ms")
    click.echo(
        f"lost: {measured.lost} of {measured.phones}; memory {measured.peak_memory / 1e6:.0f} MB"
    )
