"""What a picture of the page is made of: a short question, its controls, its starts, and how it is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import state, widgets
from dashboard.presets import Preset
from dashboard.state import Linked

T = TypeVar("T")
CONTROL = 200
"""Pixels: in a lecture too all controls find room in one row."""


@dataclass(frozen=True)
class Aspect:
    """One picture.

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


def draw_picture(name: str, drawn: Any, words: str) -> None:  # noqa: ANN401 (a figure)
    """Draw the picture of the page and its words."""
    with widgets.picture_place(name):
        widgets.figure(drawn, name, words)
    widgets.in_words(words)


def values(settings: Sequence[Linked[Any]]) -> list[Any]:
    """Return the values of adopted settings."""
    return [state.value(setting) for setting in settings]
