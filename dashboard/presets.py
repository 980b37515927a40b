"""Presets: each sets the controls so that the picture teaches the sentence on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

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


def draw(key: str, presets: Sequence[Preset]) -> None:
    """Draw one pill per preset; the one that the controls agree with is marked.

    Call it after the settings were adopted. It may stand below their widgets: what is pressed is set in a
    callback, before the next run of the page.

    Args:
        key: constant name of the place, unique over the pages.
        presets: what is offered.
    """
    sentences: Mapping[str, Preset] = {preset.sentence: preset for preset in presets}
    current = next((preset.sentence for preset in presets if preset.holds()), None)
    state.remember(key, current)

    def apply() -> None:
        pressed: str | None = state.remembered(key, None)
        preset = sentences.get(pressed or "")
        for setting, value in preset.values if preset else ():
            state.put(setting, value)

    st.pills("Presets", list(sentences), key=key, on_change=apply, label_visibility="collapsed")
