"""A scene is checked: what is wrong with it, what would mislead, and which truth it will announce."""

from dataclasses import dataclass

import orjson

from dashboard.lessons import bar_ends
from dashboard.lessons.build import SceneError, look_at
from dashboard.shell.predictions.announced import announced
from dashboard.shell.predictions.truths import Figure
from ltcore.lessons import Bars, Choice, Lesson
from ltcore.plots.base.theme import Look


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a check says of a scene.

    Attributes:
        faults: all that is wrong with it, as far as that can be seen.
        misleads: what would mislead those who look at it; None: nothing.
        truth: what the lesson will say is true; empty where the scene asks nothing, or cannot.
        picture: what is shown first, as JSON; None where it cannot be drawn.
    """

    faults: list[SceneError]
    misleads: SceneError | None
    truth: str
    picture: bytes | None


def checked(lesson: Lesson, index: int) -> Checked:
    """Draw a scene once, and return what there is to say of it."""
    looked, scene = look_at(lesson, index, Look()), lesson.scenes[index]
    asked, figure, truth, misleads = scene.predict, looked.figure, "", ""
    if asked is not None and looked.asks is not None and not looked.faults:
        if isinstance(asked, Choice):
            truth = f"the picture {scene.view}"
        else:
            truth = announced(asked, looked.asks["truth"])
        if isinstance(asked, Bars) and figure is not None:
            misleads = bar_ends.warning(figure, asked)
    return Checked(
        faults=looked.faults,
        misleads=SceneError(index, "predict", misleads) if misleads else None,
        truth=truth,
        picture=_as_json(figure) if figure is not None else None,
    )


def _as_json(figure: Figure) -> bytes:
    """Return a picture without the template, which says nothing of what it holds."""
    layout = {name: part for name, part in figure["layout"].items() if name != "template"}
    kept = {"data": figure["data"], "layout": layout}
    return orjson.dumps(kept, option=orjson.OPT_SERIALIZE_NUMPY)
