"""Lessons that are drawn in the background, to be checked or taken home: begun, watched, cancelled."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard.shell import state
from dashboard.shell.text import literal, roughly
from dashboard.views.lessons.choice import Chosen
from ltcore.lessons import LessonError
from ltcore.lessons.background import Background, Progress
from ltcore.plots.base.text import count
from ltcore.runs import RunError

POLL_SECONDS = 1.0
FRESH = 24 * 3600.0
"""Seconds for which a result is shown: what it rests on may have changed since."""
PROBLEM = "lesson_work_problem"
Kind = Literal["export", "check"]
Told = Callable[[Background, Progress, str], None]


@dataclass(frozen=True)
class Work:
    """What can be begun.

    Attributes:
        label: of its button.
        icon: of its button.
        doing: what it does, while it does it.
        tell: says what came of it; takes the process, its progress and the name of the lesson.
    """

    label: str
    icon: str
    doing: str
    tell: Told


def _taken_home(job: Background, now: Progress, name: str) -> None:
    if not now.is_finished or not job.out.is_file():
        _failed("The file was not made.", now)
        return
    size = job.out.stat().st_size / 1e6
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"Save the file ({size:.1f} MB)",
            partial(_content, job.out),
            f"{name}.html",
            "text/html",
            on_click="ignore",
            key="lesson_file",
            icon=":material/download:",
        )
        st.markdown("One file: it works offline, on a phone, and on paper.", width="content")


def _content(file: Path) -> bytes:
    return file.read_bytes()


def _checked(_job: Background, now: Progress, _name: str) -> None:
    if not now.is_finished:
        _failed("The check ended early.", now)
        return
    if now.doubts:
        doubts = "\n".join(f"* {literal(doubt, 1000)}" for doubt in now.doubts)
        st.warning(f"This would mislead:\n\n{doubts}", icon=":material/warning:")
    if not now.problems:
        st.success(f"Every scene is drawn, {now.scenes} of {now.scenes}.", icon=":material/check:")
        return
    wrong = "\n".join(f"* {literal(problem, 1000)}" for problem in now.problems)
    scenes = {problem.partition(",")[0] for problem in now.problems}  # one may have several
    st.error(
        f"{count(len(scenes), 'scene')} of {now.scenes} cannot be shown.\n\n{wrong}",
        icon=":material/block:",
    )


def _failed(what: str, now: Progress) -> None:
    st.error(f"{what} {literal(now.said, 1000)}", icon=":material/error:")


WORKS: dict[Kind, Work] = {
    "export": Work("Take home", ":material/download:", "Drawing for the file", _taken_home),
    "check": Work("Check every scene", ":material/fact_check:", "Checking", _checked),
}


def buttons(chosen: Chosen) -> None:
    """Draw the buttons that begin something."""
    for kind, work in WORKS.items():
        st.button(
            work.label,
            key=f"lesson_{kind}",
            icon=work.icon,
            on_click=_begin,
            args=(kind, chosen.path),
            disabled=Background(kind, chosen.path).progress().is_alive,
        )


def draw(chosen: Chosen) -> None:
    """Draw how far all is that was begun, and what came of it."""
    problem = state.remembered(PROBLEM, "")
    if problem:
        st.error(literal(problem, 500), icon=":material/error:")
    for kind in WORKS:
        active = Background(kind, chosen.path).progress().is_alive
        panel = st.fragment(
            _panel, run_every=POLL_SECONDS if active else None, key=f"lesson_{kind}_panel"
        )
        panel(kind, chosen, active)


def _panel(kind: Kind, chosen: Chosen, drawn: bool) -> None:  # noqa: FBT001 (a fragment takes what it is given)
    job = Background(kind, chosen.path)
    now = job.progress()
    if now.is_alive != drawn:
        st.rerun()  # with the result, or without the timer
    if now.is_alive:
        share = now.scene / now.scenes if now.scenes else 0.0
        st.progress(share, text=_text(WORKS[kind], now))
        st.button("Cancel", key=f"lesson_{kind}_cancel", on_click=_cancel, args=(kind, chosen.path))
        return
    if now.begun is None or time.time() - now.begun.started > FRESH:
        return
    if now.begun.version != chosen.version:
        st.caption(f"The lesson has changed since the last *{WORKS[kind].label}*.")
        return
    WORKS[kind].tell(job, now, chosen.name)


def _text(work: Work, now: Progress) -> str:
    """Return what stands above the bar: what is done, how far it is, and the time left once it is known."""
    if not now.scenes:
        return f"{work.doing}: starting"
    left = now.seconds_left
    said = f", about {roughly(left)} left" if left else ""
    return f"{work.doing}: scene {now.scene} of {now.scenes}{said}"


def _begin(kind: Kind, path: Path) -> None:
    state.remember(PROBLEM, "")
    try:
        Background(kind, path).start()
    except (LessonError, RunError, OSError) as error:
        state.remember(PROBLEM, str(error))


def _cancel(kind: Kind, path: Path) -> None:
    try:
        Background(kind, path).stop()
    except (RunError, OSError) as error:
        state.remember(PROBLEM, str(error))
