"""Flags from the settings: every field of the config is a flag with its sentence and its range."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from ltcore.cli.exits import CommandError, ExitCode, wrong_settings
from ltcore.config import RunConfig
from ltcore.config.flat import flat_settings, nest
from ltcore.config.leaves import FlatSetting

Function = TypeVar("Function", bound=Callable[..., Any])

SECTIONS = {
    "data": "Data",
    "method": "Method",
    "pretrain": "Pre-training",
    "model": "Model",
    "optim": "Optimiser",
    "schedule": "Learning-rate schedule",
    "train": "Training loop",
}
"""Part of the config -> heading in --help; what is in none of them is a setting of the run."""


class SettingsCommand(click.Command):
    """A command whose --help shows the settings under the headings of their parts."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first, then each part of the settings."""
        settings = {parameter_name(setting): setting for setting in flat_settings().values()}
        sections: dict[str, list[tuple[str, str]]] = {"Options": [], "Run": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            setting = settings.get(parameter.name or "")
            title = SECTIONS.get(setting.path[0], "Run") if setting else "Options"
            sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def setting_flags(
    choose: Callable[[FlatSetting], bool] = lambda _: True, *, lists: bool = False
) -> Callable[[Function], Function]:
    """Return a decorator that adds one flag per setting; values arrive as text, None where not given.

    Args:
        choose: which settings become flags.
        lists: whether each flag takes several values (the axes of a sweep).
    """

    def decorate(function: Function) -> Function:
        for setting in reversed([s for s in flat_settings().values() if choose(s)]):
            function = _option(setting, lists=lists)(function)
        return function

    return decorate


def parameter_name(setting: FlatSetting) -> str:
    """Return the name under which a command's function receives a setting."""
    return setting.flag.replace("-", "_")


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that were given, flag -> value; several values of one setting as a list."""
    found: dict[str, Any] = {}
    for setting in flat_settings().values():
        text = values.get(parameter_name(setting))
        if text is not None:
            found[setting.flag] = text.split(",") if setting.many else text
    return found


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a settings file.

    Raises:
        CommandError: the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror}"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"{path} is not TOML: {error}"
    raise CommandError(problem, ExitCode.WRONG_SETTINGS)


def run_config(flags: Mapping[str, Any], file: Path | None = None) -> RunConfig:
    """Return the config of the flags, which win over the file.

    Args:
        flags: flat name -> value.
        file: TOML file whose tables are the parts of the config.

    Raises:
        CommandError: a setting is unknown, misplaced or out of range.
    """
    with wrong_settings():
        if file is None:
            return RunConfig.model_validate(nest(flags))
        return RunConfig.from_toml(file, nest(flags, base=read_toml(file)))


def _option(setting: FlatSetting, *, lists: bool) -> Callable[[Function], Function]:
    # A switch may stand alone: `--nesterov` is `--nesterov true`.
    alone: dict[str, Any] = (
        {"is_flag": False, "flag_value": "true"} if setting.kind == "bool" else {}
    )
    return click.option(
        f"--{setting.flag}",
        parameter_name(setting),
        metavar=_metavar(setting, lists=lists),
        help=_help(setting),
        **alone,
    )


def _metavar(setting: FlatSetting, *, lists: bool) -> str:
    one = {"int": "INTEGER", "float": "NUMBER", "bool": "BOOLEAN", "choice": "NAME", "text": "TEXT"}
    return one[setting.kind] + (",..." if lists or setting.many else "")


def _help(setting: FlatSetting) -> str:
    notes = [setting.legal]
    if setting.default not in (None, "", ()):
        notes.append(f"default {_plain(setting.default)}")
    if setting.only_for:
        notes.append(f"only {', '.join(setting.only_for)}")
    notes = [note for note in notes if note]
    return f"{setting.help} [{'; '.join(notes)}]" if notes else setting.help


def _plain(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    values = default if isinstance(default, tuple) else (default,)
    return ",".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
