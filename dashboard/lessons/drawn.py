"""The picture of a scene, as its page draws it: the figure as the browser gets it, and its words.

Where the address says all settings, the picture is asked by itself. Pages whose controls depend on what there
is to choose from are run as the browser would run them; that needs a process in which no page is served.
"""

from dataclasses import dataclass
from typing import Any

import orjson
from streamlit.testing.v1 import AppTest

from dashboard.lessons.views import View, ViewError
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.settings import Settings
from dashboard.shell.shown import NotShown, Shown
from ltcore.plots.base.theme import Look

PATIENCE = 120
"""Seconds that a page may take until its picture stands."""

SAYS = ("info", "warning", "error", "exception")
"""Elements in which a page says why it shows nothing."""
Figure = dict[str, Any]
"""A figure as JSON has it: ``data`` and ``layout``."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a scene shows.

    Attributes:
        figure: as JSON has it.
        words: what it says, in sentences.
    """

    figure: Figure
    words: str


def drawn(view: View, look: Look) -> Drawn:
    """Return what an address shows.

    Args:
        view: the picture with its settings.
        look: where it is shown.

    Raises:
        ViewError: the page has no picture for these settings; says what the page says.
    """
    if view.picture is not None and isinstance(view.picture.settings, Settings):
        return shown(view, view.settings(), look)
    return _on_the_page(view, look)


def shown(view: View, settings: Any, look: Look) -> Drawn:  # noqa: ANN401 (a dataclass of the picture)
    """Return what a picture shows for some of its settings."""
    try:
        answer: Shown = view.picture.show(settings, look)  # type: ignore[union-attr]
    except NotShown as nothing:
        raise ViewError(f"{view.page.slug} shows no picture: {nothing.message}") from nothing
    if answer.figure is None:
        raise ViewError(f"{view.page.slug} shows no picture here")
    made = answer.figure if isinstance(answer.figure, Drawing) else drawing(answer.figure)
    return Drawn(figure=orjson.loads(made.json), words=answer.words)


def _on_the_page(view: View, look: Look) -> Drawn:
    """Return the first picture of a page that is run as the browser would run it."""
    script = (
        "from dashboard.lessons.views import PAGES\n"
        "from dashboard.shell.render import render\n"
        f"render(PAGES[{view.page.slug!r}])"
    )
    page = AppTest.from_string(script, default_timeout=PATIENCE)
    for name, text in {**view.said, "lecture": str(look.lecture)}.items():
        page.query_params[name] = text
    page.context["theme"] = look.mode
    page.run()
    for element in page.get("bidi_component"):
        proto = element.proto
        if "-figure_" in proto.id:
            told: dict[str, Any] = orjson.loads(proto.bytes)
            return Drawn(figure=told["figure"], words=told["alt"])
    said = " ".join(str(getattr(one, "value", "")) for kind in SAYS for one in page.get(kind))
    raise ViewError(f"{view.page.slug} shows no picture here: {said or 'it says nothing'}")
