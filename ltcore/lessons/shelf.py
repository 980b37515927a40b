"""Where lessons lie: those that come with the lab, and the reader's own."""

import os
from collections.abc import Mapping
from pathlib import Path

ENDING = ".toml"
VARIABLE = "LTLAB_LESSONS"
"""Names the folder of the reader's own lessons; unset: ``lessons`` in the current folder."""


class NoLessonError(ValueError):
    """There is no lesson of this name: which there are."""


def shipped_folder() -> Path:
    """Return where the shipped lessons are: beside the installed code, else in the working tree."""
    installed = Path(__file__).with_name("assets")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "assets" / "lessons"


def own_folder() -> Path:
    """Return where the reader's own lessons are; the folder need not be there."""
    return Path(os.environ.get(VARIABLE) or "lessons")


def lesson_files() -> Mapping[str, Path]:
    """Return the lessons that there are: name -> file; an own one hides a shipped one of the same name.

    Example:
        >>> "long_tail_60" in lesson_files()
        True
    """
    files = {}
    for folder in (shipped_folder(), own_folder()):
        files.update({path.stem: path for path in sorted(folder.glob(f"*{ENDING}"))})
    return files


def find_lesson(name: str) -> Path:
    """Return the file of a lesson.

    Args:
        name: of a lesson that there is, or the path of a file that ends in ``.toml``.

    Raises:
        NoLessonError: there is none.
    """
    if name.endswith(ENDING):
        if Path(name).is_file():
            return Path(name)
        raise NoLessonError(f"there is no file {name}")
    files = lesson_files()
    if name not in files:
        raise NoLessonError(
            f"there is no lesson {name!r}. Name one of {', '.join(files) or 'none'}, or a file that ends "
            f"in {ENDING}"
        )
    return files[name]
