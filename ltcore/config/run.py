"""RunConfig: everything that decides what a run computes, as one frozen object."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SerializeAsAny, ValidationInfo, model_validator

from ltcore.config.base import SettingError, Settings, shown, validate_table
from ltcore.config.data import FEWEST_PER_LABELLED, DataConfig
from ltcore.config.fingerprint import ID_VERSION, deciding_settings
from ltcore.config.recipes import (
    NAMED_RECIPES,
    OPTIMISER_DEFAULTS,
    RECIPE_OF_DATA,
    RECIPES,
    TIED,
)
from ltcore.config.training import ModelConfig, OptimConfig, ScheduleConfig, TrainConfig
from ltcore.methods import METHODS
from ltcore.methods.base import Composition, Head, MethodSettings
from ltcore.methods.erm import ErmSettings
from ltcore.registry import UnknownNameError

SCHEMA_VERSION = 3
"""Version of the run folder; a folder with a newer one is refused, never guessed at.

It moves with every setting that is added, renamed or removed: `ltcore.runs.migration` then says what a
folder of the version before means."""
ON_RECORD = "on record"
"""Context of validation: the settings are those that a run folder has on record."""


class MethodConfig(Settings):
    """The long-tail method and its settings."""

    name: str = "erm"
    """Method, by its name in the registry."""
    settings: SerializeAsAny[MethodSettings] = ErmSettings()
    """The method's own settings."""

    @model_validator(mode="before")
    @classmethod
    def _resolve_settings(cls, values: Any) -> Any:  # noqa: ANN401 (pydantic hands over raw input)
        if not isinstance(values, dict):
            return values
        record = METHODS[str(values.get("name", "erm"))]
        settings = values.get("settings", {})
        if isinstance(settings, dict):
            settings = validate_table("settings", record.settings, settings)
        elif type(settings) is not record.settings:
            raise ValueError(f"settings of {record.name} must be {record.settings.__name__}")
        return {**values, "settings": settings}

    @property
    def parts(self) -> Composition:
        """What the method is made of under these settings."""
        return METHODS[self.name].compose(self.settings)


