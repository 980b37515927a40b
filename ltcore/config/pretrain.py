"""Pre-training: features learned without labels before the method begins."""

from typing import Annotated, Any, Literal

from pydantic import Field, SerializeAsAny, model_validator

from ltcore.config.base import Settings, refuse_unused, validate_table
from ltcore.methods.base import MethodSettings
from ltcore.pretraining import PRETRAININGS

NONE = "none"
"""Stands for no pre-training."""


class NoSettings(MethodSettings):
    """The settings of no pre-training."""


class PretrainConfig(Settings):
    """What the network learns from images alone, before the method begins with its backbone."""

    name: str = NONE
    """What the network learns first, from images without labels; "none" starts from random weights."""
    share: Annotated[float, Field(gt=0, le=100)] = 1.0
    """Optimiser steps of the pre-training, as a share of those of the training that follows it."""
    on: Literal["labelled", "both"] = "labelled"
    """Examples of the pre-training: those that the method has labels of, or the unlabelled ones as well."""
    settings: SerializeAsAny[MethodSettings] = NoSettings()
    """The pre-training's own settings."""

    @model_validator(mode="before")
    @classmethod
    def _resolve_settings(cls, values: Any) -> Any:  # noqa: ANN401 (pydantic hands over raw input)
        if not isinstance(values, dict):
            return values
        name = str(values.get("name", NONE))
        kind = NoSettings if name == NONE else PRETRAININGS[name].settings
        settings = values.get("settings", {})
        if isinstance(settings, dict):
            settings = validate_table("settings", kind, settings)
        elif type(settings) is not kind:
            raise ValueError(f"settings of {name} must be {kind.__name__}")
        return {**values, "settings": settings}

    @model_validator(mode="after")
    def _check_used(self) -> "PretrainConfig":
        users = tuple(PRETRAININGS)
        refuse_unused(self, "name", {"share": users, "on": users}, called="pretrain")
        return self

    @property
    def is_used(self) -> bool:
        """Whether there is a pre-training."""
        return self.name != NONE
