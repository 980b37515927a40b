"""The settings of a run as one flat list of names: command-line flags, axes of a sweep, form fields.

The settings of the methods, those of the pre-trainings and the options of the data sources are flags too,
each valid only for those that have it.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import BaseModel

from ltcore.config.data import OF_UNLABELLED
from ltcore.config.leaves import NAMES, FlatSetting, leaves, merged, setting_at
from ltcore.config.recipes import RECIPES
from ltcore.config.run import RunConfig
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from ltcore.registry import UnknownNameError

OWNERS = {"method": "method", "data": "data set", "pretrain": "pre-training"}
OF_METHODS = {("data", name) for name in OF_UNLABELLED}
"""Settings of the data that only some methods can use, and a pre-training on both kinds of examples."""
OF_PRETRAININGS = {("pretrain", "share"), ("pretrain", "on")}
"""Settings that every pre-training has."""


@cache
def flat_settings() -> Mapping[str, FlatSetting]:
    """Return every setting of a run by flat name, in the order of `RunConfig`.

    Where two parts have a leaf of the same name, the later one is prefixed with its part
    (`schedule-decay`).

    Example:
        >>> flat_settings()["optimiser"].path, flat_settings()["power"].only_for
        (('optim', 'name'), ('pairwise',))
    """
    found: dict[str, FlatSetting] = {}
    for setting in (*_common(), *_owned()):
        flag = setting.flag
        if flag in found:
            flag = f"{setting.path[0]}-{flag}"
        if flag in found:
            raise ValueError(
                f"two settings are called {flag!r}: {found[flag].path}, {setting.path}"
            )
        found[flag] = replace(setting, flag=flag)
    return types.MappingProxyType(found)


def find(name: str) -> FlatSetting:
    """Return the setting called ``name``, written with dashes or underscores.

    Raises:
        UnknownNameError: there is none; the message names the nearest one.
    """
    settings = flat_settings()
    flag = name.replace("_", "-")
    if flag not in settings:
        raise UnknownNameError("setting", name, settings)
    return settings[flag]


def nest(values: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return flat values as the nested tables that `RunConfig` takes.

    Args:
        values: flat name -> value; a name may have dashes or underscores.
        base: nested settings that the result will be laid over; says which method and data set are
            meant where ``values`` does not.

    Returns:
        The nested form of ``values`` alone.

    Raises:
        UnknownNameError: there is no such setting.
        ValueError: the chosen method or data set does not have it, or it is given twice.

    Example:
        >>> nest({"method": "ldam", "max_margin": 0.3, "lr": 0.1})
        {'method': {'name': 'ldam', 'settings': {'max_margin': 0.3}}, 'optim': {'lr': 0.1}}
    """
    nested: dict[str, Any] = {}
    for name, value in values.items():
        setting = find(name)
        owner = chosen_owner(setting, values, base or {})
        if not applies(setting, owner):
            part = owning_part(setting)
            if owner not in NAMES[f"{part}.name"]:
                raise UnknownNameError(OWNERS[part], owner, NAMES[f"{part}.name"])
            raise ValueError(
                f"{'.'.join(setting.path)} (--{setting.flag}): "
                f"{OWNERS[part]} {owner!r} has no setting {setting.flag!r}. "
                f"These have it: {', '.join(setting.only_for)}."
            )
        table = nested
        for part in setting.path[:-1]:
            table = table.setdefault(part, {})
        if setting.path[-1] in table:
            raise ValueError(f"setting {setting.flag!r} is given twice")
        table[setting.path[-1]] = value
    return nested


def applies(setting: FlatSetting, owner: str) -> bool:
    """Return whether the method or data set called ``owner`` has ``setting``."""
    return not setting.only_for or owner in setting.only_for


def owning_part(setting: FlatSetting) -> str:
    """Return the part of the run whose name decides whether it has ``setting``: "method", "data", ..."""
    return "method" if setting.path in OF_METHODS else setting.path[0]


def chosen_owner(setting: FlatSetting, values: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    """Return the method or data set that decides whether ``setting`` applies, "" where none does.

    Args:
        setting: the setting in question.
        values: flat values.
        base: nested settings below them.
    """
    part = owning_part(setting)
    if part not in OWNERS:
        return ""
    if setting.path in OF_METHODS and _pretrains_on_both(values, base):
        part = "pretrain"
    below = base.get(part)
    recipe = RECIPES.get(str(values.get("recipe", base.get("recipe"))), {})
    general = recipe.get(part, {}).get("name", RunConfig.model_fields[part].default.name)
    named = below.get("name", general) if isinstance(below, Mapping) else general
    return str(values.get(part, named))


def _pretrains_on_both(values: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    """Return whether a pre-training uses the unlabelled examples, whatever the method does with them."""
    below = base.get("pretrain")
    on = below.get("on") if isinstance(below, Mapping) else None
    return str(values.get("pretrain-on", values.get("pretrain_on", on))) == "both"


def _common() -> Iterator[FlatSetting]:
    """Yield the settings that every run has."""
    top = RunConfig.model_json_schema()["properties"]
    learners = tuple(name for name, record in METHODS.items() if record.uses_unlabelled)
    users: dict[tuple[str, ...], tuple[str, ...]] = {
        **dict.fromkeys(OF_METHODS, (*learners, *PRETRAININGS)),
        **dict.fromkeys(OF_PRETRAININGS, tuple(PRETRAININGS)),
    }
    for name, info in RunConfig.model_fields.items():
        if isinstance(info.default, BaseModel):
            for one in leaves((name,), type(info.default)):
                yield replace(one, only_for=users.get(one.path, ()))
        else:
            yield setting_at((name,), top[name])


def _owned() -> Iterator[FlatSetting]:
    """Yield the settings of methods and options of sources, merged over those that share a name."""
    methods = {name: record.settings for name, record in METHODS.items()}
    pretrainings = {name: record.settings for name, record in PRETRAININGS.items()}
    yield from _union(("method", "settings"), methods)
    yield from _union(("pretrain", "settings"), pretrainings)
    yield from _union(("data", "options"), SOURCE_OPTIONS)


def _union(path: tuple[str, ...], owners: Mapping[str, type[BaseModel]]) -> Iterator[FlatSetting]:
    found: dict[str, FlatSetting] = {}
    for owner, model in owners.items():
        for setting in leaves(path, model):
            new = replace(setting, only_for=(owner,))
            leaf = setting.path[-1]
            found[leaf] = merged(found[leaf], new) if leaf in found else new
    yield from found.values()
