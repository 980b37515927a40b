"""``ltlab sweep`` and ``queue``: many runs, one after another, skipping what is done."""

import math
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ltcore.cli.config_checks import check_all
from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.grid import grid
from ltcore.cli.jobs import Jobs, jobs_option
from ltcore.cli.options import open_store, runs_option
from ltcore.cli.results import comparison_table, final_line
from ltcore.cli.settings import SettingsCommand, given, setting_flags
from ltcore.cli.stopped import queue_stopped, sweep_stopped
from ltcore.cli.table import one_line, text_table
from ltcore.cli.together import in_company, say_other_company
from ltcore.cli.variables import check_variables
from ltcore.config import RunConfig
from ltcore.config.commands import for_runs

if TYPE_CHECKING:
    from ltcore.runs import RunStore
    from ltcore.sweeps import QueueEvent

LISTS_NOTE = (
    "Every flag takes several values separated by commas; whole numbers can also be a range: "
    "--seed 0-4. The grid contains every combination; methods and data sets ignore flags that "
    "they do not have. Flags that are lists themselves (--counts, --milestones) and texts take "
    "one value; put several into the table [axes] of a --config file, next to the settings for "
    "all runs in [base]. Several tables [[axes]] are several grids, one after the other."
)


@click.command("sweep", cls=SettingsCommand, epilog=LISTS_NOTE)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="TOML file with the tables [base] (settings for all runs) and [axes] (flag = list of values), "
    "or [[axes]] for each of several grids.",
)
@runs_option
@jobs_option
@click.option("--dry-run", is_flag=True, help="List the runs and their states; start nothing.")
@click.option("--enqueue-only", is_flag=True, help="Queue the runs for workers; print their ids.")
@click.option("--ids", is_flag=True, help="Print the run ids, one per line, before the table.")
@setting_flags(lists=True)
def sweep_command(
    file: Path | None,
    runs: Path | None,
    jobs: Jobs,
    *,
    dry_run: bool,
    enqueue_only: bool,
    ids: bool,
    **settings: str | None,
) -> None:
    """Train every combination of the given values, except those that are already finished."""
    check_variables()
    configs = in_company(grid(given(settings), file))
    with explained():
        store = open_store(runs)
        run_ids = [id_of(store, config) for config in configs]
        states = {run_id: shown_state(store, run_id) for run_id in run_ids}
        done = Counter(states.values())["finished"]
        click.echo(f"{len(configs)} runs, {done} already finished", err=True)
        named = dict(zip(run_ids, configs, strict=True))
        finished = {run_id: named[run_id] for run_id in named if states[run_id] == "finished"}
        say_other_company(store, finished)
        if dry_run:
            click.echo(text_table(["run", "state"], [list(row) for row in states.items()]))
            return
        check_all((named[run_id] for run_id in named if run_id not in finished), store)
        if enqueue_only:
            _only_queue(store, configs)
            return
        carry_out_queue(store, configs, jobs)
        records = [store.load(run_id) for run_id in states]
        if ids:
            click.echo("\n".join(states))
        table, notes = comparison_table(records)
        click.echo(table)
        click.echo("\n".join(notes), err=True, nl=bool(notes))
    ends = Counter(record.shown_state for record in records)
    seen = for_runs("ltlab runs", store.root)
    if ends["failed"]:
        raise CommandError(f"{ends['failed']} of {len(records)} runs failed; see `{seen}`")
    if ends["finished"] < len(records):
        raise CommandError(
            f"{len(records) - ends['finished']} runs are not finished; the same command continues",
            ExitCode.CANCELLED,
        )


def _only_queue(store: "RunStore", configs: Sequence[RunConfig]) -> None:
    """Queue runs for whoever works on the queue, and print which."""
    from ltcore.sweeps import enqueue

    run_ids = enqueue(store, configs)
    click.echo("\n".join(run_ids), nl=bool(run_ids))
    way = for_runs("ltlab workers", store.root)
    click.echo(f"{len(run_ids)} runs are queued. To train them: {way}", err=True)


