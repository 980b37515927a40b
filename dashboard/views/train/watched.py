"""Which runs the page shows: those in its address, else those that were in training when it was opened.

Everything shown is read from the run folders, so a reload, a second tab or another server shows the same.
"""

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from dashboard.shell import loaders, state, widgets
from dashboard.shell.run_rows import MOVING
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from ltcore.runs import RunError, RunRecord, RunStore
from ltcore.runs.names import is_run_id

MOST_WATCHED = 220
"""Runs that one address may name: with ids of about 40 characters it is 9 kB long."""
_FOLLOWED = "train_followed"
"""Under this key the session remembers a visit to the page, and which runs it found in training."""


class Watched(NamedTuple):
    """The runs that the page shows.

    Attributes:
        ids: of all that were asked for; a run that is not there any more has an id and no record.
        records: the runs.
    """

    ids: Sequence[str]
    records: Sequence[RunRecord]


def read_ids(text: str) -> tuple[str, ...]:
    """Read run ids, separated by commas.

    Raises:
        ValueError: says what is legal.
    """
    ids = tuple(dict.fromkeys(filter(None, text.split(","))))
    if len(ids) > MOST_WATCHED or not all(map(is_run_id, ids)):
        raise ValueError(f"at most {MOST_WATCHED} run ids are allowed")
    return ids


WATCHED: Linked[tuple[str, ...]] = Linked("runs", (), read_ids, state.joined)


def watch(run_ids: Sequence[str]) -> None:
    """Show these runs, and keep them in the address of the page."""
    state.put(WATCHED, tuple(run_ids))
    state.remember(_FOLLOWED, (state.visit(), ()))


def watched() -> Watched:
    """Return the runs that the page shows now."""
    state.adopt(WATCHED)
    state.publish(WATCHED)
    widgets.show_notices(WATCHED)
    ids = state.value(WATCHED) or _followed()
    return Watched(ids, runs_of(ids) if ids else [])


def runs_of(run_ids: Sequence[str]) -> list[RunRecord]:
    """Return the runs with these ids: the reader's own where there is one, else the one that is shipped."""
    own = {record.id: record for record in loaders.own_runs(run_ids)}
    demo = RunStore(loaders.DEMO_ROOT)
    records = []
    for run_id in run_ids:
        if run_id in own:
            records.append(own[run_id])
            continue
        with contextlib.suppress(RunError):  # not shipped, or damaged: there is nothing to show
            records.append(demo.load(run_id))
    return records


def moving(run_ids: Sequence[str]) -> list[str]:
    """Return which of these runs wait or are in training."""
    return [one.id for one in loaders.own_runs(run_ids) if one.shown_state in MOVING]


def sweep(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return the runs that wait or are in training, and those finished since the first of them was queued."""
    moves = [one for one in records if one.shown_state in MOVING]
    since = min(map(_queued, moves), default=0.0)
    return [
        one
        for one in records
        if one in moves
        or (moves and one.shown_state == "finished" and one.status and one.status.heartbeat > since)
    ]


def _queued(record: RunRecord) -> float:
    """Return when a run was queued; of one in training that was resumed, when it was taken up again."""
    status = record.status
    if status is None or (status.state != "queued" and status.attempt == 1):
        return record.created
    return status.heartbeat if status.state == "queued" else status.started


def _followed() -> tuple[str, ...]:
    """Return the runs that were in training when this visit began: later ones do not take the page away."""
    nothing: tuple[int | None, tuple[str, ...]] = None, ()
    visit, ids = state.remembered(_FOLLOWED, nothing)
    if visit != state.visit():
        records, problem = loaders.own_records()
        if problem:
            st.error(literal(problem, 500), icon=":material/folder_off:")
        ids = tuple(record.id for record in sweep(records))[:MOST_WATCHED]
        state.remember(_FOLLOWED, (state.visit(), ids))
    return ids
