"""``ltlab lesson``: what there is to teach, and how to show it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from ltcore.cli.dashboard import EVERY_ADDRESS, address, app_file, check_port
from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.groups import CommandGroup
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.printing import print_pdf
from ltcore.cli.table import text_table
from ltcore.lessons import Lesson, LessonError, read_lesson
from ltcore.lessons.shelf import NoLessonError, find_lesson, lesson_files, shipped_folder

HALL_PORT = 8503
DOUBT, TRUTH = "Warning: ", "Truth: "


@click.group("lesson", cls=CommandGroup)
def lesson_group() -> None:
    """Show lessons: scenes with predictions, in a hall or to take home."""


@lesson_group.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the lessons, the shipped ones and those in ./lessons."""
    rows = []
    for name, path in lesson_files().items():
        try:
            lesson = read_lesson(path)
        except (LessonError, OSError) as error:
            click.echo(f"Left out: {error}", err=True)
            continue
        own = path.parent != shipped_folder()
        rows.append((name, lesson, "own" if own else "shipped"))
    if as_json:
        say_json([summary(name, lesson) | {"origin": origin} for name, lesson, origin in rows])
        return
    click.echo(
        text_table(
            ["lesson", "scenes", "minutes", "predictions", "title"],
            [[name, *map(str, size(lesson)), lesson.title] for name, lesson, _ in rows],
        )
    )


def size(lesson: Lesson) -> tuple[int, str, int]:
    """Return how many scenes a lesson has, how long it takes, and how often it asks."""
    asks = sum(scene.predict is not None for scene in lesson.scenes)
    return len(lesson.scenes), f"{lesson.minutes:g}", asks


def summary(name: str, lesson: Lesson) -> dict[str, object]:
    """Return what a lesson is, as plain values."""
    scenes, _, asks = size(lesson)
    return {
        "name": name,
        "title": lesson.title,
        "about": lesson.about,
        "scenes": scenes,
        "minutes": lesson.minutes,
        "predictions": asks,
    }


@lesson_group.command("show")
@click.argument("lesson")
@json_option
def show_command(lesson: str, *, as_json: bool) -> None:
    """Print the scenes of a lesson, with what is asked and the speaker's notes."""
    path = _found(lesson)
    whole = _read(path)
    if as_json:
        say_json({"name": path.stem, **whole.model_dump(mode="json"), "minutes": whole.minutes})
        return
    click.echo(f"{whole.title} ({whole.minutes:g} min)\n{whole.about}")
    begins = 0.0
    for number, scene in enumerate(whole.scenes, 1):
        click.echo(
            f"\n{number}. {scene.title}  [{begins:g} to {begins + scene.minutes:g} min]  {scene.view}"
        )
        if scene.predict is not None:
            click.echo(f"   Ask: {scene.predict.ask}")
        click.echo(f"   Say: {scene.say}")
        for part in filter(None, scene.notes.strip().split("\n\n")):
            click.echo(f"   {part}")
        begins += scene.minutes


@lesson_group.command("check")
@click.argument("lessons", nargs=-1)
@json_option
def check_command(lessons: tuple[str, ...], *, as_json: bool) -> None:
    """Read lessons, draw each of their scenes once, and say the truths; all lessons where none is named."""
    results = []
    for path in [_found(name) for name in lessons] or list(lesson_files().values()):
        done = _run("check", str(path), stderr=subprocess.PIPE)
        lines = done.stderr.splitlines()
        doubts = [line.removeprefix(DOUBT) for line in lines if line.startswith(DOUBT)]
        truths = [line.removeprefix(TRUTH) for line in lines if line.startswith(TRUTH)]
        wrong = [
            line.removeprefix("Error: ") for line in lines if not line.startswith((DOUBT, TRUTH))
        ]
        legal = not done.returncode
        results.append(
            {
                "lesson": path.stem,
                "legal": legal,
                "problems": wrong,
                "warnings": doubts,
                "truths": truths,
            }
        )
        if not as_json:
            said = [f"{path.stem}: every scene is drawn"] if legal else wrong
            said += [f"{DOUBT}{doubt}" for doubt in doubts]
            said += [f"{TRUTH}{truth}" for truth in truths]
            click.echo("\n".join(said))
    if as_json:
        say_json(results)
    if not all(result["legal"] for result in results):
        raise click.exceptions.Exit(int(ExitCode.WRONG_SETTINGS))


