"""The grid of a sweep, from flags with several values and a TOML file."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ltcore.cli.exits import CommandError, ExitCode, wrong_settings
from ltcore.cli.settings import read_toml
from ltcore.config import RunConfig
from ltcore.config.flat import find

RANGE = re.compile(r"(\d+)-(\d+)")
MOST_RUNS = 100_000
"""A grid of more combinations than this is a slip of the hand."""


def grid(flags: Mapping[str, Any], file: Path | None) -> list[RunConfig]:
    """Return the runs of the flags and the file; an axis among the flags replaces one in the file.

    Several grids of a file are laid out one after the other, each with the flags; a run that is in two of
    them is there once.

    Raises:
        CommandError: a setting is unknown or out of range, or the file has other tables.
    """
    tables = {} if file is None else read_toml(file)
    base, axes = tables.pop("base", {}), tables.pop("axes", {})
    grids = axes if isinstance(axes, list) and axes else [axes]
    if tables or not all(isinstance(table, Mapping) for table in (base, *grids)):
        raise CommandError(
            f"{file} must hold the tables [base] and [axes] and nothing else"
            + (f"; found: {', '.join(tables)}" if tables else ""),
            ExitCode.WRONG_SETTINGS,
        )
    from ltcore.sweeps import expand_each

    with wrong_settings():
        over = {flag: axis_values(flag, value) for flag, value in flags.items()}
        found = [
            {find(name).flag: _listed(file, name, values) for name, values in grid.items()} | over
            for grid in grids
        ]
        size = sum(math.prod(map(len, grid.values())) for grid in found)
        if size > MOST_RUNS:
            raise ValueError(
                f"this grid has {size:,} combinations; at most {MOST_RUNS:,} are allowed"
            )
        return expand_each(base, found)


def axis_values(flag: str, value: Any) -> list[Any]:  # noqa: ANN401 (text, or a list of texts)
    """Return the values of an axis that was given as a flag.

    Example:
        >>> axis_values("method", "erm,ldam"), axis_values("seed", "0-2,7")
        (['erm', 'ldam'], [0, 1, 2, '7'])
        >>> axis_values("milestones", ["0.6", "0.8"])
        [['0.6', '0.8']]
    """
    setting = find(flag)
    if setting.many or setting.kind == "text":
        return [value]
    values: list[Any] = []
    for part in str(value).split(","):
        bounds = RANGE.fullmatch(part.strip()) if setting.kind == "int" else None
        if bounds is None:
            values.append(part.strip())
            continue
        first, last = int(bounds[1]), int(bounds[2])
        if not first <= last < first + MOST_RUNS:
            raise ValueError(
                f"--{flag} {part[:40]}: a range must increase, by at most {MOST_RUNS:,}"
            )
        values += range(first, last + 1)
    return values


def _listed(file: Path | None, name: str, values: Any) -> list[Any]:  # noqa: ANN401 (whatever the file holds)
    if isinstance(values, list):
        return values
    raise CommandError(
        f"{file}: axis {name}: {str(values)[:80]!r} is not legal; it must be a list of values",
        ExitCode.WRONG_SETTINGS,
    )
