"""Which lesson the page is about: those that there are, and the chosen one as its file is now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import answers, state, widgets
from dashboard.shell.settings import FreeSettings
from dashboard.shell.shown import NotShown
from dashboard.shell.state import Linked
from dashboard.views.lessons import showing
from ltcore.lessons import Lesson, LessonError, parsed
from ltcore.lessons.lesson import MOST_SCENES
from ltcore.lessons.own import NAME, opened
from ltcore.lessons.shelf import lesson_files, shipped_folder
from ltcore.plots.base.text import shorten

WIDTH = 310
"""Pixels of the choice."""
LONGEST_TITLE = 60
NO_LESSON = "There is no lesson here. *Add to a lesson*, below the picture of any page, begins one."
Problems = tuple[tuple[int, str], ...]
"""Line, from 1, and what is wrong there."""


def _read_name(text: str) -> str:
    return state.one_of(lesson_files())(text)


LESSON: Linked[str] = Linked("lesson", "long_tail_60", _read_name)
SCENE: Linked[int] = Linked("scene", 1, state.whole(1, MOST_SCENES))
LINKED: Mapping[str, Linked[Any]] = {"lesson": LESSON, "scene": SCENE}
LABELS: Mapping[str, str] = {"lesson": "Lesson", "scene": "Scene"}
"""What a reader knows the settings by."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A lesson as its file is.

    Attributes:
        name: of the file, without its ending.
        path: of the file.
        text: what it holds; empty where it cannot be read as text.
        version: of what it holds.
        lesson: what it says; None where it is not legal.
        problems: why not.
    """

    name: str
    path: Path
    text: str = ""
    version: str = ""
    lesson: Lesson | None = None
    problems: Problems = ()

    @property
    def is_own(self) -> bool:
        """Whether it is the reader's, and not one that comes with the lab."""
        return self.path.parent != shipped_folder()

    @property
    def can_be_edited(self) -> bool:
        """Whether this page may write the file."""
        return self.is_own and NAME.fullmatch(self.name) is not None

    @property
    def index(self) -> int:
        """Number of the chosen scene, from 0."""
        return min(state.value(SCENE), len(self.lesson.scenes) if self.lesson else 1) - 1


def of_file(name: str, path: Path) -> Chosen:
    """Return a lesson as its file is now, legal or not."""
    try:
        found = opened(path)
    except LessonError as error:
        return Chosen(name=name, path=path, problems=tuple(error.problems))
    except OSError as error:
        return Chosen(name=name, path=path, problems=((1, f"{error.strerror or error}"),))
    try:
        lesson, problems = parsed(found.text, path.name), ()
    except LessonError as error:
        return Chosen(
            name=name,
            path=path,
            text=found.text,
            version=found.version,
            problems=tuple(error.problems),
        )
    return Chosen(
        name=name,
        path=path,
        text=found.text,
        version=found.version,
        lesson=lesson,
        problems=problems,
    )


def shelf() -> list[Chosen]:
    """Return all lessons; a file that has not changed is not read again."""
    return [answers.made(_at, name, path, *_stamp(path)) for name, path in lesson_files().items()]


def _at(name: str, path: Path, *_stamp: int) -> Chosen:
    return of_file(name, path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def controls(first: DeltaGenerator) -> Chosen:
    """Draw the choice of a lesson, and how to show it; return the chosen one.

    Raises:
        NotShown: there is no lesson.
    """
    lessons = {one.name: one for one in shelf()}
    if not lessons:
        raise NotShown(NO_LESSON, ":material/slideshow:")
    name = state.value(LESSON)
    if name not in lessons:  # its file is gone
        name = next(iter(lessons))
    state.put(LESSON, name)  # the browser knows a label, and another tab may have changed the title
    labels = _labels(lessons)
    with first.container(width=widgets.text_width(WIDTH)):
        st.selectbox(
            "Lesson",
            list(lessons),
            format_func=labels.__getitem__,
            key=LESSON.key,
            persist_state="session",
            label_visibility="collapsed",
        )
    name = state.value(LESSON)
    chosen = of_file(name, lessons[name].path)
    state.put(SCENE, chosen.index + 1)  # never more than there are
    with first:
        showing.draw(chosen.name, chosen.path, chosen.version, is_legal=chosen.lesson is not None)
    return chosen


def _labels(lessons: Mapping[str, Chosen]) -> dict[str, str]:
    """Return name -> label; lessons of one title are told apart by their names."""
    called = {name: _called(one) for name, one in lessons.items()}
    often = Counter(called.values())
    return {
        name: f"{label}, {shorten(name, LONGEST_TITLE)}" if often[label] > 1 else label
        for name, label in called.items()
    }


def _called(one: Chosen) -> str:
    if one.lesson is None:
        return f"{shorten(one.path.name, LONGEST_TITLE)}, not legal"
    title = shorten(one.lesson.title, LONGEST_TITLE)
    return f"{title} (yours)" if one.is_own else title


SETTINGS = FreeSettings(linked=LINKED, ask=controls, labels=LABELS)
