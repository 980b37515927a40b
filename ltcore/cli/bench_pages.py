"""``ltlab bench pages``: how quickly the dashboard's pictures follow the hand, on this machine."""

import shutil
from dataclasses import asdict

import click

from ltcore.bench.drag_latency import DragLatency, measure_drags
from ltcore.bench.page_latency import (
    PageLatency,
    browser,
    measure_page,
    pages_of,
    percentile,
)
from ltcore.bench.served import served
from ltcore.cli.exits import CommandError, measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@click.command("pages")
@click.option(
    "--presses",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Key presses per picture.",
)
@click.option("--page", "only", multiple=True, help="Only this page, such as /margins; repeatable.")
@json_option
def pages_command(presses: int, only: tuple[str, ...], *, as_json: bool) -> None:
    """Measure the time from a key press to the new picture on every page, in a headless Chromium."""
    needs_playwright()
    with measuring(), served() as (address, _), browser(chromium_path()) as chromium:
        paths = list(only) or pages_of(chromium, address)
        measured: list[PageLatency] = []
        for path in paths:
            click.echo(f"measuring {path}", err=True)
            measured += measure_page(chromium, address, path, presses)
    if as_json:
        say_json([asdict(row) for row in measured])
        return
    click.echo(
        text_table(
            ["page", "picture", "control", "median ms", "p90 ms", "largest message"],
            [_row(row) for row in measured],
        )
    )


@click.command("hand")
@click.option(
    "--drags", type=click.IntRange(min=1), default=5, show_default=True, help="Drags per picture."
)
@click.option("--page", "only", multiple=True, help="Only this page, such as /margins; repeatable.")
@json_option
def hand_command(drags: int, only: tuple[str, ...], *, as_json: bool) -> None:
    """Measure how closely pictures follow a dragged slider, in a headless Chromium."""
    needs_playwright()
    measured: list[DragLatency] = []
    with measuring(), served() as (address, _), browser(chromium_path()) as chromium:
        for path in list(only) or pages_of(chromium, address):
            click.echo(f"measuring {path}", err=True)
            measured += measure_drags(chromium, address, path, drags)
    if as_json:
        say_json([asdict(row) for row in measured])
        return
    header = ["page", "picture", "follows p90 ms", "settles p90 ms", "moves", "largest message"]
    click.echo(text_table(header, [_drag_row(row) for row in measured]))


def _drag_row(row: DragLatency) -> list[str]:
    times = [f"{percentile(waits, 0.9):.0f}" for waits in (row.follows_ms, row.settles_ms)]
    moves = f"{len(row.follows_ms)}"
    return [row.page, row.picture, *times, moves, f"{row.largest_message / 1000:,.0f} kB"]


def needs_playwright() -> None:
    """Ask for Playwright before a server is started.

    Raises:
        CommandError: it is not installed.
    """
    try:
        import playwright.sync_api  # noqa: F401 (asked for before the server is started)
    except ImportError as error:
        raise CommandError(
            "this benchmark drives a browser with Playwright, which is not installed here. Install it "
            "with: pip install '.[dashboard,dev]'"
        ) from error


def chromium_path() -> str | None:
    """Return the path of this machine's Chromium; None where only Playwright's own can be there."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _row(row: PageLatency) -> list[str]:
    waits = row.waits_ms
    times = [f"{percentile(waits, share):.0f}" if waits else "" for share in (0.5, 0.9)]
    return [row.page, row.picture, row.control, *times, f"{row.largest_message / 1000:,.0f} kB"]
