"""``ltlab train --fork RUN``: the settings of a new run that starts from the weights of another."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ltcore.cli.exits import CommandError, ExitCode, wrong_settings
from ltcore.cli.settings import read_toml
from ltcore.config import RunConfig
from ltcore.config.flat import nest
from ltcore.config.run import merge

if TYPE_CHECKING:
    from ltcore.runs import RunStore


def forked_config(
    store: "RunStore", flags: Mapping[str, Any], file: Path | None = None
) -> RunConfig:
    """Return the settings of a fork: those of the other run, below those of the file and the flags.

    Args:
        store: the runs.
        flags: flat name -> value, ``fork`` among them.
        file: TOML file with settings.

    Raises:
        CommandError: a setting is unknown, misplaced or out of range, or the other run has no settings.
        RunError: there is no such run, or it cannot be read.
    """
    from ltcore.sweeps.grid import carried

    other = store.load(flags["fork"])
    if other.config is None:
        raise CommandError(
            f"run {other.id} is an import and has no weights to start from. Fork a run that was "
            "trained here",
            ExitCode.WRONG_SETTINGS,
        )
    own = other.config.model_dump(exclude={"name"})
    with wrong_settings():
        tables = read_toml(file) if file else {}
        asked = merge(tables, nest(flags, base=merge(own, tables)))
        return RunConfig.model_validate(merge(carried(own, _names(asked)), asked))


def _names(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the method and the data set that the tables name."""
    parts = {part: tables.get(part) for part in ("method", "data")}
    return {
        part: table["name"]
        for part, table in parts.items()
        if isinstance(table, Mapping) and "name" in table
    }
