"""Shows a lesson: its server is started, found again, and stopped from the page, where the reader sits at it."""

from pathlib import Path

import streamlit as st

from dashboard.lessons.background import HERE, Background, Progress
from dashboard.serving import at_home
from dashboard.shell import state
from dashboard.shell.text import code, literal
from ltcore.lessons import LessonError
from ltcore.runs import RunError

STARTING_SECONDS, RUNNING_SECONDS = 0.5, 5.0
"""Between two looks at a server that is being started, and at one that runs."""
PHONES = "lesson_phones"
STARTED = "lesson_started"
"""Under this key the session remembers which lesson it has started."""
PROBLEM = "lesson_showing_problem"
ELSEWHERE = (
    "A lesson is served to the machine that the dashboard runs on. You reach the dashboard from another one, "
    "or through a proxy. On that machine, type"
)
ENDED = "The lesson ended by itself."


def draw(name: str, path: Path, version: str, *, is_legal: bool) -> None:
    """Draw the button that shows a lesson, or where it is shown.

    Args:
        name: of the lesson.
        path: of its file.
        version: of what the file holds.
        is_legal: whether it can be shown.
    """
    if not at_home.reader_is_at_home():
        with st.popover("How to show it", icon=":material/slideshow:"):
            st.markdown(f"{ELSEWHERE} {code(f'ltlab lesson serve {name}')}.")
        return
    now = Background("serve", path).progress()
    every = None
    if now.is_alive:
        every = RUNNING_SECONDS if _is_up(path, now) else STARTING_SECONDS
    panel = st.fragment(_panel, run_every=every, key="lesson_showing")
    panel(path, version, every, is_legal)


def _is_up(path: Path, now: Progress) -> bool:
    return now.begun is not None and Background("serve", path).is_served(now.begun)


def _panel(path: Path, version: str, drawn: float | None, is_legal: bool) -> None:  # noqa: FBT001 (of a fragment)
    """Draw the panel; ``drawn`` is how often the page looked when it was drawn, None where nothing ran."""
    now = Background("serve", path).progress()
    up = now.is_alive and _is_up(path, now)
    every = None if not now.is_alive else RUNNING_SECONDS if up else STARTING_SECONDS
    if every != drawn:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        if not now.is_alive:
            _offer(path, now, is_legal=is_legal)
            return
        if up and now.begun is not None:
            st.link_button(
                "Open the lesson",
                f"http://{HERE}:{now.begun.port}/",
                icon=":material/open_in_new:",
                type="primary",
            )
        else:
            st.markdown("The lesson starts.", width="content")
        st.button("Stop", key="lesson_stop", icon=":material/stop:", on_click=_stop, args=(path,))
        if up and now.begun is not None:
            st.markdown(_said(now, version), width="content")


def _said(now: Progress, version: str) -> str:
    """Return what a lecturer has to know of a lesson that runs."""
    if now.begun is not None and now.begun.version != version:
        return "The file has changed since: stop it, and show it again."
    if now.begun is not None and now.begun.hall:
        return "Q in the lesson shows the address for phones."
    return f"It runs at {literal(f'{HERE}:{now.begun.port if now.begun else 0}')}."


def _offer(path: Path, now: Progress, *, is_legal: bool) -> None:
    st.button(
        "Show it",
        key="lesson_show",
        icon=":material/slideshow:",
        type="primary",
        disabled=not is_legal,
        on_click=_start,
        args=(path,),
    )
    st.toggle(
        "Phones answer, too",
        key=PHONES,
        persist_state="session",
        help="Phones in the room open a short address and send numbers, without names. The lab keeps them in "
        "memory until the lesson ends. Other machines in this network can then reach the page for phones, "
        "and nothing else.",
    )
    problem = state.remembered(PROBLEM, "")
    if not problem and now.begun is not None and state.remembered(STARTED, "") == str(path):
        problem = f"{ENDED} {now.said}"
    if problem:
        st.markdown(f":material/error: {literal(problem, 300)}", width="content")


def _start(path: Path) -> None:
    state.remember(PROBLEM, "")
    state.remember(STARTED, str(path))
    try:
        Background("serve", path).start(hall=state.remembered(PHONES, False))  # noqa: FBT003 (its default)
    except (LessonError, RunError, OSError) as error:
        state.remember(PROBLEM, str(error))


def _stop(path: Path) -> None:
    state.remember(STARTED, "")
    try:
        Background("serve", path).stop()
    except (RunError, OSError) as error:
        state.remember(PROBLEM, str(error))
