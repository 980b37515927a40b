"""``ltlab bench first-picture``: how long a first visit waits for its picture, on this machine."""

import shlex
import statistics
from contextlib import ExitStack
from dataclasses import asdict

import click

from ltcore.bench.first_picture import FirstPicture, measure_first_pictures, ratio
from ltcore.bench.served import served
from ltcore.cli.bench_pages import chromium_path, needs_playwright
from ltcore.cli.exits import measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import against_option, json_option
from ltcore.cli.table import text_table

PAGES = ("/", "/effective_number")


@click.command("first-picture")
@click.option(
    "--repeats",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Browsers for each page.",
)
@click.option(
    "--page",
    "pages",
    multiple=True,
    default=PAGES,
    show_default=True,
    help="Only this page, such as /margins; repeatable.",
)
@against_option
@json_option
def first_picture_command(
    repeats: int, pages: tuple[str, ...], against: str, *, as_json: bool
) -> None:
    """Measure how soon heading and picture come in a headless Chromium that has never run before."""
    needs_playwright()
    builds = {"this": (), **({"other": tuple(shlex.split(against))} if against else {})}
    measured: list[FirstPicture] = []
    with measuring(), ExitStack() as stack:
        addresses = {
            build: stack.enter_context(served(python)).address for build, python in builds.items()
        }
        for page in pages:
            click.echo(f"measuring {page}", err=True)
            measured += measure_first_pictures(addresses, page, repeats, chromium_path())
    if as_json:
        say_json([asdict(row) for row in measured])
        return
    others = {row.page: row for row in measured if row.build == "other"}
    rows = [_row(row, others.get(row.page)) for row in measured]
    header = ["page", "build", "heading ms", "picture ms", "picture after heading ms"]
    click.echo(text_table([*header, "times the other"], rows))
    click.echo(f"Medians over {repeats} browsers with empty caches each (range in brackets).")


def _row(row: FirstPicture, other: FirstPicture | None) -> list[str]:
    over = "" if other is None or row is other else f"{ratio(row, other):.2f}"
    times = [
        f"{statistics.median(each):,.0f} ({min(each):,.0f} to {max(each):,.0f})"
        for each in (row.headings_ms, row.pictures_ms)
    ]
    return [row.page, row.build, *times, f"{row.after_heading_ms:,.0f}", over]
