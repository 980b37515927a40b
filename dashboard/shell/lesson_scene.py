"""Adds what a page shows to a lesson of the reader's own."""

from urllib.parse import urlencode

import streamlit as st
from pydantic import ValidationError

from dashboard.shell import state, widgets
from dashboard.shell.text import code, literal
from ltcore.lessons import LessonError, Scene
from ltcore.lessons.own import LessonNameError
from ltcore.lessons.writing import add_scene

NAME_KEY = "lesson_scene_name"
NO_SCENES = ("train", "lessons")
"""Pages that are no scene: a training that is watched, and the lessons themselves."""


def button() -> None:
    """Draw the button that opens the dialog, on pages that can be a scene."""
    if state.remembered(state.PAGE, "") in NO_SCENES:
        return
    if st.button("Add to a lesson", icon=":material/slideshow:", key="lesson_scene"):
        _dialog()


def view() -> str:
    """Return the address of what is shown, as a lesson names it."""
    said = {key: text for key, text in st.query_params.items() if key != state.LECTURE.key}
    return state.remembered(state.PAGE, "") + (f"?{urlencode(said)}" if said else "")


@st.dialog("Add this view to a lesson", width="large")
def _dialog() -> None:
    form()


def form() -> None:
    """Draw the form, and add the scene once it is sent."""
    with st.form("lesson_scene_form", border=False):
        name = st.text_input(
            "Lesson",
            state.remembered(NAME_KEY, "my_lesson"),
            help="Name of a file in the folder of your lessons; it is made if there is none.",
        )
        asked = st.text_input("Question of the scene", max_chars=80)
        say = st.text_input("What you say, in one sentence", max_chars=240)
        minutes = st.number_input("Minutes", 0.5, 60.0, 3.0, 0.5)
        if not st.form_submit_button("Add", type="primary"):
            return
    try:
        scene = Scene(title=asked, view=view(), say=say, minutes=minutes)
        path = add_scene(name, scene)
    except ValidationError as error:
        wrong = ", ".join(dict.fromkeys(str(one["loc"][0]) for one in error.errors()))
        st.error(
            f"Fill in the question and the sentence ({literal(wrong)}).", icon=":material/edit:"
        )
    except (LessonNameError, LessonError, OSError) as error:
        st.error(literal(error, 1000), icon=":material/block:")
    else:
        state.remember(NAME_KEY, name)
        st.success(
            f"Added to {code(str(path))}. On the page *Lessons* you order the scenes, write notes, ask for "
            "predictions, and show the lesson.",
            icon=":material/check_circle:",
        )
        widgets.link_to_page("lessons", "Open it on the page Lessons", {"lesson": name})
