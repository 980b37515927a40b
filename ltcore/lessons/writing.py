"""Adds a scene to a lesson of the reader's own; the file is legal before and after, or it stays as it is."""

from pathlib import Path

from ltcore.lessons.lesson import Scene
from ltcore.lessons.own import changing, own_file
from ltcore.lessons.reading import parsed, read_text
from ltcore.lessons.text import as_toml, quoted
from ltcore.runs.atomic import atomic_write_bytes

ABOUT = "Put together from the pages of the lab."


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
    with changing(path.parent):
        if path.exists():
            before = read_text(path)
            parsed(before, path.name)
        else:
            title = name.replace("_", " ").capitalize()
            before = f"title = {quoted(title)}\nabout = {quoted(ABOUT)}\n"
        end = "\r\n" if "\r\n" in before else "\n"
        added = f"\n\n{as_toml(scene)}".replace("\n", end)
        after = before.rstrip("\r\n") + added
        parsed(after, path.name)
        atomic_write_bytes(path, after.encode())
    return path