@click.command("queue")
@runs_option
@jobs_option
@click.option(
    "--stay",
    is_flag=True,
    help="Where several machines share the folder: stay while others work, and continue what they lose.",
)
@click.option("--template", type=int, hidden=True, help="File descriptor of a warm process.")
def queue_command(runs: Path | None, jobs: Jobs, template: int | None, *, stay: bool) -> None:
    """Train all queued runs; needed after a queue was killed, and on every other machine that is to help."""
    from ltcore.runs import AlreadyRunningError
    from ltcore.sweeps import Workers, run_queue
    from ltcore.sweeps.warm import Template

    check_variables()
    with explained():
        store = open_store(runs)
        workers = Workers(template=None if template is None else Template.inherited(template))
        progress = QueueProgress(store)
        try:
            run_queue(store, on_event=progress, workers=workers, jobs=jobs, stays=stay)
        except AlreadyRunningError as error:
            click.echo(f"{error} It will also train the queued runs.", err=True)
        except KeyboardInterrupt:
            raise queue_stopped(store, progress.stopped) from None


class QueueProgress:
    """Prints one line for every start and end of a run of the queue.

    Args:
        store: the runs.
    """

    def __init__(self, store: "RunStore") -> None:
        self.store = store
        self.started: dict[str, float] = {}
        self.stopped: list[str] = []
        """Runs that were told to stop and did not finish all the same."""

    def __call__(self, event: "QueueEvent") -> None:
        """Print what happened."""
        if event.kind == "started":
            self.started[event.run_id] = time.monotonic()
        elif event.kind == "stopping" and event.run_id not in self.stopped:
            self.stopped.append(event.run_id)
        elif event.kind == "finished" and event.run_id in self.stopped:
            self.stopped.remove(event.run_id)
        parts = [f"{event.run_id} {event.kind}"]
        if event.kind == "finished":
            seconds = time.monotonic() - self.started.get(event.run_id, math.nan)
            parts += [f"after {seconds:.0f} s", final_line(self.store.load(event.run_id))]
        elif event.message:
            parts.append(one_line(event.message))
        parts.append(f"{event.waiting} waiting")
        click.echo("; ".join(parts), err=True)


def carry_out_queue(store: "RunStore", configs: Sequence[RunConfig], jobs: Jobs) -> None:
    """Queue what is not finished and work on the queue until it is empty.

    Raises:
        CommandError: another process works on the queue; it will do these runs too. Or Ctrl-C.
    """
    from ltcore.runs import AlreadyRunningError
    from ltcore.sweeps import enqueue, run_queue

    progress = QueueProgress(store)
    try:
        if enqueue(store, configs):
            run_queue(store, on_event=progress, jobs=jobs)
    except AlreadyRunningError as error:
        raise CommandError(
            f"{error} It will also train these runs, which are queued; watch them with "
            f"`{for_runs('ltlab runs', store.root)}`.",
            ExitCode.ALREADY_RUNNING,
        ) from error
    except KeyboardInterrupt:
        raise sweep_stopped(store, progress.stopped) from None


def id_of(store: "RunStore", config: RunConfig) -> str:
    """Return the name of the folder that holds a run, or will; of one that cannot be read, its own."""
    from ltcore.runs import DamagedRunError

    try:
        return store.folder_of(config).id
    except DamagedRunError:  # the list says so, and nothing is trained in its place
        return config.run_id


def shown_state(store: "RunStore", run_id: str) -> str:
    """Return the state of a run, "new" where there is none yet."""
    from ltcore.runs import DamagedRunError, UnknownRunError

    try:
        return store.load(run_id).shown_state
    except UnknownRunError:
        return "new"
    except DamagedRunError as error:
        return f"{error.state}: {error}"
