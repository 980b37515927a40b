"""Edits a lesson of the reader's own: scenes are ordered, changed, deleted and brought back.

Each change is written at once, whole, and only where the file still is what the page has read.
"""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from pydantic import ValidationError

from dashboard.shell import state
from dashboard.shell.text import literal
from dashboard.views.lessons import draft, fields
from dashboard.views.lessons.choice import LESSON, SCENE, Chosen, of_file
from dashboard.views.lessons.draft import Loaded
from ltcore.lessons import Lesson, LessonError, Scene
from ltcore.lessons.editing import inserted, moved, without
from ltcore.lessons.own import ChangedLessonError, LessonNameError, save
from ltcore.lessons.text import piece, rewritten
from ltcore.runs import RunError

PROBLEMS = "lesson_edit_problems"
"""Under this key the session remembers why the last change was refused, in Markdown."""
PLACE = "lesson_move_to"
DELETED = "lesson_deleted"
"""Under this key: the lesson, place, scene and text of the last deletion."""
CHANGED = (
    "The file of this lesson has changed since you began to edit: another tab or an editor has saved it. "
    "What you typed is below, and not saved."
)
REFUSED = (LessonError, LessonNameError, ChangedLessonError, RunError, OSError)


def draw(chosen: Chosen, lesson: Lesson) -> None:
    """Draw the fields of the chosen scene, and the buttons that order scenes."""
    st.subheader("Edit", anchor=False)
    loaded = draft.now(chosen, lesson)
    is_changed = draft.is_changed(loaded)
    refused: list[str] = state.remembered(PROBLEMS, [])
    for problem in refused:
        st.error(problem, icon=":material/block:")
    if loaded.chosen.path != chosen.path or loaded.index != chosen.index:
        _draw_way_back(loaded)
        return
    if is_changed and loaded.chosen.version != chosen.version:
        _draw_conflict(loaded, chosen)
    _draw_order(chosen, lesson, is_changed=is_changed)
    _draw_undo(chosen, lesson, is_changed=is_changed)
    fields.draw_scene(loaded)
    with st.expander("Title of the lesson, and what it teaches", icon=":material/title:"):
        fields.draw_lesson()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Save",
            key="lesson_save",
            type="primary",
            icon=":material/save:",
            disabled=not is_changed,
            on_click=_save,
            args=(loaded,),
        )
        st.button("Discard", key="lesson_discard", disabled=not is_changed, on_click=_discard)
        st.markdown("Not saved yet." if is_changed else "All is saved.", width="content")


def _draw_way_back(loaded: Loaded) -> None:
    """Say that another scene has changes that are not saved: they are neither lost nor in the way."""
    st.warning(
        f"Scene {loaded.index + 1} of *{literal(loaded.lesson.title)}* has changes that are not saved.",
        icon=":material/edit:",
    )
    with st.container(horizontal=True):
        st.button(
            "Go back to it", key="lesson_back", type="primary", on_click=_back, args=(loaded,)
        )
        st.button("Discard them", key="lesson_discard", on_click=_discard)


def _draw_conflict(loaded: Loaded, chosen: Chosen) -> None:
    there = chosen.lesson is not None and loaded.scene in chosen.lesson.scenes
    way = (
        "Your scene is unchanged in the file."
        if there
        else "Your scene has changed in the file, too: copy what you need, then show the file."
    )
    st.warning(f"{CHANGED} {way}", icon=":material/sync_problem:")
    with st.container(horizontal=True):
        if there:
            st.button(
                "Save my scene into the changed file",
                key="lesson_merge",
                on_click=_merge,
                args=(loaded,),
            )
        st.button("Discard mine and show the file", key="lesson_show_file", on_click=_discard)


