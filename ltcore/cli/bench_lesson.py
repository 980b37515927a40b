"""``ltlab bench lesson`` and ``ltlab bench playground``: what a hall sees, on this machine."""

from dataclasses import asdict

import click

from ltcore.bench.page_latency import percentile
from ltcore.bench.playground import measure_frames
from ltcore.bench.scene_changes import measure_scene_changes
from ltcore.bench.served import served
from ltcore.bench.served_lesson import served_lesson
from ltcore.cli.bench_pages import chromium_path, needs_playwright
from ltcore.cli.exits import CommandError, ExitCode, measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.lessons.shelf import NoLessonError, find_lesson


@click.command("lesson")
@click.argument("lesson", default="long_tail_60")
@json_option
def lesson_bench_command(lesson: str, *, as_json: bool) -> None:
    """Measure how soon a picture comes after the key for the next scene, in a headless Chromium."""
    needs_playwright()
    try:
        path = find_lesson(lesson)
    except NoLessonError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error
    with measuring(), served_lesson(path) as (address, _):
        measured = measure_scene_changes(path.stem, address, chromium_path())
    if as_json:
        say_json(asdict(measured))
        return
    half, most = (percentile(measured.changes_ms, share) for share in (0.5, 0.9))
    click.echo(f"first picture: {measured.first_ms:.0f} ms")
    click.echo(
        f"{len(measured.changes_ms)} scene changes: median {half:.0f} ms, 90 % within {most:.0f} ms, "
        f"longest {max(measured.changes_ms):.0f} ms"
    )


@click.command("playground")
@click.option(
    "--seconds",
    type=click.FloatRange(1, 600),
    default=10,
    show_default=True,
    help="How long each kind of model plays.",
)
@json_option
def playground_command(seconds: float, *, as_json: bool) -> None:
    """Measure how many frames a second the playground draws while six models train."""
    needs_playwright()
    with measuring(), served() as dashboard:
        measured = measure_frames(dashboard.address, seconds, chromium_path())
    if as_json:
        say_json([asdict(row) for row in measured])
        return
    for row in measured:
        click.echo(f"{row.models} models, {row.network}: {row.per_second:.0f} frames a second")
