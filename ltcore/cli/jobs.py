"""How many runs of a queue are trained at the same time."""

from typing import Literal

import click

Jobs = int | Literal["auto"]


def jobs_of(_context: click.Context, _option: click.Parameter, value: str) -> Jobs:
    """Return the number of runs, or "auto".

    Raises:
        click.BadParameter: it is neither; says what is legal.
    """
    if value == "auto":
        return "auto"
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is not legal; give a whole number from 1, or auto")
    return int(value)


jobs_option = click.option(
    "--jobs",
    callback=jobs_of,
    metavar="N|auto",
    default="auto",
    show_default=True,
    help="Number of runs at the same time; auto shares the cores out: as many as --threads for each run "
    "on the processor, by default one if its network is small, and all for any other run; a run beside "
    "others needs a GiB of free memory.",
)
