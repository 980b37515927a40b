"""What ``ltlab sweep`` and ``queue`` say after Ctrl-C: what was stopped, what waits, and how to go on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ltcore.cli.exits import CommandError, ExitCode
from ltcore.config.commands import for_runs

if TYPE_CHECKING:
    from ltcore.runs import RunStore

MOST_NAMED = 3


def sweep_stopped(store: "RunStore", stopped: Sequence[str]) -> CommandError:
    """Return the end of a sweep that was told to stop.

    Args:
        store: the runs.
        stopped: those that were in training.
    """
    said = _said(store, _left(store, stopped))
    return CommandError(f"{said} The same command continues with all of them", ExitCode.CANCELLED)


def queue_stopped(store: "RunStore", stopped: Sequence[str]) -> CommandError:
    """Return the end of a queue that was told to stop.

    Args:
        store: the runs.
        stopped: those that were in training.
    """
    ways, stopped = [], _left(store, stopped)
    if stopped:
        ways.append(for_runs(f"ltlab resume {' '.join(stopped)}", store.root))
    if _waiting(store):
        ways.append(for_runs("ltlab queue", store.root))
    way = "".join(f"\n  {command}" for command in ways)
    said = _said(store, stopped)
    return CommandError(f"{said} To go on:{way}" if ways else said, ExitCode.CANCELLED)


def _left(store: "RunStore", stopped: Sequence[str]) -> list[str]:
    """Return those that nobody has queued again since: a queue that stays hands its runs back."""
    from ltcore.sweeps import queued_records

    queued = {record.id for record in queued_records(store)}
    return [run_id for run_id in stopped if run_id not in queued]


def _said(store: "RunStore", stopped: Sequence[str]) -> str:
    told = ["Stopped: no run of this queue is in training any more."]
    if stopped:
        more = len(stopped) - MOST_NAMED
        named = ", ".join(stopped[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        told.append(f"{_runs(len(stopped), 'was', 'were')} stopped early: {named}.")
    if waiting := _waiting(store):
        told.append(f"{_runs(waiting, 'is', 'are')} still queued.")
    return " ".join(told)


def _waiting(store: "RunStore") -> int:
    from ltcore.sweeps import queued_records

    return len(queued_records(store))


def _runs(number: int, one: str, more: str) -> str:
    return f"1 run {one}" if number == 1 else f"{number:,} runs {more}"
