"""What the terminal says when a dashboard was stopped: which runs and lessons go on without it."""

import contextlib
from collections import Counter

from ltcore.config.commands import for_runs
from ltcore.lessons.background import served_addresses
from ltcore.runs import RunError, RunFolder, RunStore
from ltcore.runs.standing import shown_state_of
from ltcore.sweeps import left_waiting, queued_records


def farewell(store: RunStore) -> str:
    """Return the last words of a dashboard, and what can be done about the runs and lessons that it leaves.

    Args:
        store: its runs; of each nothing but the status is read, of the queued ones the record.
    """
    told = ["The dashboard has stopped."]
    with contextlib.suppress(RunError):  # a folder that cannot be listed was the pages' matter
        told += _runs_left(store)
    if lessons := served_addresses():
        told.append(
            f"A lesson is still shown at {' and '.join(lessons)}: the page Lessons stops it, once the "
            "dashboard runs again."
        )
    return " ".join([*told, f"To start it again: {for_runs('ltlab dashboard', store.root)}"])


def _runs_left(store: RunStore) -> list[str]:
    training, queued = _counted(store)
    deserted = len(left_waiting(store.root, queued_records(store))) if queued else 0
    told = []
    if training or queued > deserted:
        parts = [(training, "in training"), (queued - deserted, "queued")]
        said = " and ".join(f"{_runs(number)} {what}" for number, what in parts if number > 0)
        told.append(
            f"Runs go on without it: {said}. To see them: {for_runs('ltlab runs', store.root)}. To stop "
            f"one: {for_runs('ltlab runs cancel RUN_ID', store.root)}."
        )
    if deserted:
        told.append(
            f"{_runs(deserted)} {'is' if deserted == 1 else 'are'} queued, but no process works on the "
            f"queue. To train: {for_runs('ltlab queue', store.root)}."
        )
    return told or ["No run is in training."]


def _counted(store: RunStore) -> tuple[int, int]:
    """Return how many runs are in training and how many are queued."""
    found = Counter[str]()
    for run_id in store.ids():
        with contextlib.suppress(RunError):  # damaged or just deleted
            folder = RunFolder(store.root / run_id)
            found[shown_state_of(folder.path, folder.read_status())] += 1
    return found["running"] + found["stalled"], found["queued"]


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number:,} runs"
