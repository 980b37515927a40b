"""What is wrong with a value of a lesson, as a sentence: the name, the value, what is legal, the nearest name."""

import difflib
from collections.abc import Iterable

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ltcore.lessons.lesson import Lesson, Scene
from ltcore.lessons.predictions import Bars, Choice, Curve, Cut, Number

KINDS: dict[str, type[BaseModel]] = {
    "bars": Bars,
    "curve": Curve,
    "number": Number,
    "cut": Cut,
    "choice": Choice,
}
LONGEST = 60
"""Characters of a value that a sentence shows."""


def sentence(error: ErrorDetails) -> str:
    """Return what is wrong, as one sentence."""
    place, kind = error["loc"], error["type"]
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "the lesson")
    names = _model(place[:-1]).model_fields
    if kind == "missing":
        return f"{name} is missing. It is: {names[name].description}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, names, n=1)
        ask = f" Did you mean {near[0]}?" if near else ""
        return f"{name} is unknown.{ask} Known: {', '.join(names)}."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return f"{name} needs a kind. Give kind one of {', '.join(KINDS)}."
    if kind == "value_error":
        return f"{error['ctx']['error']}."
    return f"{name} = {_shown(error['input'])} is not legal: {error['msg'].lower()}."


def _model(place: Iterable[str | int]) -> type[BaseModel]:
    """Return the model that the names at a place belong to."""
    model: type[BaseModel] = Lesson
    for part in place:
        if part == "scenes":
            model = Scene
        elif part in KINDS:
            model = KINDS[str(part)]
    return model


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
