"""The base of every settings class: frozen, closed, and documented field by field."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Frozen and closed; the sentence under a field is its help text everywhere."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )
