"""``ltlab runs name``: what people call a run."""

from pathlib import Path

import click

from ltcore.cli.exits import explained
from ltcore.cli.options import runs_option
from ltcore.cli.runs_keeping import store_of
from ltcore.cli.table import one_line


@click.command("name")
@click.argument("run_id")
@click.argument("name")
@runs_option
@click.pass_context
def name_command(context: click.Context, run_id: str, name: str, runs: Path | None) -> None:
    """Give a run another name, shown wherever the run is; "" takes the name away. Its id stays."""
    from ltcore.runs.naming import name_run

    with explained():
        name_run(store_of(context, runs).load(run_id).folder, name)
    said = f"{run_id} is now called {one_line(name)}" if name else f"{run_id} has no name any more"
    click.echo(said, err=True)
