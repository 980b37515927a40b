"""The long-tail method of a run, and its settings."""

from typing import Any

from pydantic import SerializeAsAny, model_validator

from ltcore.config.base import Settings, validate_table
from ltcore.methods import METHODS
from ltcore.methods.base import Composition, MethodSettings
from ltcore.methods.erm import ErmSettings


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
