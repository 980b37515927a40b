"""The reader's own lessons in files: read with a version, and written only where nobody wrote in between."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ltcore.lessons.reading import parsed, read_text
from ltcore.lessons.shelf import ENDING, VARIABLE, own_folder
from ltcore.runs import RunWriteError
from ltcore.runs.atomic import atomic_write_bytes, make_root
from ltcore.runs.locks import exclusive

NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
LOCK = ".lessons.lock"
PATIENCE = 10.0
"""Seconds to wait while another process writes a lesson."""
MOST_COPIES = 1000


class LessonNameError(ValueError):
    """A name that no file of ours has: what is legal."""


class LessonWriteError(OSError):
    """A lesson that cannot be written: why, and the way out."""


class ChangedLessonError(ValueError):
    """A lesson that was changed since it was read; it is left as it is."""


@dataclass(frozen=True)
class LessonText:
    """A file as it was read.

    Attributes:
        text: what it holds, a lesson or not.
        version: tells what it holds from all else that it ever held.
    """

    text: str
    version: str


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


def opened(path: Path) -> LessonText:
    """Return the text of a lesson with its version.

    Raises:
        LessonError: it is no text, or too long for a lesson.
        OSError: it cannot be read.
    """
    text = read_text(path)
    return LessonText(text, hashlib.sha256(text.encode()).hexdigest())


def save(name: str, text: str, version: str) -> None:
    """Write a lesson of the reader's own, whole or not at all.

    Args:
        name: of the lesson, without the ending.
        text: what the file shall hold.
        version: of the file as it was read.

    Raises:
        LessonNameError: the name is not legal.
        LessonError: the text is no lesson.
        ChangedLessonError: the file holds something else than when it was read, or is gone.
        OSError: it cannot be read or written.
    """
    path = own_file(name)
    parsed(text, path.name)
    with changing(path.parent):
        if not path.exists() or opened(path).version != version:
            raise ChangedLessonError(
                f"{path.name} has changed since it was read here: another tab or an editor has saved it. "
                "Nothing was written"
            )
        atomic_write_bytes(path, text.encode())


def copied(path: Path) -> str:
    """Copy a lesson to the reader's own ones, letter by letter; return the name of the copy.

    Raises:
        LessonNameError: there are a thousand copies already.
        LessonError: it is no lesson.
        OSError: it cannot be read, or the copy cannot be written.
    """
    text = read_text(path)
    parsed(text, path.name)
    stem = "my_" + re.sub(r"[^a-z0-9_]", "_", path.stem.lower())[:50]
    with changing(own_folder()):
        for name in (stem, *(f"{stem}_{number}" for number in range(2, MOST_COPIES))):
            if not own_file(name).exists():
                atomic_write_bytes(own_file(name), text.encode())
                return name
    raise LessonNameError(f"there are {MOST_COPIES:,} copies of {path.stem}: delete some")


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold the right to change the lessons of a folder, which is made where it is missing; for moments only.

    Raises:
        AlreadyRunningError: another process held it for too long.
        LessonWriteError: the folder, or a lesson in it, cannot be made or written.
    """
    try:
        make_root(folder)
        with exclusive(folder / LOCK, f"the lessons in {folder}", timeout=PATIENCE):
            yield
    except RunWriteError as error:  # its way out is one for runs
        why = os.strerror(error.errno) if error.errno else str(error)
        raise LessonWriteError(
            f"could not write in {folder}: {why}. Make room there, make the folder and its files writable, "
            f"or name another folder with {VARIABLE}."
        ) from error
