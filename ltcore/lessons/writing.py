"""Adds a scene to a lesson of the reader's own; the file is legal before and after, or it stays as it is."""

import json
import re
from pathlib import Path

from ltcore.lessons.lesson import Scene
from ltcore.lessons.reading import parsed
from ltcore.lessons.shelf import ENDING, own_folder
from ltcore.runs.atomic import atomic_write_bytes, make_folder

NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
ABOUT = "Put together from the pages of the lab."


class LessonNameError(ValueError):
    """A name that no file of ours has: what is legal."""


def own_file(name: str) -> Path:
    """Return the file of a lesson of the reader's own.

    Raises:
        LessonNameError: the name is not legal.

    Example:
        >>> own_file("my_lesson").name
        'my_lesson.toml'
    """
    if not NAME.fullmatch(name):
        raise LessonNameError(
            f"{name[:60]!r} is not a name: use up to 60 small letters, digits and underscores"
        )
    return own_folder() / f"{name}{ENDING}"


def add_scene(name: str, scene: Scene) -> Path:
    """Add a scene at the end of a lesson, which begins with it where there is none of this name.

    Args:
        name: of the lesson, without the ending.
        scene: what is added.

    Returns:
        The file.

    Raises:
        LessonNameError: the name is not legal.
        LessonError: the file is no lesson, or would be none with one scene more; it is left as it is.
        OSError: it cannot be read or written.
    """
    path = own_file(name)
    if path.exists():
        before = path.read_text("utf-8-sig").rstrip("\n") + "\n"
        parsed(before, path.name)
    else:
        before = f"title = {quoted(name.replace('_', ' ').capitalize())}\nabout = {quoted(ABOUT)}\n"
    after = f"{before}\n{as_toml(scene)}"
    parsed(after, path.name)
    make_folder(path.parent)
    atomic_write_bytes(path, after.encode())
    return path


def as_toml(scene: Scene) -> str:
    """Return a scene without a prediction as TOML.

    Example:
        >>> print(as_toml(Scene(title="How many?", view="long_tail", say="Few.", minutes=2)), end="")
        [[scenes]]
        title = "How many?"
        view = "long_tail"
        say = "Few."
        minutes = 2
    """
    texts = {"title": scene.title, "view": scene.view, "say": scene.say}
    lines = [f"{key} = {quoted(text)}" for key, text in texts.items()]
    return "\n".join(["[[scenes]]", *lines, f"minutes = {scene.minutes:.10g}", ""])


def quoted(text: str) -> str:
    r"""Return a text as a basic string of TOML, on one line.

    Example:
        >>> quoted('a "b"\n\x7f')
        '"a \\"b\\"\\n\\u007f"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
