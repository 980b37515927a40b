"""``python -m dashboard.lessons``: what ``ltlab lesson`` does with pictures, in a process of its own.

Pages are run here that no reader asked for, and torch is in no process that draws them.
"""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.lessons.build import Built
    from ltcore.lessons import Lesson
    from ltcore.plots.base.theme import Look

WRONG = 2
"""Exit code for a lesson that is not legal, as of ``ltlab``."""


@click.group()
def main() -> None:
    """Check, export and serve a lesson."""
    logging.disable(logging.WARNING)  # Streamlit says at every turn that no server of its own runs


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Draw every scene once."""
    from ltcore.plots.base.theme import Look

    _built(file, Look())


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
def export(file: Path, out: Path) -> None:
    """Write a lesson as one HTML file."""
    from dashboard.lessons.html import as_json, one_file
    from ltcore.plots.base.theme import Look

    look = Look()
    lesson, scenes = _built(file, look)
    text = one_file(lesson.title, as_json(lesson, file.stem, look, scenes))
    half = out.with_name(f".{out.name}.half")
    half.write_text(text, "utf-8")
    half.replace(out)


@main.command("serve")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--port", type=int, required=True)
@click.option("--hall-host", default="")
@click.option("--hall-port", type=int, default=0)
def serve_command(file: Path, port: int, hall_host: str, hall_port: int) -> None:
    """Serve a lesson to a browser, and its hall where a host is given."""
    from dashboard.lessons.hall import Hall
    from dashboard.lessons.hall_door import HallDoor
    from dashboard.lessons.serving import serve

    door = HallDoor(hall=Hall(), host=hall_host, port=hall_port) if hall_host else None
    if door is not None:
        click.echo(f"Phones answer at {door.address} (Q shows it as a QR code).")
    serve(_read(file), file.stem, port=port, hall=door)


def _read(file: Path) -> "Lesson":
    from ltcore.lessons import LessonError, read_lesson

    try:
        return read_lesson(file)
    except (LessonError, OSError) as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(WRONG)


def _built(file: Path, look: "Look") -> tuple["Lesson", list["Built"]]:
    """Return a lesson and its scenes; say on standard error which one is drawn, and what is wrong."""
    from dashboard.lessons.build import SceneError, build
    from ltcore.lessons.lines import line_of

    say = sys.stderr.write
    lesson = _read(file)
    scenes: list[Built] = []
    shows = sys.stderr.isatty()
    back = "\r" if shows else ""
    try:
        for scene in build(lesson, look):
            scenes.append(scene)
            if shows:
                say(f"{back}scene {len(scenes)} of {len(lesson.scenes)}")
    except SceneError as error:
        line = line_of(file.read_text("utf-8-sig"), ("scenes", error.index, error.field))
        say(f"{back}Error: {file.name}, line {line}: {error}\n")
        sys.exit(WRONG)
    if shows:
        say("\r" + " " * 30 + "\r")
    return lesson, scenes


if __name__ == "__main__":
    main(prog_name="ltlab lesson")