class RunConfig(Settings):
    """One run: data, model, optimiser, schedule, loop, method and seed.

    Example:
        >>> config = RunConfig.model_validate({"method": {"name": "ldam"}, "train": {"epochs": 3}})
        >>> config.method.settings.max_margin, config.train.epochs, config.recipe
        (0.5, 3, 'digits')
        >>> config.run_id.startswith("digits-r100-ldam-s0-")
        True
    """

    name: Annotated[str, Field(max_length=200)] = ""
    """Label of the run, for readers; no file is named after it."""
    recipe: str = "auto"
    """Group of settings to start from; auto means the data set's own."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Seed for initial weights, order of examples and augmentation."""
    fork: Annotated[str, Field(max_length=200)] = ""
    """Run whose last weights start this new run; empty means random weights."""
    data: DataConfig = DataConfig()
    """The data set and its imbalance."""
    method: MethodConfig = MethodConfig()
    """The long-tail method."""
    model: ModelConfig = ModelConfig()
    """The network."""
    optim: OptimConfig = OptimConfig()
    """The optimiser."""
    schedule: ScheduleConfig = ScheduleConfig()
    """The learning-rate schedule."""
    train: TrainConfig = TrainConfig()
    """The training loop."""

    @model_validator(mode="before")
    @classmethod
    def _fill_from_recipe(cls, values: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 (raw input)
        if not isinstance(values, dict):
            return values
        asked = {part: _name_in(values, part) for part in ("data", "method")}
        recipe = values.get("recipe", "auto")
        if recipe == "auto":
            recipe = RECIPE_OF_DATA.get(asked["data"] or "digits", "digits")
        if not isinstance(recipe, str) or recipe not in RECIPES:
            raise UnknownNameError("recipe", str(recipe), RECIPES)
        tables = _without_tied_settings(RECIPES[recipe], values)
        named = {part: _name_in(tables, part) for part in asked}
        for part, name in named.items():
            if name and asked[part] not in ("", name):
                raise _of_another(part, asked[part], name, recipe)
        if info.context == ON_RECORD and values.get("recipe") == recipe:
            return values
        data = asked["data"] or named["data"] or "digits"
        method = asked["method"] or named["method"] or "erm"
        filled = merge(_defaults_of(method, data), tables)
        if "ratio" in _as_dict(
            values.get("data", {})
        ):  # whoever names a ratio wants a profile with one
            filled = merge(filled, {"data": {"profile": "exponential"}})
        optimiser = str(_as_dict(values.get("optim", {})).get("name", ""))
        filled = merge(filled, {"optim": OPTIMISER_DEFAULTS.get(optimiser, {})})
        return merge(filled, {**values, "recipe": recipe})

    @model_validator(mode="after")
    def _check_margin_head(self) -> "RunConfig":
        if self.method.parts.loss.in_cosines and self.head == "linear":
            raise SettingError(
                "model.head",
                f'"linear" does not work with {self.method.name}, whose margins are in cosine '
                'units; use "method" or "cosine"',
            )
        return self

    @model_validator(mode="after")
    def _check_linear_head(self) -> "RunConfig":
        parts = self.method.parts
        why = ""
        if parts.clusters or parts.retraining:
            why = "works on a linear classifier"
        elif parts.loss.is_binary:
            why = "starts with every class at 1/C, through a bias that a cosine classifier lacks"
        if why and self.head == "cosine":
            raise SettingError(
                "model.head",
                f'"cosine" does not work with {self.method.name}, which {why}; use "method" or '
                '"linear"',
            )
        return self

    @model_validator(mode="after")
    def _check_unlabelled(self) -> "RunConfig":
        learns = METHODS[self.method.name].uses_unlabelled
        if learns and not self.data.unlabelled:
            raise SettingError(
                "data.unlabelled",
                f"0 leaves {self.method.name} nothing to learn from. Leave it out, or give "
                f"{FEWEST_PER_LABELLED} to 10",
            )
        if self.data.unlabelled and not learns:
            users = [name for name, record in METHODS.items() if record.uses_unlabelled]
            raise SettingError(
                "data.unlabelled",
                f"{shown(self.data.unlabelled)} has no effect: {self.method.name} does not learn from "
                "unlabelled examples. Leave it out, or choose a method that does "
                f"({', '.join(users) or 'this release has none'})",
            )
        return self

    @property
    def head(self) -> Head:
        """The classifier of the run: the one asked for, or the one that the method needs."""
        return self.method.parts.head if self.model.head == "method" else self.model.head

    @property
    def fingerprint(self) -> str:
        """Hash of the settings that decide the result, 12 hexadecimal digits."""
        text = json.dumps({"schema": ID_VERSION, **deciding_settings(self)}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def run_id(self) -> str:
        """Folder name of the run: readable, safe in a path, unique by fingerprint."""
        imbalance = (
            f"r{self.data.ratio:g}"
            if self.data.profile in ("exponential", "step")
            else self.data.profile
        )
        parts = (self.data.name, imbalance, self.method.name, f"s{self.seed}", self.fingerprint)
        return "-".join(re.sub(r"[^a-z0-9_.]", "_", part) for part in parts)

    @classmethod
    def on_record(cls, content: Mapping[str, Any]) -> "RunConfig":
        """Return the settings that a run folder has on record.

        What the record lacks has its plain default: recipes and defaults of a data set say what a new run
        takes, and may have changed since this one was made.

        Raises:
            pydantic.ValidationError: a setting is unknown or out of range.
        """
        return cls.model_validate(dict(content), context=ON_RECORD)

    @classmethod
    def from_toml(cls, path: Path, overrides: Mapping[str, Any] | None = None) -> "RunConfig":
        """Read a TOML file whose tables are the parts of this class; ``overrides`` win.

        Raises:
            OSError: the file cannot be read.
            tomllib.TOMLDecodeError: the file is not TOML.
            pydantic.ValidationError: a setting is unknown or out of range.
        """
        return cls.model_validate(
            merge(tomllib.loads(path.read_text("utf-8-sig")), overrides or {})
        )


def _name_in(tables: Mapping[str, Any], part: str) -> str:
    """Return the data set, method, ... that the tables name, empty where they name none."""
    return str(_as_dict(tables.get(part, {})).get("name", ""))


def _defaults_of(method: str, data: str) -> dict[str, Any]:
    """Return what a method wants where nothing else is asked for."""
    record = METHODS[method]
    settings = {"method": {"settings": dict(record.defaults.get(data, {}))}}
    # Whoever names a method that learns from unlabelled examples wants it to have some.
    return {**settings, "data": {"unlabelled": 1.0}} if record.uses_unlabelled else settings


def _without_tied_settings(recipe: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe without what goes with its own optimiser or schedule where another is asked for."""
    kept = dict(recipe)
    for part, tied in TIED.items():
        if _name_in(values, part) not in ("", _name_in(recipe, part)):
            kept[part] = {
                key: value for key, value in recipe.get(part, {}).items() if key not in tied
            }
    return kept


def _of_another(part: str, asked: str, named: str, recipe: str) -> SettingError:
    """Return the error for a named recipe that is asked for with another method or data set."""
    flag, base = f"--{part}", NAMED_RECIPES[recipe].base
    return SettingError(
        f"{part}.name",
        f"{asked[:80]} does not work with recipe {recipe}, which is for {named}. Leave out "
        f"{flag}, or use --recipe {base}, which works with all of them, and give the settings "
        "yourself",
    )


def _as_dict(part: Any) -> dict[str, Any]:  # noqa: ANN401 (a part may be a model or raw input)
    if isinstance(part, Settings):
        return part.model_dump()
    return part if isinstance(part, dict) else {}


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``over`` laid on top, table by table; models in ``over`` win whole.

    Example:
        >>> merge({"optim": {"lr": 0.1, "momentum": 0.9}}, {"optim": {"lr": 0.5}})
        {'optim': {'lr': 0.5, 'momentum': 0.9}}
    """
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = merge(below, value)
        else:
            merged[key] = value
    return merged
