"""What is being edited: a scene and the words of its lesson as they are in the fields, and as they were read.

The fields hold what the reader types until it is saved or given up: a file that changes in the meantime
changes nothing in them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.shell import state
from dashboard.views.lessons.choice import Chosen
from ltcore.lessons import Lesson, Prediction, Scene
from ltcore.lessons.sentences import KINDS

LOADED = "lesson_loaded"
"""Under this key the session remembers what the fields were filled from."""
OF_LESSON = ("title", "about")
OF_SCENE = ("title", "view", "say", "minutes", "notes", "source", "sliders")
NO_PREDICTION = ""
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
EMPTY: Mapping[str, Any] = {
    "ask": "",
    "given": [],
    "seen": "",
    "low": 0.0,
    "high": 1.0,
    "unit": "",
    "trace": "",
    "at": "",
    "truth": "lowest",
    "other": "",
    "first": "",
    "second": "",
}
"""Fields of all kinds of predictions, as they are before anything is typed."""


@dataclass(frozen=True)
class Loaded:
    """What the fields were filled from.

    Attributes:
        chosen: the lesson as its file was.
        index: of the scene, from 0.
        lesson: what the file said.
    """

    chosen: Chosen
    index: int
    lesson: Lesson

    @property
    def scene(self) -> Scene:
        """The scene as it was."""
        return self.lesson.scenes[self.index]


def key(of: str, name: str) -> str:
    """Return the key of a field: of the "lesson", its "scene" or its "predict"."""
    return f"lesson_edit_{of}_{name}"


KIND = key("predict", "kind")


def now(chosen: Chosen, lesson: Lesson) -> Loaded:
    """Return what is being edited; the fields take over the file where nothing is unsaved in them."""
    loaded = of_session()
    if loaded is None or not is_changed(loaded):
        wanted = Loaded(chosen, chosen.index, lesson)
        if wanted != loaded:
            _fill(wanted)
        return wanted
    return loaded


def of_session() -> Loaded | None:
    """Return what the fields were filled from, None where nothing was edited."""
    return state.remembered(LOADED, None)


def is_changed(loaded: Loaded) -> bool:
    """Return whether the fields hold anything that is not in the file as it was read."""
    return any(state.remembered(name, value) != value for name, value in _values(loaded).items())


def forget() -> None:
    """Give up what is in the fields; they are filled from the file again."""
    state.remember(LOADED, None)


def lesson(loaded: Loaded) -> Lesson:
    """Return the lesson with what is in the fields.

    Raises:
        ValidationError: it is not legal.
    """
    scenes: list[Any] = list(loaded.lesson.scenes)
    scenes[loaded.index] = scene(loaded.scene)
    words = {name: state.remembered(key("lesson", name), "") for name in OF_LESSON}
    return Lesson.model_validate({**words, "scenes": scenes})


def place_in(loaded: Loaded, into: Lesson) -> int | None:
    """Return where the scene that is edited stands in a lesson that changed since; None where it is gone.

    Of equal scenes it is the one at its old place, else the one of its rank among them.
    """
    if loaded.index < len(into.scenes) and into.scenes[loaded.index] == loaded.scene:
        return loaded.index
    alike = [index for index, scene in enumerate(into.scenes) if scene == loaded.scene]
    rank = loaded.lesson.scenes[: loaded.index].count(loaded.scene)
    return alike[min(rank, len(alike) - 1)] if alike else None


def merged(loaded: Loaded, into: Lesson, index: int) -> Lesson:
    """Return a lesson that changed since, with what was changed in the fields.

    Args:
        loaded: what the fields were filled from.
        into: the lesson as it is now.
        index: of the scene that is replaced, see `place_in`.

    Raises:
        ValidationError: it is not legal.
    """
    mine = lesson(loaded)
    scenes = [*into.scenes[:index], mine.scenes[loaded.index], *into.scenes[index + 1 :]]
    words = {
        name: getattr(mine if getattr(mine, name) != getattr(loaded.lesson, name) else into, name)
        for name in OF_LESSON
    }
    return Lesson.model_validate({**words, "scenes": scenes})


def scene(before: Scene) -> dict[str, Any]:
    """Return the scene in the fields, legal or not; what has no field stays as it was."""
    words = {name: state.remembered(key("scene", name), None) for name in OF_SCENE}
    kind = state.remembered(KIND, NO_PREDICTION)
    predict = _prediction(kind, before.predict) if kind else None
    return {**before.model_dump(), **words, "predict": predict}


def _prediction(kind: str, before: Prediction | None) -> dict[str, Any]:
    fields = {name: state.remembered(key("predict", name), empty) for name, empty in EMPTY.items()}
    fields |= {
        "kind": kind,
        "at": place(fields["at"]),
        "others": [fields["first"], fields["second"]],
        "other": fields["other"] if fields["truth"] == "crossing" else "",
    }
    kept = before.model_dump() if before is not None and before.kind == kind else {}
    return kept | {name: fields[name] for name in KINDS[kind].model_fields if name in fields}


def place(text: str) -> float | str:
    """Return where a number stands on the other axis: a number, or the name of a category.

    Example:
        >>> place("0.5"), place("digit 3"), place('"3"')
        (0.5, 'digit 3', '3')
        >>> place("1_000"), place("nan")
        ('1_000', 'nan')
    """
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    number = float(text) if _DECIMAL.fullmatch(text.strip()) else math.inf
    return number if math.isfinite(number) else text


def typed(at: float | str) -> str:
    """Return a place as it is typed: the name of a category that looks like a number in quotes."""
    if isinstance(at, float):
        return repr(at).removesuffix(".0")
    return f'"{at}"' if place(at) != at else at


def _values(loaded: Loaded) -> dict[str, Any]:
    """Return what the fields hold where nothing was typed."""
    scene = loaded.scene
    values: dict[str, Any] = {
        key("lesson", name): getattr(loaded.lesson, name) for name in OF_LESSON
    }
    values |= {key("scene", name): getattr(scene, name) for name in OF_SCENE}
    values[key("scene", "sliders")] = list(scene.sliders)
    asked: dict[str, Any] = scene.predict.model_dump() if scene.predict else {"kind": NO_PREDICTION}
    asked["given"] = list(asked.get("given", ()))
    if "at" in asked:
        asked["at"] = typed(asked["at"])
    asked["first"], asked["second"] = asked.pop("others", ("", ""))
    return values | {key("predict", name): value for name, value in {**EMPTY, **asked}.items()}


def _fill(loaded: Loaded) -> None:
    for name, value in _values(loaded).items():
        state.remember(name, value)
    state.remember(LOADED, loaded)
