"""``ltlab runs delete``: one run, several, or all that a filter finds."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.options import runs_option
from ltcore.cli.runs_keeping import store_of
from ltcore.cli.table import text_table
from ltcore.config.commands import for_runs

if TYPE_CHECKING:
    from ltcore.runs import RunRecord, RunStore

FILTERS = {"method": "method", "data": "data set", "state": "state"}
"""Options that filter -> what they compare, as the list of the runs shows it."""


@click.command("delete")
@click.argument("run_ids", nargs=-1, metavar="[RUN_ID]...")
@click.option("--method", metavar="NAMES", help="All runs with these methods, such as erm,ldam.")
@click.option("--data", metavar="NAMES", help="All runs on these data sets.")
@click.option("--state", metavar="STATES", help="All runs in these states, such as failed,lost.")
@click.option("--yes", "-y", is_flag=True, help="Delete what the filters find without asking.")
@runs_option
@click.pass_context
def delete_command(
    context: click.Context,
    /,
    run_ids: tuple[str, ...],
    runs: Path | None,
    *,
    yes: bool,
    **filters: str | None,
) -> None:
    """Move the named runs, or all that the filters find, to the trash: the folder .trash next to the runs.

    Several filters find the runs that each of them finds. A run in training is refused, and then nothing is
    deleted.
    """
    wanted = {name: _listed(text) for name, text in filters.items() if text is not None}
    if bool(run_ids) == bool(wanted):
        raise CommandError(
            "name the runs to delete, or filter them by --method, --data or --state; not both",
            ExitCode.WRONG_SETTINGS,
        )
    with explained():
        store = store_of(context, runs)
        chosen = list(dict.fromkeys(run_ids)) or [each.id for each in _found(store, wanted)]
        _refuse_in_training(store, chosen)
        if wanted and not yes:
            click.confirm(
                f"Move {len(chosen)} of {len(store.ids())} runs to the trash?", abort=True
            )
        for run_id in chosen:
            click.echo(f"moved {run_id} to {store.delete(run_id)}", err=True)
    named = chosen[0] if len(chosen) == 1 else "RUN_ID"
    it = "it" if len(chosen) == 1 else "one"
    command = for_runs(f"ltlab runs trash restore {named}", store.root)
    click.echo(f"to restore {it}: {command}", err=True)


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _found(store: "RunStore", wanted: Mapping[str, Sequence[str]]) -> "list[RunRecord]":
    """Return the runs that every filter finds, and show them.

    Raises:
        CommandError: a filter names what no run has, or there is no such run.
    """
    records = store.records()
    for name, values in wanted.items():
        _refuse_unknown(FILTERS[name], values, {_value(record, name) for record in records})
    found = [
        record
        for record in records
        if all(_value(record, name) in values for name, values in wanted.items())
    ]
    if not found:
        raise CommandError("no run is found by all of these filters; nothing was deleted")
    header = ["run", *FILTERS.values()]
    rows = [[record.id, *(_value(record, name) or "-" for name in FILTERS)] for record in found]
    click.echo(text_table(header, rows), err=True)
    return found


def _value(record: "RunRecord", name: str) -> str:
    values = {"method": record.method, "data": record.data, "state": record.shown_state}
    return values[name] or ""


def _refuse_unknown(what: str, values: Sequence[str], there: Iterable[str]) -> None:
    known = sorted(filter(None, there))
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        raise CommandError(
            f"no run has the {what} {', '.join(map(repr, unknown or ['']))}; there are: "
            f"{', '.join(known) or '(no runs)'}. Nothing was deleted"
        )


def _refuse_in_training(store: "RunStore", run_ids: Sequence[str]) -> None:
    """Raise before anything is moved: where a run does not exist, or is in training."""
    from ltcore.runs.locks import is_at_work

    missing = set(run_ids) - set(store.ids())
    for run_id in filter(missing.__contains__, run_ids):
        store.load(run_id)  # says why there is no such run, with the nearest name
    training = [run_id for run_id in run_ids if is_at_work(store.root / run_id)]
    if training:
        raise CommandError(
            f"still in training: {', '.join(training)}. Cancel first "
            f"({for_runs('ltlab runs cancel RUN_ID', store.root)}); nothing was deleted"
        )
