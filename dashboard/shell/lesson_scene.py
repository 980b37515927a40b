"""Adds what a page shows to a lesson of the reader's own."""

import contextlib
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from pydantic import ValidationError

from dashboard.shell import state, widgets
from dashboard.shell.predictions import switch
from dashboard.shell.text import code, literal
from ltcore.lessons import LessonError, Scene, read_lesson
from ltcore.lessons.own import NAME, LessonNameError
from ltcore.lessons.shelf import lesson_files, shipped_folder
from ltcore.lessons.writing import add_scene
from ltcore.runs import RunError

NAME_KEY = "lesson_scene_name"
"""Under this key the session remembers the lesson that was used or made last."""
CHOICE_KEY = "lesson_scene_choice"
FIRST_NAME = "my_lesson"
NEW = ""
"""Stands for a lesson that is not there yet."""
ASKED, SAY = "Question of the scene", "What you say, in one sentence"
NO_SCENES = ("train", "lessons")
"""Pages that are no scene: a training that is watched, and the lessons themselves."""


def button() -> None:
    """Draw the button that opens the dialog, on pages that can be a scene."""
    if state.remembered(state.PAGE, "") in NO_SCENES:
        return
    if st.button("Add to a lesson", icon=":material/slideshow:", key="lesson_scene"):
        _dialog()


def own_titles() -> dict[str, str]:
    """Return name -> label of the reader's own legal lessons that can be written."""
    titles = {}
    for name, path in lesson_files().items():
        if path.parent == shipped_folder() or NAME.fullmatch(name) is None:
            continue
        with contextlib.suppress(LessonError, OSError):
            titles[name] = read_lesson(path).title
    often = Counter(titles.values())
    return {
        name: f"{title} ({name})" if often[title] > 1 else title for name, title in titles.items()
    }


def _choice(titles: Mapping[str, str], last: str) -> str:
    """Draw the choice of a lesson, the one that was used last first; return its name, or `NEW`."""
    first = [last] if last in titles else []
    names = [*first, *(name for name in titles if name not in first), NEW]
    return st.selectbox(
        "Lesson",
        names,
        format_func=lambda name: titles.get(name, "a new one"),
        key=f"{CHOICE_KEY}_{last}",  # a new choice once one was used: it begins at that one
    )


def view() -> str:
    """Return the address of what is shown, as a lesson names it."""
    of_reader = {state.LECTURE.key, switch.PREDICT.key}
    said = {key: text for key, text in st.query_params.items() if key not in of_reader}
    return state.remembered(state.PAGE, "") + (f"?{urlencode(said)}" if said else "")


@st.dialog("Add this view to a lesson", width="large")
def _dialog() -> None:
    form()


def form() -> None:
    """Draw the form, and add the scene once it is sent."""
    titles = own_titles()
    last = state.remembered(NAME_KEY, "")
    chosen = _choice(titles, last) if titles else NEW
    with st.form("lesson_scene_form", border=False):
        name = chosen
        if chosen == NEW:
            name = st.text_input(
                "Name of the new lesson",
                "" if FIRST_NAME in titles else FIRST_NAME,
                max_chars=60,
                help="Small letters, digits and underscores. The title can be changed on the page *Lessons*.",
            )
        asked = st.text_input(ASKED, max_chars=80)
        say = st.text_input(SAY, max_chars=240)
        minutes = st.number_input("Minutes", 0.5, 60.0, 3.0, 0.5)
        if not st.form_submit_button("Add", type="primary"):
            return
    if not asked or not say:
        empty = [label for label, text in ((ASKED, asked), (SAY, say)) if not text]
        st.error(f"Fill in: {', '.join(empty)}.", icon=":material/edit:")
        return
    if chosen == NEW and name in titles:
        st.error(
            f"There is a lesson {code(name)} already: choose it above, or give another name.",
            icon=":material/block:",
        )
        return
    try:
        scene = Scene(title=asked, view=view(), say=say, minutes=minutes)
        path = add_scene(name, scene)
        number = len(read_lesson(path).scenes)
    except ValidationError:
        st.error(
            "This view cannot be a scene: its address is too long. Choose fewer settings.",
            icon=":material/block:",
        )
    except (LessonNameError, LessonError, RunError, OSError) as error:
        st.error(literal(error, 1000), icon=":material/block:")
    else:
        state.remember(NAME_KEY, name)
        st.success(
            f"Added as scene {number} of {code(path.name)}. On the page *Lessons* you order the "
            "scenes, write notes, ask for predictions, and show the lesson.",
            icon=":material/check_circle:",
        )
        widgets.link_to_page(
            "lessons", "Open it on the page Lessons", {"lesson": name, "scene": str(number)}
        )
