"""A lesson as the browser gets it: every scene with its picture, its sliders and what it asks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any, TypeVar

from dashboard.lessons.drawn import Drawn, drawn
from dashboard.lessons.sliders import Free, each, free
from dashboard.lessons.views import ViewError, view_of
from dashboard.shell.predictions.truths import Figure, TruthError, given, truth
from ltcore.lessons import Choice, Lesson
from ltcore.plots.base.theme import Look

T = TypeVar("T")
Built = dict[str, Any]
"""As JSON has it."""


class SceneError(ValueError):
    """A scene that cannot be shown.

    Attributes:
        index: of the scene.
        field: that is to blame.
    """

    def __init__(self, index: int, field: str, why: str) -> None:
        super().__init__(f"scene {index + 1}, {field}: {why}")
        self.index, self.field = index, field


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A scene as far as it can be drawn.

    Attributes:
        faults: all that is wrong with it, as far as that can be seen.
        sliders: those that stay free.
        pictures: one for each position of the sliders.
        now: place of the picture that is shown before a slider is moved.
        asks: what it asks, as the browser gets it, with its truth.
    """

    faults: list[SceneError]
    sliders: list[Free] = field(default_factory=list)
    pictures: list[Drawn] = field(default_factory=list)
    now: int = 0
    asks: Built | None = None

    @property
    def figure(self) -> Figure | None:
        """What is shown before a slider is moved."""
        return self.pictures[self.now].figure if self.pictures else None


def build(lesson: Lesson, look: Look) -> Iterator[Built]:
    """Yield the scenes of a lesson, from the first to the last, see `built`."""
    for index in range(len(lesson.scenes)):
        yield built(lesson, index, look)


def built(lesson: Lesson, index: int, look: Look, drew: Callable[[], None] = lambda: None) -> Built:
    """Return a scene as the browser gets it.

    Args:
        lesson: it is a scene of.
        index: of the scene.
        look: where it is shown.
        drew: called after each position of its sliders is drawn.

    Raises:
        SceneError: the scene shows no picture, or its picture does not hold what it asks for.
    """
    scene, looked = lesson.scenes[index], look_at(lesson, index, look, drew)
    if looked.faults:
        raise looked.faults[0]
    return {
        "title": scene.title,
        "page": view_of(scene.view).page.title,
        "view": scene.view,
        "say": scene.say,
        "source": scene.source,
        "pictures": [_slim(one) for one in looked.pictures],
        "sliders": [
            {"label": one.label, "texts": list(one.texts), "now": one.now} for one in looked.sliders
        ],
        "predict": looked.asks,
    }


def look_at(
    lesson: Lesson, index: int, look: Look, drew: Callable[[], None] = lambda: None
) -> Looked:
    """Draw a scene and read off what it asks, as far as that goes; the arguments are those of `built`."""
    scene = lesson.scenes[index]
    faults: list[SceneError] = []

    def tried(field: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except (ViewError, TruthError) as error:
            faults.append(SceneError(index, field, str(error)))
            return None

    asked = scene.predict
    view = tried("view", partial(view_of, scene.view))
    if view is None:
        if isinstance(asked, Choice):
            for address in asked.others:
                tried("predict", partial(view_of, address))
        return Looked(faults=faults)
    sliders = tried("sliders", partial(free, view, scene.sliders)) or []
    pictures = (
        tried("view", lambda: each(view, sliders, look, drew) if sliders else [drawn(view, look)])
        or []
    )
    asks = None
    now = place_of([len(one.values) for one in sliders], [one.now for one in sliders])
    if isinstance(asked, Choice):
        others = [tried("predict", partial(_drawn_at, one, look)) for one in asked.others]
        asks = asked.model_dump() | {"others": [_slim(one) for one in others if one]}
    elif asked is not None and pictures:
        figure = pictures[now].figure
        told = tried("predict", lambda: truth(figure, asked))
        shown = tried("predict", lambda: given(figure, asked.given))
        asks = asked.model_dump() | {"truth": told, "given": shown}
    return Looked(faults=faults, sliders=sliders, pictures=pictures, now=now, asks=asks)


def place_of(lengths: Sequence[int], now: Sequence[int]) -> int:
    """Return the place of a position among the pictures of sliders; the last slider moves first.

    Example:
        >>> place_of([3, 4], [1, 2])
        6
    """
    return reduce(lambda place, one: place * one[0] + one[1], zip(lengths, now, strict=True), 0)


def _drawn_at(address: str, look: Look) -> Drawn:
    return drawn(view_of(address), look)


def _slim(picture: Drawn) -> Built:
    """Return a picture without the template, which all pictures of a lesson share.

    Marks that the graphics card would draw are drawn as any others: a part of plotly has to be enough.
    """
    layout = {name: part for name, part in picture.figure["layout"].items() if name != "template"}
    data = [
        trace | {"type": "scatter"} if trace.get("type") == "scattergl" else trace
        for trace in picture.figure["data"]
    ]
    return {"data": data, "layout": layout, "words": picture.words}
