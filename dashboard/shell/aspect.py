"""What a picture of the page is made of: a short question, its controls, its starts, and how it is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import answers, under_hand, widgets
from dashboard.shell.components import hand
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked

T = TypeVar("T")
CONTROL = 200
"""Pixels: in a lecture too all controls find room in one row."""


@dataclass(frozen=True, eq=False)
class Aspect:
    """One picture; two are equal where they are one.

    Attributes:
        label: a short question.
        linked: its settings.
        presets: returns its starts.
        controls: draws the widgets of the settings, already adopted.
        picture: draws what they say.
    """

    label: str
    linked: Sequence[Linked[Any]]
    presets: Callable[[], Sequence[Preset]]
    controls: Callable[[], None]
    picture: Callable[[], None]


def control_row() -> DeltaGenerator:
    """Return the row that the controls stand in; it wraps where text is large."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def choice_on_a_line(
    place: DeltaGenerator, setting: Linked[T], options: Sequence[T], label: str, **more: str
) -> None:
    """Draw a slider over round values.

    Args:
        place: where it stands.
        setting: its setting, already adopted.
        options: legal values, in order.
        label: symbol and words, with the unit.
        more: ``help``, and ``pattern``: how a value is written, as for ``str.format``.
    """
    pattern = more.get("pattern", "{:,}")
    place.container(width=widgets.text_width(CONTROL)).select_slider(
        label,
        options,
        format_func=pattern.format,
        key=setting.key,
        help=more.get("help"),
        persist_state="session",
    )


def ready(
    settings: Sequence[Linked[Any]],
    figure_of: Callable[..., go.Figure],
    *content: Any,  # noqa: ANN401 (whatever it takes)
    **more: Any,  # noqa: ANN401
) -> Drawing:
    """Return a picture as the browser gets it, made once for all sessions, see `answers.of`.

    Args:
        settings: of a picture that follows its sliders under the hand.
        figure_of: returns the figure; it uses nothing but what it is given.
        content: its arguments.
        more: its keyword arguments.
    """
    return answers.of(_told, under_hand.setting(settings), figure_of, *content, **more)


def _told(
    named: str,
    figure_of: Callable[..., go.Figure],
    *content: Any,  # noqa: ANN401
    **more: Any,  # noqa: ANN401
) -> Drawing:
    return drawing(hand.with_setting(figure_of(*content, **more), named))


def draw_picture(name: str, drawn: Drawing, words: str) -> None:
    """Draw the picture of the page and its words.

    Args:
        name: key of the picture.
        drawn: the picture, see `ready`.
        words: what it says.
    """
    with widgets.picture_place(name):
        widgets.figure(drawn, name, words)
    widgets.in_words(words)
