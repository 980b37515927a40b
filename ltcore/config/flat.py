"""The settings of a run as one flat list of names: command-line flags, axes of a sweep, form fields.

Every setting is its leaf name with dashes (`--weight-decay`), except that the name of a part stands
for the part (`data.name` is `--data`, `optim.name` is `--optimiser`). The settings of the methods and the
options of the data sources are flags too, each valid only for the methods or sources that have it.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from ltcore.config.data import OF_UNLABELLED
from ltcore.config.recipes import RECIPES
from ltcore.config.run import RunConfig
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.registry import UnknownNameError

Kind = Literal["int", "float", "bool", "choice", "text"]

PART_FLAGS = {
    "data.name": "data",
    "method.name": "method",
    "model.name": "model",
    "optim.name": "optimiser",
    "schedule.name": "schedule",
}
NAMES: dict[str, tuple[str, ...]] = {
    "recipe": ("auto", *RECIPES),
    "data.name": tuple(SOURCE_OPTIONS),
    "method.name": tuple(METHODS),
}
"""Choices that a registry knows and the type does not."""

KINDS: dict[str, Kind] = {"integer": "int", "number": "float", "boolean": "bool", "string": "text"}
OWNERS = {"method": "method", "data": "data set"}
OF_METHODS = {("data", name) for name in OF_UNLABELLED}
"""Settings of the data that only some methods can use."""


@dataclass(frozen=True, kw_only=True)
class FlatSetting:
    """One setting by its flat name.

    Attributes:
        flag: the flat name, with dashes and without the leading ones.
        path: where it sits in `RunConfig`.
        kind: what one value is.
        many: whether it takes several values.
        default: the general default, None where there is none or where its owners differ.
        help: one sentence; several, joined by "Or:", where its owners mean different things.
        minimum: smallest legal value.
        minimum_excluded: whether the minimum itself is not legal.
        maximum: largest legal value.
        maximum_excluded: whether the maximum itself is not legal.
        choices: legal names.
        only_for: methods or data sources that have it; empty means all runs.
    """

    flag: str
    path: tuple[str, ...]
    kind: Kind
    many: bool = False
    default: Any = None
    help: str = ""
    minimum: float | None = None
    minimum_excluded: bool = False
    maximum: float | None = None
    maximum_excluded: bool = False
    choices: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()

    @property
    def legal(self) -> str:
        """The legal values, in words; empty where any text will do.

        Example:
            >>> flat_settings()["lr"].legal, flat_settings()["optimiser"].legal
            ('above 0 and at most 100', 'sgd, adamw')
        """
        if self.choices:
            return ", ".join(self.choices)
        if self.kind == "bool":
            return "true or false"
        low = "above" if self.minimum_excluded else "at least"
        high = "below" if self.maximum_excluded else "at most"
        bounds = [(low, self.minimum), (high, self.maximum)]
        return " and ".join(f"{word} {bound:.10g}" for word, bound in bounds if bound is not None)


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
    below = base.get(part)
    recipe = RECIPES.get(str(values.get("recipe", base.get("recipe"))), {})
    general = recipe.get(part, {}).get("name", RunConfig.model_fields[part].default.name)
    named = below.get("name", general) if isinstance(below, Mapping) else general
    return str(values.get(part, named))


def _common() -> Iterator[FlatSetting]:
    """Yield the settings that every run has."""
    top = RunConfig.model_json_schema()["properties"]
    users = tuple(name for name, record in METHODS.items() if record.uses_unlabelled)
    for name, info in RunConfig.model_fields.items():
        if isinstance(info.default, BaseModel):
            for one in leaves((name,), type(info.default)):
                yield replace(one, only_for=users) if one.path in OF_METHODS else one
        else:
            yield _setting((name,), top[name])


def _owned() -> Iterator[FlatSetting]:
    """Yield the settings of methods and options of sources, merged over those that share a name."""
    methods = {name: record.settings for name, record in METHODS.items()}
    yield from _union(("method", "settings"), methods)
    yield from _union(("data", "options"), SOURCE_OPTIONS)


def _union(path: tuple[str, ...], owners: Mapping[str, type[BaseModel]]) -> Iterator[FlatSetting]:
    merged: dict[str, FlatSetting] = {}
    for owner, model in owners.items():
        for setting in leaves(path, model):
            new = replace(setting, only_for=(owner,))
            leaf = setting.path[-1]
            merged[leaf] = _merge(merged[leaf], new) if leaf in merged else new
    yield from merged.values()


def _merge(one: FlatSetting, other: FlatSetting) -> FlatSetting:
    """Return a setting that admits what either owner admits; the config checks the owner's own range."""
    if (one.kind, one.many) != (other.kind, other.many):
        raise ValueError(
            f"{one.flag!r} is {one.kind} for {one.only_for}, {other.kind} for {other.only_for}"
        )
    return replace(
        one,
        minimum=_widest(one.minimum, other.minimum, min),
        maximum=_widest(one.maximum, other.maximum, max),
        minimum_excluded=one.minimum_excluded and other.minimum_excluded,
        maximum_excluded=one.maximum_excluded and other.maximum_excluded,
        default=one.default if one.default == other.default else None,
        help=one.help if other.help in one.help else f"{one.help} Or: {other.help}",
        choices=tuple(dict.fromkeys((*one.choices, *other.choices))),
        only_for=(*one.only_for, *other.only_for),
    )


def _widest(
    one: float | None, other: float | None, pick: Callable[[float, float], float]
) -> float | None:
    return None if one is None or other is None else pick(one, other)


def leaves(path: tuple[str, ...], model: type[BaseModel]) -> Iterator[FlatSetting]:
    """Yield the leaves of one settings class; its schema says kind, range, default and sentence.

    Args:
        path: where the class sits in `RunConfig`.
        model: the class.

    Example:
        >>> from ltcore.methods import METHODS
        >>> [one.legal for one in leaves(("method", "settings"), METHODS["logit_adjustment"].settings)]
        ['at least 0 and at most 10']
    """
    properties = model.model_json_schema().get("properties", {})
    for name, info in model.model_fields.items():
        if not isinstance(info.default, BaseModel):
            yield _setting((*path, name), properties[name])


def _setting(path: tuple[str, ...], schema: Mapping[str, Any]) -> FlatSetting:
    many = schema.get("type") == "array"
    value = schema["items"] if many else schema
    choices = NAMES.get(".".join(path), tuple(value.get("enum", ())))
    default = schema.get("default")
    return FlatSetting(
        flag=PART_FLAGS.get(".".join(path), path[-1].replace("_", "-")),
        path=path,
        kind="choice" if choices else KINDS[value["type"]],
        many=many,
        default=tuple(default) if many and default is not None else default,
        help=" ".join(schema.get("description", "").split()),
        minimum=value.get("exclusiveMinimum", value.get("minimum")),
        minimum_excluded="exclusiveMinimum" in value,
        maximum=value.get("exclusiveMaximum", value.get("maximum")),
        maximum_excluded="exclusiveMaximum" in value,
        choices=choices,
    )
