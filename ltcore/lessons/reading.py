"""Lessons in files: TOML, read whole or refused with line and reason."""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from ltcore.lessons.lesson import Lesson
from ltcore.lessons.lines import line_of
from ltcore.lessons.sentences import sentence

MOST_BYTES = 1_000_000
"""Of a file; an honest lesson has less than a tenth."""


class LessonError(ValueError):
    """A file that is no lesson: what is wrong, in which line, and what is legal; one line each.

    Attributes:
        problems: line, from 1, and what is wrong there.
    """

    def __init__(self, name: str, problems: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{name}, line {line}: {wrong}" for line, wrong in problems))
        self.problems = problems


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raises:
        LessonError: the file is no lesson.
        OSError: it cannot be read.
    """
    return parsed(read_text(path), path.name)


def read_text(path: Path) -> str:
    """Return the text of a file that may be a lesson.

    Raises:
        LessonError: it is no text, or too long for a lesson.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise LessonError(path.name, [(1, f"the file has more than {MOST_BYTES:,} bytes")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LessonError(path.name, [(line, "this is not UTF-8 text")]) from error


def parsed(text: str, name: str) -> Lesson:
    r"""Return the lesson in a text.

    Args:
        text: TOML.
        name: what the text is called in errors.

    Raises:
        LessonError: it is no lesson.

    Example:
        >>> try:
        ...     parsed('title = "A"\nabout = "b"\nscenes = []', "a.toml")
        ... except LessonError as error:
        ...     print(error)
        a.toml, line 3: scenes = [] is not legal: tuple should have at least 1 item after validation, not 0.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(name, [(_line(error, text), f"this is not TOML: {error}")]) from error
    try:
        return Lesson.model_validate(values)
    except ValidationError as error:
        problems = [
            (line_of(text, one["loc"]), sentence(one))
            for one in error.errors(include_url=False)
            if not (one["type"] == "too_short" and one["loc"] == ("scenes",) and "scenes" in values)
            or not values["scenes"]
        ]
        raise LessonError(name, sorted(problems)) from error


def _line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line that an error of Python's reader names; it calls the last one the end of document."""
    named = re.search(r"at line (\d+)", str(error))
    return int(named[1]) if named else max(1, len(text.splitlines()))
