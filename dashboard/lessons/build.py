"""A lesson as the browser gets it: every scene with its picture, its sliders and what it asks."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

from dashboard.lessons.drawn import Drawn, drawn
from dashboard.lessons.sliders import each, free
from dashboard.lessons.views import ViewError, view_of
from dashboard.shell.predictions.truths import Figure, TruthError, given, truth
from ltcore.lessons import Choice, Lesson, Prediction
from ltcore.plots.base.theme import Look

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
    scene, field = lesson.scenes[index], "view"
    try:
        view = view_of(scene.view)
        field = "sliders"
        sliders = free(view, scene.sliders)
        field = "view"
        pictures = each(view, sliders, look, drew) if sliders else [drawn(view, look)]
        field = "predict"
        now = place_of([len(one.values) for one in sliders], [one.now for one in sliders])
        asks = _asked(scene.predict, pictures[now].figure, look) if scene.predict else None
    except (ViewError, TruthError) as error:
        raise SceneError(index, field, str(error)) from error
    return {
        "title": scene.title,
        "page": view.page.title,
        "view": scene.view,
        "say": scene.say,
        "source": scene.source,
        "pictures": [_slim(one) for one in pictures],
        "sliders": [
            {"label": one.label, "texts": list(one.texts), "now": one.now} for one in sliders
        ],
        "predict": asks,
    }


def shown_first(told: Built) -> Figure:
    """Return the figure of a built scene that is shown before a slider is moved."""
    sliders = told["sliders"]
    now = place_of([len(one["texts"]) for one in sliders], [one["now"] for one in sliders])
    figure: Figure = told["pictures"][now]
    return figure


def place_of(lengths: Sequence[int], now: Sequence[int]) -> int:
    """Return the place of a position among the pictures of sliders; the last slider moves first.

    Example:
        >>> place_of([3, 4], [1, 2])
        6
    """
    return reduce(lambda place, one: place * one[0] + one[1], zip(lengths, now, strict=True), 0)


def _asked(asked: Prediction, figure: Figure, look: Look) -> Built:
    told: Built = asked.model_dump()
    if isinstance(asked, Choice):
        others = [drawn(view_of(address), look) for address in asked.others]
        return told | {"others": [_slim(one) for one in others]}
    return told | {"truth": truth(figure, asked), "given": given(figure, asked.given)}


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
