"""The scenes of a lesson as a list whose links open the real pages, and all lessons that there are."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboard.shell import state
from dashboard.shell.text import literal
from dashboard.views.lessons.choice import LESSON, Chosen, shelf
from ltcore.lessons import Lesson
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import count

MOST_LISTED = 30
"""Lessons in the list; more are counted."""
MOST_PROBLEMS = 8
HOW_TO_ADD = (
    "To add a scene: open any page, set what you want to show, and press *Add to a lesson* below "
    "the picture."
)


def draw_scenes(lesson: Lesson) -> None:
    """Draw the scenes; each title opens its page, with its settings, in a new tab."""
    pages: Mapping[str, Any] = state.remembered(state.PAGES, {})
    st.subheader("Scenes", anchor=False)
    lines, begins = [], 0.0
    for number, scene in enumerate(lesson.scenes, 1):
        title, link = literal(scene.title), address(scene.view, pages)
        named = f"[{title}]({link})" if link else title
        ask = f" Asks: {literal(scene.predict.ask, 240)}" if scene.predict else ""
        when = f"minute {numeral(begins)} to {numeral(begins + scene.minutes)}"
        lines.append(f"{number}. {named}, {when}.{ask}")
        begins += scene.minutes
    st.markdown("\n".join(lines))
    st.caption(HOW_TO_ADD)


def draw_scene(lesson: Lesson, index: int) -> None:
    """Draw what the speaker reads of a scene; the text of the file letter by letter."""
    scene = lesson.scenes[index]
    with st.container(border=True):
        st.markdown(f"**{index + 1}. {literal(scene.title)}**")
        if scene.predict:
            st.markdown(f"**Ask.** {literal(scene.predict.ask, 240)}")
        st.markdown(f"**Say.** {literal(scene.say, 240)}")
        for part in filter(None, scene.notes.strip().split("\n\n")):
            st.markdown(literal(part, 4000))
        if scene.source:
            st.caption(literal(scene.source, 300))


def address(view: str, pages: Collection[str]) -> str:
    """Return the link to what a scene shows, each setting percent-encoded; empty for a page that is not here.

    Example:
        >>> address("long_tail?tail_ratio=10&x=](http://evil)", ["long_tail"])
        'long_tail?tail_ratio=10&x=%5D%28http%3A%2F%2Fevil%29'
        >>> address("nowhere", ["long_tail"])
        ''
    """
    slug, _, query = view.partition("?")
    if slug not in pages:
        return ""
    said = urlencode(parse_qsl(query, keep_blank_values=True))
    return f"{slug}?{said}" if said else slug


def draw_all(chosen: Chosen) -> None:
    """Draw all lessons, and below them the files that are not legal, each with the way to mend it.

    Args:
        chosen: the lesson of the page; what is wrong with it is not told twice.
    """
    lessons = shelf()
    st.subheader("All lessons", anchor=False)
    legal = [one for one in lessons if one.lesson is not None]
    lines = [_line(one, one.lesson) for one in legal[:MOST_LISTED] if one.lesson is not None]
    st.markdown("\n".join(lines))
    if more := len(legal) - len(lines):
        st.caption(f"and {more} more, in the list at the top of the page")
    for one in lessons:
        if one.lesson is None and one.name != chosen.name:
            with st.container(border=True):
                draw_problems(one)
                st.button(
                    "Mend it" if one.can_be_edited else "Look at it",
                    key=f"lesson_mend_{one.name}",
                    on_click=state.put,
                    args=(LESSON, one.name),
                )


def draw_problems(one: Chosen) -> None:
    """Say what is wrong with a file, line by line."""
    lines = [f"* line {line}: {literal(wrong, 500)}" for line, wrong in one.problems]
    more = len(lines) - MOST_PROBLEMS
    kept = [*lines[:MOST_PROBLEMS], *([f"* and {more} more"] if more > 0 else [])]
    said = "\n".join(kept)
    st.markdown(f":material/block: {literal(one.path.name)} is not a legal lesson:\n\n{said}")


def _line(one: Chosen, lesson: Lesson) -> str:
    asks = sum(scene.predict is not None for scene in lesson.scenes)
    size = ", ".join(
        [
            f"{numeral(lesson.minutes)} minutes",
            count(len(lesson.scenes), "scene"),
            count(asks, "prediction"),
            "yours" if one.is_own else "comes with the lab",
        ]
    )
    return f"* **{literal(lesson.title)}**: {size}. {literal(lesson.about, 400)}"
