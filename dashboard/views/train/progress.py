"""How far the watched runs are, how long they still take, and the button that cancels them."""

import time
from collections.abc import Hashable, Sequence
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import jobs, loaders, run_rows
from dashboard.shell.run_rows import MOVING
from dashboard.shell.text import roughly
from dashboard.views.train.watched import moving
from ltcore.config import RunConfig
from ltcore.runs import RunRecord
from ltcore.sweeps import Timed, left_waiting, seconds_left
from ltcore.sweeps.together import alone_because, setting_of

NOT_KNOWN_YET = "time left not known yet"
_STATES: dict[str, Literal["waiting", "running", "ended"]] = {
    "queued": "waiting",
    "running": "running",
    "stalled": "running",
    "finished": "ended",
}


def draw(place: DeltaGenerator, records: Sequence[RunRecord]) -> None:
    """Draw the share that is done, how many runs that is, and about how long the rest takes.

    Args:
        place: where it stands.
        records: the watched runs.
    """
    done = [record.status.progress if record.status else 0.0 for record in records]
    share = sum(done) / len(done) if done else 0.0
    place.progress(min(max(share, 0.0), 1.0), text=", ".join([_done(records), *_left(records)]))


def draw_cancel(run_ids: Sequence[str], *, is_moving: bool) -> None:
    """Draw the button that cancels all watched runs; it keeps its place once there is nothing to cancel."""
    st.button(
        "Cancel training",
        key="cancel-all",
        icon=":material/stop_circle:",
        disabled=not is_moving,
        on_click=_cancel,
        args=(run_ids,),
    )


def _cancel(run_ids: Sequence[str]) -> None:
    # Those that wait first: else the queue would start the next one in the place of each that ends.
    records = loaders.own_runs(moving(run_ids))
    waiting_first = sorted(records, key=lambda record: record.shown_state != "queued")
    run_rows.try_each(jobs.cancel, [record.id for record in waiting_first])


def _done(records: Sequence[RunRecord]) -> str:
    """Return how many runs are finished, and how many have stopped; short, so that it keeps to one line."""
    states = [record.shown_state for record in records]
    told = [f"{states.count('finished')} of {len(states)} done"]
    if stuck := sum(state not in (*MOVING, "finished") for state in states):
        told.append(f"{stuck} stopped")
    return ", ".join(told)


def _left(records: Sequence[RunRecord]) -> list[str]:
    """Return in words how long the runs still take; nothing where none moves or nobody works on them."""
    if not run_rows.moves(records) or left_waiting(loaders.own_store().root, records):
        return []
    seconds = seconds_left(timed(records, _others(records)), time.time())
    return [NOT_KNOWN_YET if seconds is None else f"about {roughly(seconds)} left"]


def _others(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return the other runs of the queue: they take their turn, too."""
    shown = {record.id for record in records}
    every, _ = loaders.own_records()
    return [one for one in every if one.shown_state in MOVING and one.id not in shown]


def timed(records: Sequence[RunRecord], others: Sequence[RunRecord]) -> list[Timed]:
    """Return what the clock says of runs.

    Args:
        records: the watched runs.
        others: the others of their queue.
    """
    found = []
    for record in (*records, *others):
        status, state = record.status, _STATES.get(record.shown_state)
        if status is None or state is None or record.config is None:
            continue
        found.append(
            Timed(
                kind=_kind(record.config),
                state=state,
                queued=status.heartbeat if state == "waiting" else 0.0,
                started=status.started,
                ended=status.heartbeat if state == "ended" else 0.0,
                progress=status.progress,
                eta_s=status.eta_s,
                is_whole=status.attempt == 1,
                is_asked=record not in others,
                program=_program(record.config, status.started if state != "waiting" else 0.0),
            )
        )
    return found


def _program(config: RunConfig, started: float) -> Hashable:
    """Return what runs share that one process trains: setting, wish for company and when that started."""
    if not config.train.together or alone_because(config):
        return None
    return setting_of(config), started


def _kind(config: RunConfig) -> str:
    """Return what runs share that take alike long."""
    return config.model_copy(update={"seed": 0, "name": "", "fork": ""}).model_dump_json()
