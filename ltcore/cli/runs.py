"""``ltlab runs`` and ``ltlab import``: what is there, and what to do with it."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from ltcore.cli.exits import explained
from ltcore.cli.groups import CommandGroup
from ltcore.cli.json_output import say_json
from ltcore.cli.number_index import indexed_numbers
from ltcore.cli.options import json_option, open_store, runs_option
from ltcore.cli.results import no_numbers, numbers_by_run
from ltcore.cli.runs_deleting import delete_command
from ltcore.cli.runs_keeping import (
    export_command,
    import_archive_command,
    trash_group,
    verify_command,
)
from ltcore.cli.runs_naming import name_command
from ltcore.cli.table import one_line, percent, text_table
from ltcore.cli.waiting import say_left_waiting
from ltcore.config.commands import for_runs
from ltcore.config.pretrain import NONE

if TYPE_CHECKING:
    from ltcore.runs import RunRecord, RunStore


@click.group("runs", cls=CommandGroup, invoke_without_command=True)
@runs_option
@json_option
@click.pass_context
def runs_group(context: click.Context, runs: Path | None, *, as_json: bool) -> None:
    """List the runs; `show`, `cancel`, `delete`, `verify`, `export` and others act on them."""
    with explained():
        context.obj = open_store(runs)
        if context.invoked_subcommand is not None:
            return
        records = context.obj.records()
        numbers = indexed_numbers(context.obj.root, records, scores=as_json)
        rows = describe(records, numbers)
        say_left_waiting(context.obj, records)
    if as_json:
        say_json(rows)
        return
    if not rows:
        command = for_runs("ltlab train", context.obj.root)
        click.echo(f"no runs in {context.obj.root}; start one with: {command}")
        return
    header = ["run", "method", "data", "ratio", "seed", "status", "balanced error", "name"]
    click.echo(text_table(header, [_cells(row) for row in rows]))


def _run_command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a subcommand a run id and the store, which may be named before or after its own name."""

    @click.argument("run_id")
    @runs_option
    @click.pass_obj
    @functools.wraps(function)
    def command(store: "RunStore", run_id: str, runs: Path | None) -> None:
        with explained():
            function(store if runs is None else open_store(runs), run_id)

    return command


@runs_group.command("show")
@_run_command
def show_command(store: "RunStore", run_id: str) -> None:
    """Print one run's settings, status, numbers and the seeds it was ever trained with as JSON."""
    from ltcore.runs.company import company_of

    record = store.load(run_id)
    settings = record.config.model_dump(mode="json") if record.config else None
    numbers = numbers_by_run([record])
    together = list(company_of(record.folder)) if record.config else []
    say_json({**describe([record], numbers)[0], "together": together, "settings": settings})


@runs_group.command("cancel")
@_run_command
def cancel_command(store: "RunStore", run_id: str) -> None:
    """Ask a run to stop after its current step, with a checkpoint."""
    if not store.cancel(run_id):
        click.echo(f"{run_id} has finished: there is nothing to stop", err=True)
        return
    command = for_runs(f"ltlab resume {run_id}", store.root)
    click.echo(f"asked {run_id} to stop; continue with: {command}", err=True)


for subcommand in (
    delete_command,
    name_command,
    verify_command,
    export_command,
    import_archive_command,
    trash_group,
):
    runs_group.add_command(subcommand)


def describe(
    records: "list[RunRecord]", numbers: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what the list says about each run, as plain values; None where there is no number.

    Args:
        records: the runs.
        numbers: of `numbers_by_run`.
    """
    return [
        {
            "id": record.id,
            "name": record.name,
            "method": record.method,
            "pretrain": record.config.pretrain.name if record.config else None,
            "data": record.data,
            "ratio": record.ratio,
            "seed": record.seed,
            "status": record.shown_state,
            "progress": record.status.progress if record.status else None,
            "message": record.damaged or (record.status.message if record.status else ""),
            **numbers.get(record.id, no_numbers()),
            "folder": str(record.folder.path),
        }
        for record in records
    ]


def _cells(row: dict[str, Any]) -> list[str]:
    status = row["status"]
    if status == "running":
        status = f"running {percent(row['progress'], digits=0)}"
    elif row["message"]:
        status = f"{status}: {shorten(one_line(row['message']), 80, placeholder=' ...')}"
    known = [row[key] or "-" for key in ("method", "data")]
    if row["pretrain"] not in (None, NONE):
        known[0] += f" after {row['pretrain']}"
    ratio = "-" if row["ratio"] is None else f"{row['ratio']:g}"
    seed = "-" if row["seed"] is None else str(row["seed"])
    error = percent(row["balanced_error"])
    return [row["id"], *known, ratio, seed, status, error, row["name"][:40]]
