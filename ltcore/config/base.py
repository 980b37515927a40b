"""The base of every settings class: frozen, closed, and documented field by field."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


class Settings(BaseModel):
    """Frozen and closed; the sentence under a field is its help text everywhere."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class SettingError(ValueError):
    """A legal value that does not go with the other settings.

    Args:
        setting: dotted name below the class that refuses it.
        sentence: what is wrong and the way out.
    """

    def __init__(self, setting: str, sentence: str) -> None:
        super().__init__(f"{setting}: {sentence}")
        self.setting = setting
        self.sentence = sentence


def refuse_unused(
    settings: Settings, by: str, used_by: Mapping[str, tuple[str, ...]], *, called: str = ""
) -> None:
    """Refuse a setting that was moved away from its default where nothing would use it.

    Args:
        settings: the settings to look at.
        by: the field whose choice decides what is used.
        used_by: field -> choices that use it.
        called: what the deciding field is called, where its own name does not say.

    Raises:
        SettingError: a setting would be ignored; the message says by whom, and who would use it.
    """
    chosen = getattr(settings, by)
    for name, users in used_by.items():
        value = getattr(settings, name)
        if chosen not in users and value != type(settings).model_fields[name].default:
            word = called or by
            known = " or ".join(users)
            raise SettingError(
                name,
                f"{shown(value)} has no effect: {word} is {chosen}. Leave it out, or choose {word} {known}",
            )


def shown(value: object) -> str:
    """Return a value as it is written on the command line.

    Example:
        >>> shown((0.5, 0.75)), shown(True), shown("shuffled"), shown(10.0)
        ('0.5,0.75', 'true', 'shuffled', '10')
    """
    if isinstance(value, tuple):
        return ",".join(map(shown, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)


M = TypeVar("M", bound=BaseModel)


def validate_table(table: str, model: type[M], values: object) -> M:
    """Return ``values`` as a ``model``; what is wrong in it is reported as lying in ``table``.

    A class that is chosen by a name is validated by hand, before pydantic knows which table it looks at. A
    value that is missing is reported with the sentence of its own field.

    Raises:
        ValidationError: as pydantic's own, with ``table`` in front of every location.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        details = []
        for problem in error.errors(include_url=False):
            kind: str | PydanticCustomError = problem["type"]
            if (
                kind == "missing" and "ctx" in problem
            ):  # from a table within, which told its own sentence
                kind = PydanticCustomError("missing", "{sentence}", problem["ctx"])
            elif kind == "missing":
                sentence = model.model_fields[str(problem["loc"][0])].description
                kind = PydanticCustomError("missing", "{sentence}", {"sentence": sentence})
            details.append(
                InitErrorDetails(
                    type=kind,
                    loc=(table, *problem["loc"]),
                    input=problem["input"],
                    ctx=problem.get("ctx", {}),
                )
            )
        raise ValidationError.from_exception_data(error.title, details) from error