@lesson_group.command("export")
@click.argument("lesson")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def export_command(lesson: str, out: Path) -> None:
    """Write a lesson as one HTML file that works offline, on a phone, and on paper; or as a PDF."""
    path = _found(lesson)
    if out.suffix == ".pdf":
        with tempfile.TemporaryDirectory() as folder, explained():
            page = Path(folder, "lesson.html")
            _ended(_run("export", str(path), str(page)))
            print_pdf(page, out)
    else:
        _ended(_run("export", str(path), str(out)))
    click.echo(f"wrote {out}: {out.stat().st_size / 1e6:.1f} MB")


@lesson_group.command("serve")
@click.argument("lesson")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8502, show_default=True, help="Port."
)
@click.option(
    "--hall",
    is_flag=True,
    help="Let phones in the room answer: at a short address with a random code, anonymous, in memory.",
)
@click.option(
    "--hall-host",
    help=f"Address at which phones are heard; needs --hall. [default: {EVERY_ADDRESS[0]}]",
)
@click.option(
    "--hall-port",
    type=click.IntRange(1, 65535),
    help="Port of the phones; needs --hall. [default: 8503]",
)
def serve_command(
    lesson: str, port: int, *, hall: bool, hall_host: str | None, hall_port: int | None
) -> None:
    """Show a lesson on the projector, with a window for the speaker, and ask the hall."""
    path = _found(lesson)
    whole = _read(path)
    check_port("127.0.0.1", port)
    doors = []
    if not hall and (hall_host or hall_port):
        raise CommandError(
            "--hall-host and --hall-port do nothing without --hall: add it, or leave them out",
            ExitCode.WRONG_SETTINGS,
        )
    if hall:
        hall_host, hall_port = hall_host or EVERY_ADDRESS[0], hall_port or HALL_PORT
        if hall_port == port:
            raise CommandError(
                f"the lesson and the phones cannot both have port {port}: give another --hall-port",
                ExitCode.WRONG_SETTINGS,
            )
        check_port(hall_host, hall_port)
        doors = ["--hall-host", hall_host, "--hall-port", str(hall_port)]
    click.echo(f"{whole.title}: {address('127.0.0.1', port)}")
    click.echo(
        "Arrow keys or a clicker change the scene, B makes the screen black, D turns it dark, F fills it. "
        "Ctrl-C ends the lesson."
    )
    sys.stdout.flush()
    command = _drawing("serve", str(path), "--port", str(port), *doors)
    os.execv(command[0], command)  # noqa: S606 (our own interpreter): what ends this ends the server


def _found(name: str) -> Path:
    try:
        return find_lesson(name)
    except NoLessonError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error


def _read(path: Path) -> Lesson:
    try:
        return read_lesson(path)
    except (LessonError, OSError) as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error


def _run(*about: str, stderr: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run what draws scenes, in a process of its own.

    Raises:
        CommandError: the dashboard is not installed.
    """
    command = _drawing(*about)
    return subprocess.run(command, stderr=stderr, text=True, check=False)  # noqa: S603 (our own interpreter)


def _drawing(*about: str) -> list[str]:
    """Return the command that does something with pictures.

    Raises:
        CommandError: the dashboard is not installed.
    """
    app_file()
    return [sys.executable, "-m", "dashboard.lessons", *about]


def _ended(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise click.exceptions.Exit(done.returncode)
