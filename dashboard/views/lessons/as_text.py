"""A file of the reader's own that is no legal lesson: opened as text, and written once it is one."""

import streamlit as st

from dashboard.shell import state
from dashboard.shell.text import literal
from dashboard.views.lessons.choice import Chosen
from ltcore.lessons import LessonError
from ltcore.lessons.own import ChangedLessonError, LessonNameError, save
from ltcore.runs import RunError

TEXT = "lesson_text"
OPENED = "lesson_text_opened"
"""Under this key the session remembers which file, as it was, stands in the field."""
REFUSED = "lesson_text_refused"
HEIGHT = 480
"""Pixels."""


def draw(chosen: Chosen) -> None:
    """Draw the text of a file in a field, with the button that writes it."""
    if not chosen.version:
        st.markdown("The file cannot be opened as text here. Mend it in an editor of your own.")
        return
    before: Chosen | None = state.remembered(OPENED, None)
    typed = before is not None and state.remembered(TEXT, before.text) != before.text
    if before is None or not typed or before.path != chosen.path:
        before = chosen
        if state.remembered(OPENED, None) != chosen:
            state.remember(TEXT, chosen.text)
            state.remember(OPENED, chosen)
            state.remember(REFUSED, "")
    refused = state.remembered(REFUSED, "")
    if refused:
        st.error(literal(refused, 3000), icon=":material/block:")
    st.text_area("Text of the file", key=TEXT, height=HEIGHT, persist_state="session")
    with st.container(horizontal=True):
        st.button(
            "Save the text",
            key="lesson_text_save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(before,),
        )
        st.button("Read the file again", key="lesson_text_read", on_click=_forget)


def _save(before: Chosen) -> None:
    try:
        save(before.name, state.remembered(TEXT, ""), before.version)
    except (LessonError, LessonNameError, ChangedLessonError, RunError, OSError) as error:
        state.remember(REFUSED, f"Not saved. {error}")
    else:
        _forget()


def _forget() -> None:
    state.remember(OPENED, None)
    state.remember(REFUSED, "")
