"""Queued runs that nobody works on: said where runs are shown, with the button that sets them going."""

from collections.abc import Sequence

import streamlit as st

from dashboard.shell import jobs, loaders
from dashboard.shell.text import literal
from ltcore.runs import RunError, RunRecord, RunStore
from ltcore.sweeps import left_waiting, queued_records

KEY = "work-on-queue"


def draw(records: Sequence[RunRecord]) -> frozenset[str]:
    """Say how many of these runs wait for nobody, and offer to work on them; return their ids.

    Args:
        records: runs of the reader's own store.
    """
    waiting = frozenset(left_waiting(loaders.own_store().root, records))
    if waiting:
        runs, them = ("run is", "it") if len(waiting) == 1 else ("runs are", "them")
        st.warning(
            f"{len(waiting)} {runs} queued, but no process is working on the queue. A restart of this "
            f"machine, a logout or a signal ended that process. Nothing is lost; the button trains {them}.",
            icon=":material/pause_circle:",
        )
        st.button("Work on the queue", key=KEY, type="primary", on_click=_work)
    return waiting


def draw_after_start() -> None:
    """Offer to work on what was queued when the dashboard was started, if it still waits."""
    waiting = _queued_at_start(str(loaders.own_store().root.absolute()))
    if waiting:
        draw(loaders.own_runs(waiting))


@st.cache_resource(show_spinner=False)
def _queued_at_start(root: str) -> tuple[str, ...]:
    """Return the runs that waited for nobody when a page first asked."""
    store = RunStore(root)
    try:
        return tuple(left_waiting(store.root, queued_records(store)))
    except RunError:  # the pages that list runs say so
        return ()


def _work() -> None:
    try:
        jobs.work_on_queue()
    except (RunError, OSError) as error:
        st.toast(literal(error, 500), icon=":material/error:")