def _draw_order(chosen: Chosen, lesson: Lesson, *, is_changed: bool) -> None:
    """Draw the choice of a scene, and the buttons that move and delete it."""
    index, last = chosen.index, len(lesson.scenes) - 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Scene",
            range(1, last + 2),
            format_func=lambda number: f"{number}. {lesson.scenes[number - 1].title}",
            key=SCENE.key,
            persist_state="session",
            disabled=is_changed,
            help="Save or discard your changes to choose another scene." if is_changed else None,
        )
        for label, icon, by in (
            ("Move up", "arrow_upward", -1),
            ("Move down", "arrow_downward", 1),
        ):
            st.button(
                label,
                key=f"lesson_move_{by}",
                icon=f":material/{icon}:",
                disabled=is_changed or not 0 <= index + by <= last,
                on_click=_move,
                args=(chosen, lesson, by),
            )
        state.remember(PLACE, index + 1)
        st.selectbox(
            "Move to place",
            range(1, last + 2),
            key=PLACE,
            width=140,
            disabled=is_changed or not last,
            on_change=_move_to,
            args=(chosen, lesson),
        )
        st.button(
            "Delete",
            key="lesson_delete",
            icon=":material/delete:",
            disabled=is_changed or not last,
            help=None if last else "A lesson has at least one scene.",
            on_click=_delete,
            args=(chosen, lesson),
        )


def _draw_undo(chosen: Chosen, lesson: Lesson, *, is_changed: bool) -> None:
    deleted: tuple[str, int, Scene, str] | None = state.remembered(DELETED, None)
    if deleted is None or deleted[0] != chosen.name:
        return
    _, index, scene, written = deleted
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Deleted: {literal(scene.title)}", width="content")
        st.button(
            "Undo",
            key="lesson_undo",
            icon=":material/undo:",
            disabled=is_changed,
            on_click=_undo,
            args=(chosen, lesson, index, scene, written),
        )


def _apply(
    chosen: Chosen,
    change: "partial[Lesson]",
    index: int,
    *,
    gone: int | None = None,
    back: Mapping[int, str] | None = None,
) -> bool:
    """Change a lesson and write it; return whether it is written.

    Args:
        chosen: the lesson as it was read.
        change: makes the new one.
        index: of the scene that is chosen then.
        gone: see `rewritten`, as `back`.
        back: text of a scene that the file no longer holds.
    """
    try:
        save(chosen.name, rewritten(chosen.text, change(), gone=gone, back=back), chosen.version)
    except ValidationError as error:
        state.remember(PROBLEMS, fields.problems(error, chosen.index))
    except REFUSED as error:
        state.remember(PROBLEMS, [literal(error, 1000)])
    else:
        state.remember(PROBLEMS, [])
        draft.forget()
        state.put(SCENE, index + 1)
        return True
    return False


def _move(chosen: Chosen, lesson: Lesson, by: int) -> None:
    _apply(chosen, partial(moved, lesson, chosen.index, by), chosen.index + by)


def _move_to(chosen: Chosen, lesson: Lesson) -> None:
    _move(chosen, lesson, state.remembered(PLACE, chosen.index + 1) - 1 - chosen.index)


def _delete(chosen: Chosen, lesson: Lesson) -> None:
    index = chosen.index
    after = min(index, len(lesson.scenes) - 2)
    if _apply(chosen, partial(without, lesson, index), after, gone=index):
        written = piece(chosen.text, index)
        state.remember(DELETED, (chosen.name, index, lesson.scenes[index], written))


def _undo(chosen: Chosen, lesson: Lesson, index: int, scene: Scene, written: str) -> None:
    place = min(index, len(lesson.scenes))
    if _apply(chosen, partial(inserted, lesson, index, scene), place, back={place: written}):
        state.remember(DELETED, None)


def _save(loaded: Loaded) -> None:
    _apply(loaded.chosen, partial(draft.lesson, loaded), loaded.index, gone=loaded.index)


def _merge(loaded: Loaded) -> None:
    """Put the scene of the fields into the file as it is now."""
    there = of_file(loaded.chosen.name, loaded.chosen.path)
    index = draft.place_in(loaded, there.lesson) if there.lesson else None
    if there.lesson is None or index is None:
        state.remember(PROBLEMS, ["The file has changed once more. Nothing was written."])
        return
    _apply(there, partial(draft.merged, loaded, there.lesson, index), index, gone=index)


def _discard() -> None:
    state.remember(PROBLEMS, [])
    draft.forget()


def _back(loaded: Loaded) -> None:
    state.put(LESSON, loaded.chosen.name)
    state.put(SCENE, loaded.index + 1)
