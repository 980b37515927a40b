"""What a picture is asked and what it answers: made once for all sessions, and for all places of a slider."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from dashboard.shell import answers, under_hand
from dashboard.shell.components import hand
from dashboard.shell.components.picture import drawing
from dashboard.shell.page import Found, Picture
from dashboard.shell.shown import Shown
from dashboard.shell.under_hand import Spec
from ltcore.plots.base.theme import Look


@dataclass(frozen=True, kw_only=True)
class Asked:
    """All that a picture depends on.

    Attributes:
        picture: what is asked.
        settings: current values, one object.
        look: where it is shown.
        stamps: of what is read from disk for it.
    """

    picture: Picture[Any]
    settings: Any
    look: Look
    stamps: Hashable = ()

    @property
    def token(self) -> str:
        """Names what is shown: figures for the hand are good for no other."""
        return f"{self.settings} {self.look}"


def answer(asked: Asked, found: Found) -> Shown:
    """Return what a picture shows, ready to be sent.

    Args:
        asked: the question.
        found: what a study has found so far; it is not part of the question, and grows.
    """
    if found and asked.picture.study is not None:
        return _ready(asked, asked.picture.study.show(asked.settings, asked.look, found))
    return answers.made(_answer, asked)


def _answer(asked: Asked) -> Shown:
    return _ready(asked, asked.picture.show(asked.settings, asked.look))


def _ready(asked: Asked, shown: Shown) -> Shown:
    if not isinstance(shown.figure, go.Figure):
        return shown
    figure = shown.figure
    if asked.picture.drag is not None:
        figure = hand.with_setting(figure, asked.token)
    return replace(shown, figure=drawing(figure))


def follow(asked: Asked, key: str) -> None:
    """Let the picture follow its sliders while they are dragged, where it can.

    Args:
        asked: what is shown.
        key: of the picture, as given to ``widgets.figure``.
    """
    picture = asked.picture
    if picture.drag is None:
        return
    for name in picture.settings.sliders(picture.row):
        slider = picture.settings.linked[name].key
        hand.follow(slider, answers.made(_packed, asked, key, name, slider))


def _packed(asked: Asked, key: str, name: str, slider: str) -> bytes:
    now, positions = figures(asked, name)
    return hand.figures(key, slider, asked.token, now, positions)


def figures(asked: Asked, name: str) -> tuple[Spec, list[Spec]]:
    """Return the current figure, and the figure at each position of a slider, from the left.

    Raises:
        ValueError: the picture does not follow the hand.
    """
    drag = asked.picture.drag
    if drag is None:
        raise ValueError(f"{asked.picture.label} does not follow the hand")
    moved = asked.picture.settings.at_each_position(asked.settings, name)
    positions = under_hand.each(moved, lambda there: drag(there, asked.look))
    return drag(asked.settings, asked.look), positions
