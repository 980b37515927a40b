"""What can be done with the watched runs: resume, compare, judge their pseudo-labels, clear them."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.shell import jobs, run_rows, widgets
from dashboard.shell.arms import arm_id
from dashboard.shell.run_rows import RESUMABLE, moves
from ltcore.methods import METHODS
from ltcore.runs import RunRecord


def draw(records: Sequence[RunRecord], clear: Callable[[], None]) -> None:
    """Draw the buttons and links that the runs have.

    Args:
        records: the runs.
        clear: called to watch them no more.
    """
    stopped = [record.id for record in records if record.shown_state in RESUMABLE]
    finished = [record for record in records if record.shown_state == "finished"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(stopped) > 1:
            st.button(
                f"Resume {len(stopped)} runs",
                key="resume-all",
                on_click=run_rows.try_each,
                args=(jobs.resume, stopped),
            )
        if finished:
            arms = ",".join(dict.fromkeys(map(arm_id, finished)))
            widgets.link_to_page("compare", "Compare class by class", {"arms": arms})
        if labelling := [record.id for record in finished if _labels_itself(record)]:
            asked = {"pl_run": labelling[0]}
            widgets.link_to_page("pseudo_labels_in_training", "Judge the pseudo-labels", asked)
        if not moves(records):
            st.button("Clear these runs", key="forget", on_click=clear)


def _labels_itself(record: RunRecord) -> bool:
    """Return whether a run learns from unlabelled examples through its own predictions of them."""
    return record.config is not None and METHODS[record.config.method.name].uses_unlabelled
