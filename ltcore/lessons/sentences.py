"""What is wrong with a value of a lesson, as a sentence: its name, the value, and what is legal."""

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
ADDRESS = (
    "give the name of a page and its settings, as the browser has them behind the last slash, such as "
    "effective_number?en_beta=0.9"
)
LONGEST = 60
"""Characters of a value that a sentence shows."""


def sentence(error: ErrorDetails) -> str:
    """Return what is wrong, as one sentence."""
    place, kind = error["loc"], error["type"]
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "the lesson")
    names = _model(place[:-1]).model_fields
    match kind:
        case "missing":
            said = f"{name} is missing. It is: {names[name].description}"
        case "extra_forbidden":
            near = difflib.get_close_matches(name, names, n=1)
            ask = f" Did you mean {near[0]}?" if near else ""
            said = f"{name} is unknown.{ask} Known: {', '.join(names)}."
        case "union_tag_not_found":
            said = f"{name} needs a kind. Give kind one of {', '.join(KINDS)}."
        case "union_tag_invalid":
            said = f"{name} has a kind that is unknown. Give kind one of {', '.join(KINDS)}."
        case "value_error":
            said = f"{error['ctx']['error']}."
        case "string_pattern_mismatch":
            said = f"{name} = {_shown(error['input'])} is not legal: {ADDRESS}."
        case _:
            wrong = f"{name} = {_shown(error['input'])} is not legal: {error['msg'].lower()}."
            said = f"{name} is empty: write something." if kind == "string_too_short" else wrong
    return said


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
