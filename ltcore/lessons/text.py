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
_STRING = re.compile(r"""(?!\"{3}|'{3})(?:\"(?:[^"\\\n]|\\.)*\"|'[^'\n]*')""")
"""On one line."""
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


def rewritten(
    text: str, lesson: Lesson, *, gone: int | None = None, back: Mapping[int, str] | None = None
) -> str:
    r"""Return the text of a file with another lesson in it; scenes that it held already stay as written.

    Args:
        text: a lesson.
        lesson: what the file shall hold.
        gone: index in the text of a scene that is deleted or changed: where others are alike, its text goes.
        back: index in the lesson -> text, see `piece`, of a scene that the file held before.

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
    head, *pieces = _pieces(text)
    if gone is not None:
        pieces = [*pieces[:gone], *pieces[gone + 1 :], *pieces[gone : gone + 1]]
    written: dict[Scene, list[str]] = {}
    for one in pieces:
        if (scene := _scene(one)) is not None:
            written.setdefault(scene, []).append(one)
    after = [_changed_head(head, before, lesson)]
    for index, scene in enumerate(lesson.scenes):
        own = (back or {}).get(index, "")
        left = [own] if _scene(own) == scene else written.get(scene)
        after.append(left.pop(0) if left else as_toml(scene))  # each text once
    joined = "\n".join(f"{one.strip()}\n" for one in after)
    whole = joined if _holds(joined, lesson) else as_text(lesson)
    return whole.replace("\n", "\r\n") if "\r\n" in text else whole


def piece(text: str, index: int) -> str:
    """Return a scene as it is written, with the remarks above it; empty where that cannot be told.

    Args:
        text: a lesson.
        index: of the scene.
    """
    pieces = _pieces(text)[1:]
    return pieces[index] if index < len(pieces) else ""


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


def _changed_head(head: str, before: Lesson, after: Lesson) -> str:
    """Return what stands before the first scene with other words; remarks stay where each has a line."""
    for name in ("title", "about"):
        new = getattr(after, name)
        if getattr(before, name) == new:
            continue
        found = re.search(rf"^[ \t]*{name}[ \t]*=[ \t]*", head, re.MULTILINE)
        text = _STRING.match(head, found.end()) if found else None
        if found is None or text is None:
            return _head(after)
        head = f"{head[: found.end()]}{quoted(new)}{head[text.end() :]}"
    return head


def _pieces(text: str) -> list[str]:
    """Return what stands before the first scene, and each scene as written, with the remarks above it."""
    text = text.replace("\r\n", "\n")
    lines, bare = text.split("\n"), outside_texts(text)
    starts = []
    for number, line in enumerate(bare):
        if _HEADER.match(line):
            start = number
            while start and bare[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
    ends = pairwise([0, *starts, len(lines)])
    return ["\n".join(lines[start:end]) for start, end in ends]


def _scene(piece: str) -> Scene | None:
    """Return the only scene of a piece of a file."""
    try:
        [scene] = tomllib.loads(piece)["scenes"]
        return Scene.model_validate(scene)
    except (KeyError, ValueError, ValidationError):
        return None


def _holds(text: str, lesson: Lesson) -> bool:
    try:
        return parsed(text, "the lesson") == lesson
    except LessonError:
        return False
