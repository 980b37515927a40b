"""The button of a study, its progress, and its way out."""

from collections.abc import Callable, Iterator

import streamlit as st

from dashboard.shell import widgets
from dashboard.shell.components import page_style
from dashboard.shell.studies import STUDIES, Step, Study
from dashboard.shell.text import literal

POLL_SECONDS = 0.5
HEIGHT = 34
"""Pixels of a button or a line of text."""
BAR = 200
"""Pixels of the bar of progress."""
SAID = {
    "finished": "Computed.",
    "cancelled": "Cancelled. The results so far are shown.",
    "failed": "It failed:",
}


def draw(key: str, label: str, steps: Callable[[], Iterator[Step]]) -> tuple[object, ...]:
    """Draw the button that begins a study, or how far it is; return what it has found so far.

    Args:
        key: names the computation and all its settings.
        label: of the button, with the time that it takes.
        steps: yields progress and results.
    """
    study = STUDIES.get(key)
    active = study is not None and study.is_active
    panel = st.fragment(_panel, run_every=POLL_SECONDS if active else None, key="study_panel")
    panel(key, label, steps, len(study.found) if active and study else None)
    return study.found if study else ()


def _panel(key: str, label: str, steps: Callable[[], Iterator[Step]], drawn: int | None) -> None:
    """Draw the panel; ``drawn`` is how much was found when the page was, None where nothing ran."""
    study = STUDIES.get(key)
    # Of one height whatever is in it, so that nothing below moves.
    height = widgets.text_width(HEIGHT)
    row = st.container(
        horizontal=True,
        vertical_alignment="center",
        width="content",
        height=height,
        border=False,
        key=f"{page_style.LOW_ROW}_study",
    )
    with row:
        if study is None or study.state in ("cancelled", "failed"):
            if st.button(label, key="study_begin", icon=":material/play_arrow:", type="primary"):
                STUDIES.begin(key, steps)
                st.rerun()
        elif study.is_active and st.button("Cancel", key="study_cancel", icon=":material/close:"):
            study.cancel()
            study.wait(POLL_SECONDS)
            st.rerun()
        _tell(study)
    if (
        study is not None
        and drawn is not None
        and (len(study.found) > drawn or not study.is_active)
    ):
        st.rerun()  # the picture grows, or nothing is left to watch


def _tell(study: Study | None) -> None:
    """Say how far a study is."""
    if study is None:
        return
    if study.is_active:
        st.markdown(f"{study.progress:.0%} done", width="content")
        st.progress(min(study.progress, 1.0), width=BAR)
    else:
        st.markdown(f"{SAID[study.state]} {literal(study.message, 300)}", width="content")
