"""What can be done with the chosen runs: cancel, resume, delete, name, compare; and a line for each."""

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import jobs, loaders, queue_notice, run_rows, state, widgets
from dashboard.shell.arms import arm_id
from dashboard.shell.run_rows import MOVING, POLL_SECONDS, RESUMABLE
from dashboard.shell.text import literal
from dashboard.views.runs import deleting
from dashboard.views.runs.choice import CHOSEN, Listing
from dashboard.views.runs.loaders import OWN, Entry
from ltcore.plots.base.text import count
from ltcore.runs import RunError, RunRecord
from ltcore.runs.naming import LONGEST

NAME_WIDTH = 320
"""Pixels."""
HOW_TO_CHOOSE = (
    "Choose runs by the boxes on the left of the list, or by a click on a mark of the picture."
)


def draw(listing: Listing) -> None:
    """Draw the buttons for the chosen runs, what became of the last deletion, and the lines of the runs."""
    deleting.tell()
    chosen = listing.chosen_entries
    own = [entry for entry in chosen if entry.is_own]
    labels = dict(zip((entry.key for entry in listing.shown), listing.frame["label"], strict=True))
    if not chosen:
        st.caption(HOW_TO_CHOOSE)
    else:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _buttons(chosen, own, labels)
        _say_which_stay(chosen, own)
    states = {entry.key: entry.record.shown_state for entry in listing.entries if entry.is_own}
    moving = any(one in MOVING for one in states.values())
    lines = st.fragment(_lines, run_every=POLL_SECONDS if moving else None, key="runs_lines")
    lines({entry.record.id: labels[entry.key] for entry in own}, states)


def _buttons(chosen: Sequence[Entry], own: Sequence[Entry], labels: Mapping[str, str]) -> None:
    records = [entry.record for entry in own]
    for verb, legal, act in (
        ("Cancel", MOVING, jobs.cancel),
        ("Resume", RESUMABLE, jobs.resume),
    ):
        ids = [record.id for record in records if record.shown_state in legal]
        if ids:
            st.button(
                f"{verb} {count(len(ids), 'run')}",
                key=f"runs_{verb.lower()}",
                on_click=run_rows.try_each,
                args=(act, ids),
            )
    if own:
        deleting.ask(records, [labels[entry.key] for entry in own])
    if len(own) == len(chosen) == 1:
        _name(records[0])
    finished = [
        entry.record
        for entry in chosen
        if entry.origin in (OWN, "demo") and entry.record.shown_state == "finished"
    ]
    if finished:
        arms = ",".join(dict.fromkeys(map(arm_id, finished)))
        widgets.link_to_page("compare", "Compare class by class", {"arms": arms})


def _name(record: RunRecord) -> None:
    """Draw the field for the name of a run; a name that another tab has given is taken over."""
    if record.damaged:
        return
    named = hashlib.sha256(f"{record.id} {record.name}".encode()).hexdigest()[:16]
    key = f"runs_name_{named}"
    with st.container(width=widgets.text_width(NAME_WIDTH)):
        st.text_input(
            "Own name",
            value=record.name,
            max_chars=LONGEST,
            key=key,
            placeholder="none yet",
            help="Shown wherever the run is; the id stays. An empty name shows the method and the seed.",
            on_change=_rename,
            args=(record.id, key),
        )


def _rename(run_id: str, key: str) -> None:
    try:
        jobs.rename(run_id, state.remembered(key, ""))
    except (RunError, OSError) as error:
        st.toast(literal(error, 500), icon=":material/error:")


def _say_which_stay(chosen: Sequence[Entry], own: Sequence[Entry]) -> None:
    if shipped := len(chosen) - len(own):
        st.caption(
            f"{count(shipped, 'chosen run')} came with the lab: demo runs cannot be deleted, renamed or "
            "trained further."
        )


def _lines(labels: Mapping[str, str], states: Mapping[str, str]) -> None:
    """Draw a line for each chosen run; once a run is in another state, the whole page is drawn again.

    Args:
        labels: id of a chosen run -> what it is called.
        states: id of each run -> its state when the page was drawn.
    """
    now, _ = loaders.own_records()
    if {record.id: record.shown_state for record in now} != states:
        st.rerun()
    records = [record for record in now if record.id in labels]
    if records:
        st.subheader("Chosen runs", anchor=False)
        left_waiting = queue_notice.draw(records)
        run_rows.draw(records, left_waiting, _fork, labels)


def _fork(run_id: str) -> None:
    new = jobs.fork(run_id)
    state.put(CHOSEN, [*state.value(CHOSEN), new])
