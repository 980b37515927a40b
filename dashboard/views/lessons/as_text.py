"""A file of the reader's own that is no legal lesson: opened as text, and written once it is one."""

import streamlit as st

from dashboard.shell import state
from dashboard.shell.text import literal
from dashboard.views.lessons.choice import Chosen
from ltcore.lessons import LessonError
from ltcore.lessons.own import ChangedLessonError, LessonNameError, save
from ltcore.runs import RunError

HEIGHT = 480
"""Pixels."""


def key(of: str, name: str) -> str:
    """Return the key of what the session keeps of a file, so that no file's text is lost for another's.

    Args:
        of: "text", what stands in the field; "opened", the file as it was then; "refused", why the last text
            was not saved.
        name: of the file, without its ending.
    """
    return f"lesson_file_{of}_{name}"


def draw(chosen: Chosen) -> None:
    """Draw the text of a file in a field, with the button that writes it."""
    if not chosen.version:
        st.markdown("The file cannot be opened as text here. Mend it in an editor of your own.")
        return
    text, opened = key("text", chosen.name), key("opened", chosen.name)
    before: Chosen | None = state.remembered(opened, None)
    if before is None or state.remembered(text, before.text) == before.text:
        if before != chosen:
            state.remember(text, chosen.text)
            state.remember(opened, chosen)
            state.remember(key("refused", chosen.name), "")
        before = chosen
    refused = state.remembered(key("refused", chosen.name), "")
    if refused:
        st.error(literal(refused, 3000), icon=":material/block:")
    st.text_area("Text of the file", key=text, height=HEIGHT, persist_state="session")
    with st.container(horizontal=True):
        st.button(
            "Save the text",
            key="lesson_text_save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(before,),
        )
        st.button(
            "Read the file again",
            key="lesson_text_read",
            on_click=_forget,
            args=(before.name,),
        )


def _save(before: Chosen) -> None:
    try:
        save(before.name, state.remembered(key("text", before.name), ""), before.version)
    except (LessonError, LessonNameError, ChangedLessonError, RunError, OSError) as error:
        state.remember(key("refused", before.name), f"Not saved. {error}")
    else:
        _forget(before.name)


def _forget(name: str) -> None:
    state.remember(key("opened", name), None)
    state.remember(key("refused", name), "")
