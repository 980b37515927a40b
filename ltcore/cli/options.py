"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ltcore.runs import RunStore

runs_option = click.option(
    "--runs",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the runs. [default: $LTLAB_RUNS, else ./runs]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
against_option = click.option(
    "--against",
    metavar="COMMAND",
    default="",
    help="Python of another build to measure in turns, such as 'env PYTHONPATH=../older "
    ".venv/bin/python'.",
)
config_option = click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="TOML file with settings; flags override it.",
)


def open_store(runs: Path | None) -> "RunStore":
    """Return the store of the runs in a folder, None for the default one."""
    from ltcore.runs import RunStore, default_runs_root

    return RunStore(default_runs_root() if runs is None else runs)
