"""A click on Start: runs are queued before the page is drawn again; what there is to say is kept for it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import streamlit as st

from dashboard.shell import jobs, loaders, state
from dashboard.shell.text import code, literal
from dashboard.views.train.watched import WATCHED, watch
from ltcore.config import RunConfig
from ltcore.config.commands import for_runs
from ltcore.runs import NewerRunError, OlderRunError

OPEN = "new_runs"
"""Whether the controls are in sight that lie over the picture of watched runs."""
_SAID = "train_started"
"""Under this key the session remembers which runs were started last, and what was said about it."""


class _Said(NamedTuple):
    """What is told after a start.

    Attributes:
        ids: of the runs.
        errors: one for each run that was refused, Markdown.
        note: what need not be trained; "" for nothing.
    """

    ids: tuple[str, ...]
    errors: Sequence[str]
    note: str = ""


def start(configs: Sequence[RunConfig], shipped: Collection[str]) -> None:
    """Start runs, and have the page watch them.

    Args:
        configs: the runs.
        shipped: ids of those that a run of the lab answers.
    """
    state.remember(OPEN, False)  # noqa: FBT003 (what is kept is that it is closed)
    try:
        started = jobs.start(configs, shipped)
    except OSError as error:
        state.remember(_SAID, _Said(state.value(WATCHED), (literal(error, 500),)))
        return
    errors = []
    for run_id, reason in started.refused.items():
        sound = isinstance(reason, NewerRunError | OlderRunError)
        delete = for_runs(f"ltlab runs delete {run_id}", loaders.own_store().root)
        way_out = "" if sound else f" Delete it with {code(delete)}, or change a setting."
        errors.append(f"{literal(run_id)} was not started: {literal(reason, 500)}{way_out}")
    note = ""
    if done := len(started.finished):
        note = (
            f"{done} of {len(configs)} {'is' if done == 1 else 'are'} already finished and shown "
            "here."
        )
    watch(started.run_ids)
    state.remember(_SAID, _Said(tuple(started.run_ids), errors, note))


def tell(watched: Sequence[str]) -> None:
    """Say what became of the last start, as long as its runs are watched."""
    said: _Said = state.remembered(_SAID, _Said((), ()))
    if tuple(watched) == said.ids:
        for error in said.errors:
            st.error(error, icon=":material/block:")


def note(watched: Sequence[str]) -> str:
    """Return what of the last start need not be trained, as long as its runs are watched."""
    said: _Said = state.remembered(_SAID, _Said((), ()))
    return said.note if tuple(watched) == said.ids else ""
