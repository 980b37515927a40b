"""Lessons: which there are, and what one asks when; shown, taken home, checked, copied and edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.shell import state
from dashboard.shell.page import Page, Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.text import code, literal
from dashboard.views.lessons import as_text, draft, editing, listing, watching
from dashboard.views.lessons.choice import LESSON, SCENE, SETTINGS, Chosen
from ltcore.analysis.lessons.scenes import scenes_frame
from ltcore.lessons import LessonError
from ltcore.lessons.own import LessonNameError, copied
from ltcore.plots.base.theme import Look
from ltcore.plots.lessons.timeline import timeline_figure
from ltcore.plots.lessons.words import words_timeline
from ltcore.runs import RunError

CLICKED, OPENED = "lesson_clicked", "lesson_opened"
"""Under these keys the session remembers the last click on the picture, and which scene it opened."""
NOT_LEGAL = "This file is not a legal lesson. What is wrong, line by line, is below."
COPY_PROBLEM = "lesson_copy_problem"
COPIED = "lesson_copied"
"""Under this key the session remembers the name of the last copy."""


def show(chosen: Chosen, look: Look) -> Shown:
    """Return the scenes over the minutes.

    Raises:
        NotShown: the file is no legal lesson.
    """
    if chosen.lesson is None:
        raise NotShown(NOT_LEGAL, ":material/block:", "error")
    frame = scenes_frame(chosen.lesson)
    origin = "your own lessons" if chosen.is_own else "the lessons that come with the lab"
    return Shown(
        figure=timeline_figure(frame, chosen.lesson.title, look=look),
        words=f"{chosen.lesson.about}\n{words_timeline(frame)}",
        frames={"lesson": frame},
        origin=f"{chosen.path.name}, from {origin}.",
    )


def _details(chosen: Chosen) -> None:
    """Draw what can be done with a legal lesson, its scenes, and the fields where it is the reader's own."""
    if chosen.lesson is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        watching.buttons(chosen)
        if not chosen.is_own:
            st.button(
                "Make it mine",
                key="lesson_copy",
                icon=":material/content_copy:",
                on_click=_copy,
                args=(chosen.path,),
                help="Copies the lesson to your own ones, where you order and edit its scenes.",
            )
    if problem := state.remembered(COPY_PROBLEM, ""):
        st.error(literal(problem, 500), icon=":material/error:")
    if chosen.name == state.remembered(COPIED, ""):
        st.success(
            f"This is your copy, {code(chosen.path.name)}. Order and edit its scenes below.",
            icon=":material/check_circle:",
        )
    watching.draw(chosen)
    listing.draw_scenes(chosen.lesson)
    if chosen.can_be_edited:
        editing.draw(chosen, chosen.lesson)
    elif chosen.is_own:
        st.caption(
            f"To edit {code(chosen.path.name)} here, give the file a name of small letters, digits and "
            "underscores."
        )


def _below(chosen: Chosen) -> None:
    """Draw the way to mend a file that is not legal, and all lessons."""
    if chosen.lesson is None:
        listing.draw_problems(chosen)
        if chosen.can_be_edited:
            as_text.draw(chosen)
    listing.draw_all(chosen)


def _copy(path: Path) -> None:
    try:
        name = copied(path)
    except (LessonError, LessonNameError, RunError, OSError) as error:
        state.remember(COPY_PROBLEM, str(error))
    else:
        state.remember(COPY_PROBLEM, "")
        state.remember(COPIED, name)
        state.put(LESSON, name)


def _clicked(chosen: Chosen, mark: Mapping[str, Any]) -> bool:
    """Choose the scene whose mark was clicked; return whether that is new."""
    last: Mapping[str, Any] | None = state.remembered(CLICKED, None)
    state.remember(CLICKED, mark)
    number = mark.get("customdata")
    last_scene = len(chosen.lesson.scenes) if chosen.lesson else 0
    loaded = draft.of_session()
    unsaved = loaded is not None and draft.is_changed(loaded)
    if mark == last or not isinstance(number, int):
        return False
    number = min(number, last_scene)  # it may have been drawn before scenes were deleted
    state.remember(OPENED, (chosen.name, number))
    if unsaved or number == state.value(SCENE):
        return False
    state.put(SCENE, number)
    return True


def _opened(chosen: Chosen) -> None:
    """Draw what the speaker reads of the scene whose mark was clicked."""
    name, number = state.remembered(OPENED, ("", 0))
    if name == chosen.name and chosen.lesson and 0 < number <= len(chosen.lesson.scenes):
        listing.draw_scene(chosen.lesson, number - 1)


PAGE = Page(
    slug="lessons",
    title="Lessons",
    icon=":material/slideshow:",
    door="Teach",
    question="What will you teach today?",
    sentence="A lesson is a sequence of pictures. Some ask the hall for a prediction before they are shown. "
    "*Show it* opens the lesson for the projector.",
    pictures={
        "timeline": Picture(
            label="When does it ask?",
            settings=SETTINGS,
            show=show,
            notice="Blue scenes ask first. Students who predict before they see a demonstration understand "
            "it better than those who only watch (Crouch et al., 2004).",
            try_this="Click a bar to read the notes of its scene. Press *Show it*, then *Open the "
            "lesson*: arrow keys change the scene, and the step after a question reveals the truth.",
            details=_details,
            below=_below,
            clicked=_clicked,
            opened=_opened,
            key="lessons",
        )
    },
)
