"""One setting of a run by its flat name, as the schema of its settings class says it.

Every setting is its leaf name with dashes (`--weight-decay`), except that the name of a part stands
for the part (`data.name` is `--data`, `optim.name` is `--optimiser`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from ltcore.config.pretrain import NONE
from ltcore.config.recipes import RECIPES
from ltcore.config.sources import SOURCE_OPTIONS
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS

Kind = Literal["int", "float", "bool", "choice", "text"]

PART_FLAGS = {
    "data.name": "data",
    "method.name": "method",
    "pretrain.name": "pretrain",
    "pretrain.share": "pretrain-share",
    "pretrain.on": "pretrain-on",
    "model.name": "model",
    "optim.name": "optimiser",
    "schedule.name": "schedule",
}
NAMES: dict[str, tuple[str, ...]] = {
    "recipe": ("auto", *RECIPES),
    "data.name": tuple(SOURCE_OPTIONS),
    "method.name": tuple(METHODS),
    "pretrain.name": (NONE, *PRETRAININGS),
}
"""Choices that a registry knows and the type does not."""

KINDS: dict[str, Kind] = {"integer": "int", "number": "float", "boolean": "bool", "string": "text"}


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
        only_for: methods, pre-trainings or data sources that have it; empty means all runs.
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
            >>> from ltcore.config.flat import flat_settings
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
            yield setting_at((*path, name), properties[name])


def setting_at(path: tuple[str, ...], schema: Mapping[str, Any]) -> FlatSetting:
    """Return the setting that a schema describes.

    Args:
        path: where it sits in `RunConfig`.
        schema: of the field, as JSON schema.
    """
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


def merged(one: FlatSetting, other: FlatSetting) -> FlatSetting:
    """Return a setting that admits what either owner admits; the config checks the owner's own range.

    Args:
        one: of some owners.
        other: of the same name, of another owner.

    Raises:
        ValueError: they are of different kinds.
    """
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
