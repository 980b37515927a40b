"""One line per run: what it is, its state, progress and time left, and what can be done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal

import streamlit as st

from dashboard.shell import changed, jobs, loaders, teacher
from dashboard.shell.text import literal, roughly
from ltcore.analysis.base.collect import RunLabels
from ltcore.runs import RunError, RunRecord, StartError
from ltcore.runs.belonging import CHANGED

Colour = Literal["gray", "blue", "green", "orange", "red"]

POLL_SECONDS = 2.0
"""Between two looks at runs that move."""
MOST_ROWS = 12
"""Runs with a line of their own; the rest is counted."""
MOVING = ("queued", "running", "stalled")
RESUMABLE = ("failed", "cancelled", "lost")
ORDER = (
    "running",
    "stalled",
    "lost",
    "failed",
    "damaged",
    "newer",
    "older",
    "queued",
    "cancelled",
    "finished",
)
"""Which runs are told first: those that move, then those that a reader may do something about."""
BADGES: Mapping[str, tuple[Colour, str]] = {
    "queued": ("gray", ":material/hourglass_empty:"),
    "running": ("blue", ":material/play_circle:"),
    "stalled": ("orange", ":material/pause_circle:"),
    "lost": ("orange", ":material/help:"),
    "finished": ("green", ":material/check_circle:"),
    "failed": ("red", ":material/error:"),
    "cancelled": ("gray", ":material/cancel:"),
    "damaged": ("red", ":material/broken_image:"),
    "newer": ("orange", ":material/update:"),
    "older": ("orange", ":material/history:"),
}
MEANING = {
    "stalled": "its process is running, but has reported nothing for a minute",
    "lost": "its process ended without an error message; Resume continues from its last checkpoint",
}

PRETRAINING = "pretrain"
"""Name of the stage in which a network learns without labels."""
BEFORE_LABELS = "The pre-training uses no labels; recall by class follows after it."
WAITS = "waiting for earlier runs"
NOBODY = "waiting, but no process is working on the queue"
FORK = "Train a new run that starts from these weights, with the current settings and data."
LONGEST_REASON = 1500
"""Characters; a refusal names every setting that was changed."""


def moves(records: Sequence[RunRecord]) -> bool:
    """Return whether any run may still change."""
    return any(record.shown_state in MOVING for record in records)


def draw(
    records: Sequence[RunRecord],
    left_waiting: Collection[str],
    fork: Callable[[str], None],
    labels: Mapping[str, str] | None = None,
) -> None:
    """Draw one line per run: what it is, its state, progress and time left, and what can be done.

    Args:
        records: the runs.
        left_waiting: ids of the queued ones that nobody works on.
        fork: starts a new run from the weights of one whose settings or data were changed.
        labels: id -> what the page calls a run; None: what tells these runs from each other.
    """
    if labels is None:
        among = RunLabels(records)
        labels = {record.id: among.label(record) for record in records}
    shown = with_a_row(records)
    for record in shown:
        _row(record, labels.get(record.id, record.id), left_waiting, fork)
    if others := [record for record in records if record not in shown]:
        st.caption(f"and {len(others)} more, {summary(others)}")


def with_a_row(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return the runs that have a line: of many those that move, then those that one may do something about.

    They keep their order: a button must not move away under the hand because a run has got on.
    """
    urgent = sorted(records, key=lambda record: ORDER.index(record.shown_state))[:MOST_ROWS]
    return [record for record in records if record in urgent]


def _row(
    record: RunRecord, label: str, left_waiting: Collection[str], fork: Callable[[str], None]
) -> None:
    name, badge, progress, action = st.columns([5, 2, 6, 2], vertical_alignment="center")
    name.markdown(literal(label))
    if loaders.is_demo(record):
        name.caption("Came with the lab")
    if record.fork:
        name.caption(f"Started from the weights of run {literal(record.fork)}")
    colour, icon = BADGES[record.shown_state]
    with badge:
        st.badge(record.shown_state, color=colour, icon=icon)
    with progress:
        _progress(record, NOBODY if record.id in left_waiting else WAITS)
    with action:
        _action(record)
        if was_changed(record):
            st.button(
                "Fork", key=f"fork-{record.id}", on_click=_try, args=(fork, record.id), help=FORK
            )


def was_changed(record: RunRecord) -> bool:
    """Return whether a run did not go on because its settings or data are not those of its checkpoint."""
    said = record.status.message if record.status else ""
    return record.shown_state == "failed" and said.startswith(CHANGED)


def _progress(record: RunRecord, why_queued: str) -> None:
    if record.damaged or record.status is None:
        st.caption(literal(record.damaged, 500))
        return
    status = record.status
    said = status.message or MEANING.get(record.shown_state, "")
    if record.shown_state in ("queued", "failed", "cancelled", "lost"):
        st.caption(literal(said, LONGEST_REASON) or why_queued)
        return
    epoch = f"epoch {status.epoch} of {status.epochs}" if status.epochs else said or "starts"
    text = ", ".join(filter(None, [_stage(record), epoch]))
    if record.shown_state == "running" and status.eta_s is not None:
        text += f", about {roughly(status.eta_s)} left"
    st.progress(min(max(status.progress, 0.0), 1.0), text=literal(text))
    if record.shown_state == "finished" and said:
        st.caption(literal(said, LONGEST_REASON))
    if missing := teacher.said_of(record):
        st.caption(f":material/warning: {literal(missing, 500)}")
    if change := changed.why(record):
        st.caption(f":material/difference: {literal(change, 500)}")


def _stage(record: RunRecord) -> str:
    """Return which of several stages a run is in, "" where it has but one."""
    name = record.status.stage if record.status else ""
    if name == "train":
        return ""
    if name == PRETRAINING:
        return "pre-training"
    generations = record.config.method.parts.generations if record.config else None
    title = name.replace("_", " ")
    return f"{title} of {generations.number}" if generations else title


def why_no_class_yet(record: RunRecord) -> str:
    """Return in a sentence why a run that goes on has no recall by class yet, "" where one may come soon."""
    pretrains = record.status is not None and record.status.stage == PRETRAINING
    return BEFORE_LABELS if pretrains and record.shown_state in MOVING else ""


def _action(record: RunRecord) -> None:
    if record.shown_state in MOVING:
        st.button("Cancel", key=f"cancel-{record.id}", on_click=_try, args=(jobs.cancel, record.id))
    elif record.shown_state in RESUMABLE:
        st.button("Resume", key=f"resume-{record.id}", on_click=_try, args=(jobs.resume, record.id))


def _try(act: Callable[[str], None], run_id: str) -> None:
    try:
        act(run_id)
    except (RunError, StartError, OSError) as error:
        st.toast(literal(error, 500), icon=":material/error:")


def summary(records: Sequence[RunRecord]) -> str:
    """Return how many runs are in which state.

    Example:
        >>> summary([])
        'no runs'
    """
    states = [record.shown_state for record in records]
    parts = [f"{states.count(name)} {name}" for name in ORDER if name in states]
    return ", ".join(parts) or "no runs"


def why_ended(record: RunRecord) -> str:
    """Return in a sentence why a run goes on no more without being finished, "" where that is not so."""
    if record.shown_state not in RESUMABLE:
        return ""
    said = record.status.message if record.status else ""
    said = said or MEANING.get(record.shown_state, "")
    return ": ".join(filter(None, [record.shown_state.capitalize(), said]))


def try_each(act: Callable[[str], None], run_ids: Sequence[str]) -> None:
    """Do the same with each of these runs; what cannot be done is said, and the others go on."""
    for run_id in run_ids:
        _try(act, run_id)
