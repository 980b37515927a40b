"""The settings of a run as one flat list of names: command-line flags, axes of a sweep, form fields.

Every setting is its leaf name with dashes (`--weight-decay`), except that the name of a part stands
for the part (`data.name` is `--data`, `optim.name` is `--optimiser`). The settings of the methods and the
options of the data sources are flags too, each valid only for the methods or sources that have it.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ltcore.config.recipes import RECIPES
from ltcore.config.run import RunConfig
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.registry import UnknownNameError

Kind = Literal["int", "float", "bool", "choice", "text"]

PART_FLAGS = {
    ("data", "name"): "data",
    ("method", "name"): "method",
    ("model", "name"): "model",
    ("optim", "name"): "optimiser",
    ("schedule", "name"): "schedule",
}
METHOD_SETTINGS = ("method", "settings")
SOURCE_OPTIONS_PATH = ("data", "options")


@dataclass(frozen=True)
class FlatSetting:
    """One setting by its flat name.

    Attributes:
        flag: the flat name, with dashes and without the leading ones.
        path: where it sits in `RunConfig`.
        kind: what one value is.
        many: whether it takes several values.
        default: the general default, None where there is none or where its owners differ.
        help: one sentence.
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
    only_for: tuple[str, ...] = field(default=())

    @property
    def legal(self) -> str:
        """The legal values, in words; empty where any text will do.

        Example:
            >>> flat_settings()["lr"].legal, flat_settings()["method"].legal[:12]
            ('above 0, at most 100', 'erm, inverse')
        """
        if self.choices:
            return ", ".join(self.choices)
        if self.kind == "bool":
            return "true or false"
        low = "above" if self.minimum_excluded else "at least"
        high = "below" if self.maximum_excluded else "at most"
        bounds = [(low, self.minimum), (high, self.maximum)]
        return ", ".join(f"{word} {bound:.10g}" for word, bound in bounds if bound is not None)


@cache
def flat_settings() -> Mapping[str, FlatSetting]:
    """Return every setting of a run by flat name, in the order of `RunConfig`.

    Where two parts have a leaf of the same name, the later one is prefixed with its part
    (`schedule-decay`).

    Example:
        >>> flat_settings()["optimiser"].path, flat_settings()["max-margin"].only_for
        (('optim', 'name'), ('ldam', 'ldam_drw'))
    """
    found: dict[str, FlatSetting] = {}
    for setting in (*_common(), *_owned()):
        flag = setting.flag
        if flag in found:
            flag = f"{setting.path[0]}-{flag}"
        if flag in found:
            raise ValueError(f"two settings are called {flag!r}: {found[flag].path}, {setting.path}")
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


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return flat values as the nested tables that `RunConfig` takes.

    Args:
        values: flat name -> value; a name may have dashes or underscores.

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
        _require_owner(setting, values)
        table = nested
        for part in setting.path[:-1]:
            table = table.setdefault(part, {})
        if setting.path[-1] in table:
            raise ValueError(f"{setting.flag} is given twice")
        table[setting.path[-1]] = value
    return nested


def _require_owner(setting: FlatSetting, values: Mapping[str, Any]) -> None:
    if not setting.only_for:
        return
    part = setting.path[0]
    general = RunConfig.model_fields[part].default.name
    chosen = values.get(part, general)
    if chosen not in setting.only_for:
        kind = "method" if part == "method" else "data set"
        raise ValueError(
            f"{kind} {str(chosen)[:80]!r} has no setting {setting.flag!r}. "
            f"These have it: {', '.join(setting.only_for)}."
        )


def _common() -> Iterator[FlatSetting]:
    """Yield the settings that every run has."""
    for name, info in RunConfig.model_fields.items():
        if isinstance(info.default, BaseModel):
            for leaf, leaf_info in type(info.default).model_fields.items():
                if not isinstance(leaf_info.default, BaseModel):
                    yield _setting((name, leaf), leaf_info)
        else:
            yield _setting((name,), info)


def _owned() -> Iterator[FlatSetting]:
    """Yield the settings of methods and options of sources, merged over those that share a name."""
    methods = {name: record.settings for name, record in METHODS.items()}
    yield from _union(METHOD_SETTINGS, methods)
    yield from _union(SOURCE_OPTIONS_PATH, SOURCE_OPTIONS)


def _union(
    path: tuple[str, ...], owners: Mapping[str, type[BaseModel]]
) -> Iterator[FlatSetting]:
    merged: dict[str, FlatSetting] = {}
    for owner, model in owners.items():
        for leaf, info in model.model_fields.items():
            new = replace(_setting((*path, leaf), info), only_for=(owner,))
            merged[leaf] = _merge(merged[leaf], new) if leaf in merged else new
    yield from merged.values()


def _merge(one: FlatSetting, other: FlatSetting) -> FlatSetting:
    """Return a setting that admits what either owner admits; the config itself checks the owner's range."""
    low, high = _wider(one, other, "minimum", min), _wider(one, other, "maximum", max)
    return replace(
        one,
        **low,
        **high,
        default=one.default if one.default == other.default else None,
        choices=tuple(dict.fromkeys((*one.choices, *other.choices))),
        only_for=(*one.only_for, *other.only_for),
    )


def _wider(one: FlatSetting, other: FlatSetting, bound: str, pick: Any) -> dict[str, Any]:  # noqa: ANN401 (min or max)
    values = (getattr(one, bound), getattr(other, bound))
    if None in values:
        return {bound: None, f"{bound}_excluded": False}
    widest = pick(values)
    sides = [side for side in (one, other) if getattr(side, bound) == widest]
    excluded = all(getattr(side, f"{bound}_excluded") for side in sides)
    return {bound: widest, f"{bound}_excluded": excluded}


def _setting(path: tuple[str, ...], info: FieldInfo) -> FlatSetting:
    annotation, metadata, many = info.annotation, list(info.metadata), False
    if get_origin(annotation) is tuple:
        many = True
        annotation, metadata = _unwrap(get_args(annotation)[0])
    kind, choices = _kind(path, annotation)
    return FlatSetting(
        flag=PART_FLAGS.get(path, path[-1].replace("_", "-")),
        path=path,
        kind=kind,
        many=many,
        default=None if info.default is PydanticUndefined else info.default,
        help=" ".join((info.description or "").split()),
        choices=choices,
        **_bounds(metadata),
    )
