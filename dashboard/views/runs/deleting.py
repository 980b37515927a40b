"""Deleting runs: what is asked first, what became of it, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard.shell import jobs, loaders, state
from dashboard.shell.text import code, literal
from dashboard.views.runs.choice import CHOSEN
from ltcore.config.commands import for_runs
from ltcore.plots.base.text import count
from ltcore.runs import RunError, RunRecord, UnknownRunError

DELETED = "runs_deleted"
"""Under this key the session remembers what became of the last deletion."""
IN_TRAINING = ("running", "stalled")
MOST_NAMED = 8


@dataclass(frozen=True)
class Deleted:
    """What became of runs that were to be deleted.

    Attributes:
        moved: id of each that lies in the trash now -> what it is called there.
        gone: ids of those that were not there any more.
        refused: id -> why.
    """

    moved: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def ask(records: Sequence[RunRecord], labels: Sequence[str]) -> None:
    """Draw the button that deletes runs, behind a question that names them.

    Args:
        records: chosen runs of the reader's own store.
        labels: what each is called.
    """
    ready = [
        (record.id, label)
        for record, label in zip(records, labels, strict=True)
        if record.shown_state not in IN_TRAINING
    ]
    training = len(records) - len(ready)
    runs = count(len(ready), "run")
    with st.popover(f"Delete {runs}", icon=":material/delete:", disabled=not records):
        if training:
            are, them = ("is", "it") if training == 1 else ("are", "them")
            st.markdown(
                f"{count(training, 'chosen run')} {are} still training and will stay. Cancel {them} first, "
                f"then delete {them}."
            )
        if not ready:
            return
        named = "\n".join(f"* {literal(label)}" for _, label in ready[:MOST_NAMED])
        more = f"\n* and {len(ready) - MOST_NAMED:,} more" if len(ready) > MOST_NAMED else ""
        st.markdown(f"**Move {runs} to the trash?**\n\n{named}{more}")
        st.markdown(
            "Nothing is lost yet. *Restore* brings them back right after; later, "
            f"{_restore_command('RUN_ID')} does, until the trash is emptied."
        )
        st.button(
            f"Move {runs} to the trash",
            key="runs_delete",
            type="primary",
            on_click=delete,
            args=([run_id for run_id, _ in ready],),
        )


def _restore_command(run_id: str) -> str:
    return code(for_runs(f"ltlab runs trash restore {run_id}", loaders.own_store().root))


def delete(run_ids: Sequence[str]) -> None:
    """Move runs to the trash; one that cannot be moved keeps none of the others back."""
    done = Deleted()
    for run_id in run_ids:
        try:
            done.moved[run_id] = jobs.delete(run_id)
        except UnknownRunError:
            done.gone.append(run_id)
        except (RunError, OSError) as error:
            done.refused[run_id] = str(error)
    state.remember(DELETED, done)
    state.put(CHOSEN, [key for key in state.value(CHOSEN) if key not in {*done.moved, *done.gone}])


def tell() -> None:
    """Say what became of the last deletion, with the button that takes it back."""
    done: Deleted | None = state.remembered(DELETED, None)
    if done is None:
        return
    for run_id, reason in done.refused.items():
        st.error(
            f"{literal(run_id)} was not deleted: {literal(reason, 500)}", icon=":material/block:"
        )
    if done.gone:
        was = "was" if len(done.gone) == 1 else "were"
        st.info(
            f"{count(len(done.gone), 'run')} {was} not there any more: {literal(', '.join(done.gone), 500)}",
            icon=":material/link_off:",
        )
    if done.moved:
        one = len(done.moved) == 1
        run_id, it = (next(iter(done.moved)), "it") if one else ("RUN_ID", "one of them")
        st.success(
            f"Moved {count(len(done.moved), 'run')} to the trash. Restore {it} later with "
            f"{_restore_command(run_id)}",
            icon=":material/delete:",
        )
        st.button("Restore", key="runs_restore", icon=":material/undo:", on_click=restore)


def restore() -> None:
    """Bring the runs of the last deletion back, and choose them."""
    done: Deleted | None = state.remembered(DELETED, None)
    state.remember(DELETED, None)
    back = []
    for name in done.moved.values() if done else ():
        try:
            back.append(jobs.restore(name))
        except (RunError, OSError) as error:
            st.toast(literal(error, 500), icon=":material/error:")
    state.put(CHOSEN, [*state.value(CHOSEN), *back])
