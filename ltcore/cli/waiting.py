"""What a command says about queued runs that nobody works on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ltcore.config.commands import for_runs

if TYPE_CHECKING:
    from ltcore.runs import RunRecord, RunStore


def say_left_waiting(store: "RunStore", records: "Sequence[RunRecord]", page: str = "") -> None:
    """Print how many runs wait for a queue that was killed, and how they go on; nothing where none does.

    Args:
        store: the runs.
        records: the queued ones, or all.
        page: which page offers the same, where a dashboard is about to be served.
    """
    from ltcore.sweeps import left_waiting

    waiting = len(left_waiting(store.root, records))
    if waiting:
        runs, them = ("run is", "it") if waiting == 1 else ("runs are", "them")
        offered = f", or press the button on the page {page}" if page else ""
        click.echo(
            f"{waiting} {runs} queued, but no process is working on the queue. To train {them}: "
            f"{for_runs('ltlab queue', store.root)}{offered}",
            err=True,
        )
