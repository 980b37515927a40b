"""Shows a lesson: its server is started, found again and stopped from the page."""

import shlex
from pathlib import Path

import streamlit as st

from dashboard.serving import at_home
from dashboard.shell import state
from dashboard.shell.text import code, literal
from ltcore.lessons import LessonError
from ltcore.lessons.background import Background, Begun, Progress, address
from ltcore.lessons.shelf import shipped_folder
from ltcore.plots.base.text import count
from ltcore.runs import RunError

STARTING_SECONDS, RUNNING_SECONDS = 0.5, 5.0
"""Between two looks at a server that is being started, and at one that runs."""
PHONES = "lesson_phones"
STARTED = "lesson_started"
"""Under this key the session remembers which lesson it has started."""
PROBLEM = "lesson_showing_problem"
ELSEWHERE = (
    "A lesson is shown in a browser on the machine that runs the dashboard. Your browser seems to be on "
    "another machine, or a proxy is in between. On the machine of the dashboard, type"
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
            st.markdown(f"{ELSEWHERE} {code(f'ltlab lesson serve {shlex.quote(name)}')}.")
        return
    job = Background("serve", path)
    now = job.progress()
    up = now.begun is not None and now.is_alive and job.is_served(now.begun)
    if now.begun is None or not now.is_alive:
        _draw_offer(path, now, version, is_legal=is_legal)
        return
    if up:
        st.link_button(
            "Open the lesson", address(now.begun), icon=":material/open_in_new:", type="primary"
        )
    else:
        st.markdown("The lesson starts.", width="content")
    st.button("Stop", key="lesson_stop", icon=":material/stop:", on_click=_stop, args=(path,))
    if up and (said := _said(now.begun, is_current=now.begun.version == version)):
        st.markdown(said, width="content")
    every = RUNNING_SECONDS if up else STARTING_SECONDS
    st.fragment(_watch, run_every=every, key="lesson_watch")(path, up)


def _watch(path: Path, drawn_up: bool) -> None:  # noqa: FBT001 (a fragment takes what it is given)
    """Have the page drawn again once a lesson that starts is there, or one that runs has ended."""
    job = Background("serve", path)
    now = job.progress()
    is_up = now.begun is not None and now.is_alive and job.is_served(now.begun)
    if not now.is_alive or is_up != drawn_up:
        st.rerun()


def _said(begun: Begun, *, is_current: bool) -> str:
    """Return what a lecturer has to know of a lesson that runs; in a lecture there is no room for it."""
    if not is_current:
        return "The file has changed since: stop it, and show it again."
    if state.look().lecture:
        return ""
    phones = " Q there shows the address for phones." if begun.hall else ""
    return f"It runs at {literal(address(begun))} on the machine of the dashboard.{phones}"


def _unchecked(path: Path, version: str) -> str:
    """Return why an own lesson may fail before the hall; empty where a check has drawn each scene."""
    now = Background("check", path).progress()
    said = ""
    if path.parent == shipped_folder():
        pass  # tests draw each scene of these
    elif now.begun is None or now.begun.version != version:
        said = "Not checked yet: press *Check every scene*."
    elif now.is_alive:
        said = "The check is running."
    elif now.problems:
        scenes = {problem.partition(",")[0] for problem in now.problems}
        said = f"{count(len(scenes), 'scene')} cannot be shown: see the check."
    elif not now.is_finished:
        said = "The check ended early: press *Check every scene*."
    return said


def _draw_offer(path: Path, now: Progress, version: str, *, is_legal: bool) -> None:
    st.button(
        "Show it",
        key="lesson_show",
        icon=":material/slideshow:",
        type="primary",
        disabled=not is_legal,
        on_click=_start,
        args=(path,),
    )
    if is_legal and (doubt := _unchecked(path, version)):
        st.markdown(f":material/warning: {doubt}", width="content")
    with st.container(width="content"):
        st.toggle(
            "Phones answer, too",
            key=PHONES,
            persist_state="session",
            help="Phones in the room open a short address and send numbers, without names. The lab keeps "
            "them in memory until the lesson ends. Other machines in this network can then reach the page "
            "for phones, and nothing else.",
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
