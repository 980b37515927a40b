"""``python -m dashboard.lessons``: what ``ltlab lesson`` does with pictures, in a process of its own.

Pages are run here that no reader asked for, and torch is in no process that draws them.
"""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.lessons.build import Built, SceneError
    from dashboard.lessons.checking import Checked
    from ltcore.lessons import Lesson
    from ltcore.plots.base.theme import Look

WRONG = 2
"""Exit code for a lesson that is not legal, as of ``ltlab``."""


def main() -> None:
    """Check, export or serve a lesson, as the command line says."""
    logging.disable(logging.WARNING)  # Streamlit says at every turn that no server of its own runs
    parser = argparse.ArgumentParser(prog="dashboard.lessons")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "export", "serve"):
        command = commands.add_parser(name)
        command.add_argument("file", type=Path)
        if name != "serve":
            command.add_argument(
                "--tell", action="store_true"
            )  # how far it is, for another program
        if name == "check":
            command.add_argument("--pictures", type=Path)  # folder that keeps what is drawn
        if name == "export":
            command.add_argument("out", type=Path)
        if name == "serve":
            command.add_argument("--port", type=int, required=True)
            command.add_argument("--hall-host", default="")
            command.add_argument("--hall-port", type=int, default=0)
    asked = parser.parse_args()
    {"check": _check, "export": _export, "serve": _serve}[asked.command](asked)


def _check(asked: argparse.Namespace) -> None:
    """Draw every scene once; say what is wrong, what would mislead, and which truths it will announce."""
    from dashboard.lessons.checking import checked
    from dashboard.lessons.telling import tell
    from ltcore.lessons import pictures

    lesson, wrong = _read(asked.file), []
    for index, scene in enumerate(lesson.scenes):
        found = checked(lesson, index)
        wrong += [_told(asked.file, problem) for problem in found.faults]
        if asked.pictures and found.picture:
            pictures.keep(asked.pictures, scene.view, found.picture)
        if asked.tell:
            tell(scene=index + 1, scenes=len(lesson.scenes), **_as_told(found))
        else:
            _say(asked.file, index, found)
    if asked.pictures:
        pictures.forget_all_but(asked.pictures, {scene.view for scene in lesson.scenes})
    if asked.tell:
        tell(finished=True)
    elif wrong:
        sys.stderr.write("".join(wrong))
    if wrong:
        sys.exit(WRONG)


def _as_told(found: "Checked") -> dict[str, object]:
    """Return what a check says of a scene, for another program."""
    told: dict[str, object] = {"problems": [str(one) for one in found.faults]}
    return told | ({"doubt": str(found.misleads)} if found.misleads else {})


def _say(file: Path, index: int, found: "Checked") -> None:
    """Say what would mislead in a scene, and which truth it will announce."""
    if found.misleads is not None:
        sys.stderr.write(_told(file, found.misleads, kind="Warning"))
    if found.truth:
        sys.stderr.write(f"Truth: scene {index + 1}: {found.truth}\n")


def _export(asked: argparse.Namespace) -> None:
    """Write a lesson as one HTML file."""
    from dashboard.lessons.html import as_json, one_file
    from dashboard.lessons.telling import tell
    from ltcore.plots.base.theme import Look
    from ltcore.runs.atomic import atomic_write_bytes

    look = Look()
    if not asked.out.absolute().parent.is_dir():
        sys.stderr.write(f"Error: there is no folder {asked.out.parent}: make it first\n")
        sys.exit(WRONG)
    lesson, scenes = _built(asked.file, look, tells=asked.tell)
    text = one_file(lesson.title, as_json(lesson, asked.file.stem, look, scenes))
    try:
        atomic_write_bytes(asked.out, text.encode())
    except OSError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(1)
    if asked.tell:
        tell(finished=True)


def _serve(asked: argparse.Namespace) -> None:
    """Serve a lesson to a browser, and its hall where a host is given."""
    from dashboard.lessons.hall import Hall
    from dashboard.lessons.hall_door import HallDoor
    from dashboard.lessons.serving import serve

    door = None
    if asked.hall_host:
        door = HallDoor(hall=Hall(), host=asked.hall_host, port=asked.hall_port)
        sys.stdout.write(f"Phones answer at {door.address} (Q shows it as a QR code).\n")
        sys.stdout.flush()
    serve(_read(asked.file), asked.file.stem, port=asked.port, hall=door)


def _read(file: Path) -> "Lesson":
    from ltcore.lessons import LessonError, read_lesson

    try:
        return read_lesson(file)
    except (LessonError, OSError) as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(WRONG)


def _built(file: Path, look: "Look", *, tells: bool) -> tuple["Lesson", list["Built"]]:
    """Return a lesson and its scenes; say on standard error which one is drawn, and what is wrong."""
    from dashboard.lessons.build import SceneError, build
    from dashboard.lessons.telling import tell

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
            if tells:
                tell(scene=len(scenes), scenes=len(lesson.scenes))
    except SceneError as error:
        say(back + _told(file, error))
        sys.exit(WRONG)
    if shows:
        say(f"{back}{' ' * 30}{back}")
    return lesson, scenes


def _told(file: Path, error: "SceneError", kind: str = "Error") -> str:
    """Return what is wrong with a scene, with its line."""
    from ltcore.lessons.lines import line_of

    line = line_of(file.read_text("utf-8-sig"), ("scenes", error.index, error.field))
    return f"{kind}: {file.name}, line {line}: {error}\n"


if __name__ == "__main__":
    main()
