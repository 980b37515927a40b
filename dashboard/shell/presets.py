"""Presets: each sets the controls so that the picture teaches the sentence on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state
from dashboard.shell.components import page_style
from dashboard.shell.state import Linked

Pairs = Sequence[tuple[Linked[Any], Any]]
"""Settings, each with a value for it."""
ROW = 1120
"""Pixels of a row on the smallest screen."""
LETTER, PADDING, MENU = 6.5, 32, 160
"""Pixels of a letter, of what stands round a sentence in its pill, and of the menu."""


@dataclass(frozen=True)
class Preset:
    """Settings that show one thing, said in a sentence.

    Attributes:
        sentence: what it teaches, at most about 45 characters.
        values: what it sets, by the names of the settings.
        picture: name of the picture that it opens; empty: the one that is shown.
    """

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    picture: str = ""


class Pill(NamedTuple):
    """A preset as it is drawn: the settings that it sets are at hand.

    Attributes:
        sentence: what it teaches.
        sets: the settings that it sets, each with its value.
    """

    sentence: str
    sets: Pairs

    def holds(self) -> bool:
        """Return whether the controls say what the preset says."""
        return all(state.value(setting) == value for setting, value in self.sets)


def draw(key: str, presets: Sequence[Pill], in_lecture: DeltaGenerator | None = None) -> None:
    """Draw one pill per preset; the one that the controls agree with is marked.

    Pills that do not fit in one row would push the picture down: they are a menu beside the others, and in a
    lecture, where all are large, all are one.

    Call it after the settings were adopted. It may stand below their widgets: what is pressed is set in a
    callback, before the next run of the page.

    Args:
        key: constant name of the place, unique over the pages.
        presets: what is offered.
        in_lecture: where the menu stands in a lecture; None: pills there too.
    """
    sentences: Mapping[str, Pill] = {preset.sentence: preset for preset in presets}
    current = next((preset.sentence for preset in presets if preset.holds()), None)
    state.remember(key, current)

    def apply() -> None:
        pressed: str | None = state.remembered(key, None)
        preset = sentences.get(pressed or "")
        for setting, value in preset.sets if preset else ():
            state.put(setting, value)

    # A menu remembers no choice, and its key can therefore not be given one.
    menu = f"{key}_menu"

    def apply_from_menu() -> None:
        state.remember(key, state.remembered(menu, None))
        apply()

    if in_lecture is not None and state.look().lecture:
        in_lecture.menu_button("Presets", list(sentences), key=menu, on_click=apply_from_menu)
        return
    first, others = in_one_row(list(sentences))
    if current in others:
        state.remember(key, None)
    with st.container(horizontal=True, gap="small", key=f"{page_style.LOW_ROW}_{key}"):
        st.pills(
            "Presets",
            first,
            key=key,
            on_change=apply,
            label_visibility="collapsed",
            width="content",
        )
        if others:
            st.menu_button("More presets", others, key=menu, on_click=apply_from_menu)


def in_one_row(sentences: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the sentences that find room in one row as pills, and those left for a menu beside them.

    Args:
        sentences: in the order of their importance.

    Example:
        >>> [len(part) for part in in_one_row(["x" * 45] * 4)]
        [2, 2]
    """
    widths = [LETTER * len(sentence) + PADDING for sentence in sentences]
    if sum(widths) <= ROW:
        return list(sentences), []
    last = next(place for place in range(len(widths), -1, -1) if sum(widths[:place]) <= ROW - MENU)
    return list(sentences[:last]), list(sentences[last:])
