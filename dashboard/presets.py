"""Presets: each sets the controls so that the picture teaches the sentence on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import state
from dashboard.state import Linked


@dataclass(frozen=True)
class Preset:
    """A start that shows one thing, said in a sentence.

    Attributes:
        sentence: what it teaches, at most about 45 characters.
        values: (setting, value) pairs that it sets; the other controls stay as they are.
    """

    sentence: str
    values: Sequence[tuple[Linked[Any], Any]]

    def holds(self) -> bool:
        """Return whether the controls say what the preset says."""
        return all(state.value(setting) == value for setting, value in self.values)


def draw(key: str, presets: Sequence[Preset], in_lecture: DeltaGenerator | None = None) -> None:
    """Draw one pill per preset; the one that the controls agree with is marked.

    In a lecture, where large pills would push the picture off the screen, they are a menu.

    Call it after the settings were adopted. It may stand below their widgets: what is pressed is set in a
    callback, before the next run of the page.

    Args:
        key: constant name of the place, unique over the pages.
        presets: what is offered.
        in_lecture: where the menu stands in a lecture; None: pills there too.
    """
    sentences: Mapping[str, Preset] = {preset.sentence: preset for preset in presets}
    current = next((preset.sentence for preset in presets if preset.holds()), None)
    state.remember(key, current)

    def apply() -> None:
        pressed: str | None = state.remembered(key, None)
        preset = sentences.get(pressed or "")
        for setting, value in preset.values if preset else ():
            state.put(setting, value)

    if in_lecture is not None and state.look().lecture:
        # A menu remembers no choice, and its key can therefore not be given one.
        menu = f"{key}_menu"

        def apply_from_menu() -> None:
            state.remember(key, state.remembered(menu, None))
            apply()

        in_lecture.menu_button("Presets", list(sentences), key=menu, on_click=apply_from_menu)
        return
    st.pills("Presets", list(sentences), key=key, on_change=apply, label_visibility="collapsed")
