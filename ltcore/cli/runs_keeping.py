"""``ltlab runs``: are runs still what they were, what was deleted, and runs that travel as one file."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ltcore.cli.exits import CommandError, explained
from ltcore.cli.groups import CommandGroup
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option, open_store, runs_option
from ltcore.cli.table import text_table

if TYPE_CHECKING:
    from ltcore.runs import RunStore


def store_of(context: click.Context, runs: Path | None) -> "RunStore":
    """Return the store that a subcommand acts on; its folder may be named before or after its own name."""
    outer: RunStore | None = context.obj
    return open_store(runs) if runs is not None or outer is None else outer


@click.command("verify")
@click.argument("run_id", required=False)
@runs_option
@json_option
@click.pass_context
def verify_command(
    context: click.Context, run_id: str | None, runs: Path | None, *, as_json: bool
) -> None:
    """Compare the results of a run, or of all runs, with the checksums written when it ended."""
    from ltcore.runs.verifying import verify_run

    with explained():
        store = store_of(context, runs)
        records = store.records() if run_id is None else [store.load(run_id)]
        found = [verify_run(record) for record in records]
    if as_json:
        say_json([vars(verification) for verification in found])
    elif not found:
        click.echo(f"no runs in {store.root}")
    else:
        rows = [[one.run_id, one.verdict, str(one.files), one.message] for one in found]
        click.echo(text_table(["run", "is", "files", "message"], rows))
    if wrong := sum(one.verdict in ("changed", "damaged") for one in found):
        raise CommandError(f"changed or damaged runs: {wrong} of {len(found)}")


@click.command("export")
@click.argument("run_id")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@runs_option
@click.pass_context
def export_command(context: click.Context, run_id: str, file: Path, runs: Path | None) -> None:
    """Write all files of a run and their checksums to the zip file FILE."""
    from ltcore.runs.checksums import describe_changes

    with explained():
        store = store_of(context, runs)
        left_out = store.export(run_id, file)
        changed = describe_changes(store.load(run_id).folder.changed_files())
    if left_out:
        click.echo(f"left out because they are not files of a run: {', '.join(left_out)}", err=True)
    if changed:
        click.echo(changed, err=True)
    click.echo(f"wrote {file}, {_size(file.stat().st_size)}", err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@runs_option
@click.pass_context
def import_archive_command(context: click.Context, file: Path, runs: Path | None) -> None:
    """Import a run from a zip file that `export` wrote; the last line printed is the run id.

    Every file is compared with its checksum: the run is imported completely or not at all. To import
    predictions made elsewhere, use `ltlab import`.
    """
    with explained():
        run_id = store_of(context, runs).import_archive(file)
    click.echo(run_id)


@click.group("trash", cls=CommandGroup, invoke_without_command=True)
@runs_option
@json_option
@click.pass_context
def trash_group(context: click.Context, runs: Path | None, *, as_json: bool) -> None:
    """List the deleted runs and their size; `restore` restores one, `empty` removes them."""
    with explained():
        context.obj = store_of(context, runs)
        if context.invoked_subcommand is not None:
            return
        trash = context.obj.trash
        deleted, abandoned = trash.runs(), trash.abandoned()
    if as_json:
        say_json([vars(run) for run in deleted])
        return
    if abandoned:
        size = _size(sum(run.size for run in abandoned))
        click.echo(
            f"{len(abandoned)} folders left by killed processes, {size}: `empty` removes them too",
            err=True,
        )
    if not deleted:
        click.echo(f"nothing in {trash.path}")
        return
    rows = [
        [run.name, time.strftime("%Y-%m-%d %H:%M", time.localtime(run.deleted)), _size(run.size)]
        for run in deleted
    ]
    click.echo(text_table(["name", "deleted", "size"], rows))
    click.echo(f"{_size(sum(run.size for run in deleted))} in {trash.path}", err=True)


@trash_group.command("restore")
@click.argument("name")
@runs_option
@click.pass_context
def restore_command(context: click.Context, name: str, runs: Path | None) -> None:
    """Restore a deleted run: NAME as `trash` lists it, or its id; the last line printed is the id."""
    with explained():
        run_id = store_of(context, runs).trash.restore(name)
    click.echo(run_id)


@trash_group.command("empty")
@click.argument("names", nargs=-1)
@runs_option
@click.option("--yes", "-y", is_flag=True, help="Remove without asking.")
@click.pass_context
def empty_command(
    context: click.Context, names: tuple[str, ...], runs: Path | None, *, yes: bool
) -> None:
    """Permanently remove the named deleted runs, or all of them and the files left by killed processes."""
    with explained():
        trash = store_of(context, runs).trash
        chosen = trash.named(names) if names else [*trash.runs(), *trash.abandoned()]
        size = _size(sum(run.size for run in chosen))
        if not yes:
            click.confirm(f"Permanently remove {len(chosen)} from the trash, {size}?", abort=True)
        freed = trash.empty(list(names) or None)
        freed += 0 if names else trash.remove_abandoned()
    click.echo(f"freed {_size(freed)}", err=True)


def _size(size: int) -> str:
    """Return a number of bytes as people say it.

    Example:
        >>> _size(512), _size(3_500_000)
        ('512 bytes', '3.5 MB')
    """
    for unit, large in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= large:
            return f"{size / large:.1f} {unit}"
    return f"{size} bytes"
