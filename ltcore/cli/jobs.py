"""How many runs of a queue are trained at the same time."""

from typing import Any, Literal

import click

AUTO = "auto"


class Jobs(click.ParamType):
    """A whole number, or "auto"."""

    name = "N|auto"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (whatever click read)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int | Literal["auto"]:
        """Return the number or "auto"."""
        if value == AUTO:
            return AUTO
        number = int(value) if str(value).isdecimal() else 0
        if number < 1:
            self.fail(f"{value!r} is not legal; give a whole number from 1, or auto", param, ctx)
        return number


jobs_option = click.option(
    "--jobs",
    type=Jobs(),
    default=AUTO,
    show_default=True,
    help="Number of runs at the same time, each with all cores unless --threads says otherwise; auto "
    "shares the cores out: one for each run with a small network on the processor, all for any other.",
)
