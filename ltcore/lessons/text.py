"""Lessons as text: whole ones, and changed ones in which all that was not changed stays as it was written."""

import json
import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ValidationError

from ltcore.lessons.lesson import Lesson, Scene
from ltcore.lessons.lines import outside_texts
from ltcore.lessons.reading import LessonError, parsed

_HEADER = re.compile(r"^\s*\[\[\s*scenes\s*\]\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def as_text(lesson: Lesson) -> str:
    """Return a lesson as TOML.

    Example:
        >>> scene = Scene(title="How many?", view="long_tail", say="Few.", minutes=2)
        >>> print(as_text(Lesson(title="A", about="b", scenes=(scene,))).partition("minutes")[0], end="")
        title = "A"
        about = "b"
        <BLANKLINE>
        [[scenes]]
        title = "How many?"
        view = "long_tail"
        say = "Few."
    """
    return "\n".join([_head(lesson), *map(as_toml, lesson.scenes)])


def as_toml(scene: Scene) -> str:
    """Return a scene as TOML; what has its default is left out.

    Example:
        >>> print(as_toml(Scene(title="How many?", view="long_tail", say="Few.", minutes=2)), end="")
        [[scenes]]
        title = "How many?"
        view = "long_tail"
        say = "Few."
        minutes = 2
    """
    lines = ["[[scenes]]", *_settings(scene)]
    if scene.predict is not None:
        lines += ["[scenes.predict]", *_settings(scene.predict)]
    return "\n".join([*lines, ""])


def rewritten(text: str, lesson: Lesson) -> str:
    r"""Return the text of a file with another lesson in it; scenes that it held already stay as written.

    Args:
        text: a lesson.
        lesson: what the file shall hold.

    Raises:
        LessonError: the text is no lesson.

    Example:
        >>> text = 'title = "A"\nabout = "b"\n[[scenes]]\n# two\ntitle="?"\nview="a"\nsay="b"\nminutes=2'
        >>> changed = parsed(text, "a.toml").model_copy(update={"about": "c"})
        >>> print(rewritten(text, changed), end="")
        title = "A"
        about = "c"
        <BLANKLINE>
        [[scenes]]
        # two
        title="?"
        view="a"
        say="b"
        minutes=2
    """
    before = parsed(text, "the lesson")
    head, scenes = _pieces(text)
    same_words = (before.title, before.about) == (lesson.title, lesson.about)
    pieces = [head if same_words else _head(lesson)]
    pieces += [scenes.get(scene) or as_toml(scene) for scene in lesson.scenes]
    after = "\n".join(f"{piece.strip()}\n" for piece in pieces)
    return after if _holds(after, lesson) else as_text(lesson)


def quoted(text: str) -> str:
    r"""Return a text as a basic string of TOML, on one line.

    Example:
        >>> quoted('a "b"\n\x7f')
        '"a \\"b\\"\\n\\u007f"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _head(lesson: Lesson) -> str:
    return f"title = {quoted(lesson.title)}\nabout = {quoted(lesson.about)}\n"


def _settings(model: BaseModel) -> list[str]:
    """Return a line for each value that is not the default; tables have headers of their own."""
    return [
        f"{name} = {_value(value)}"
        for name, field in type(model).model_fields.items()
        if (value := getattr(model, name)) != field.default and not isinstance(value, BaseModel)
    ]


def _value(value: Any) -> str:  # noqa: ANN401 (a value of any field)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        return repr(value).removesuffix(".0")
    return _paragraphs(value) if "\n" in value else quoted(value)


def _paragraphs(text: str) -> str:
    """Return a text as a string of TOML that keeps its lines."""
    escaped = text.replace("\\", "\\\\").replace('"""', '""\\"')
    escaped = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'"""\n{escaped}"""'  # up to two quotes may stand before those that end it


def _pieces(text: str) -> tuple[str, Mapping[Scene, str]]:
    """Return what stands before the first scene, and each scene as written, with the remarks above it."""
    lines, bare = text.splitlines(), outside_texts(text)
    starts = []
    for number, line in enumerate(bare):
        if _HEADER.match(line):
            start = number
            while start and bare[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
    pieces = ["\n".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]
    found = {scene: piece for piece in pieces if (scene := _scene(piece)) is not None}
    return "\n".join(lines[: starts[0]] if starts else []), found


def _scene(piece: str) -> Scene | None:
    """Return the only scene of a piece of a file."""
    try:
        [scene] = tomllib.loads(piece)["scenes"]
        return Scene.model_validate(scene)
    except (ValueError, ValidationError):
        return None


def _holds(text: str, lesson: Lesson) -> bool:
    try:
        return parsed(text, "the lesson") == lesson
    except LessonError:
        return False
