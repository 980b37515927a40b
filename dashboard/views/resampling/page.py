"""Resampling and synthesis: what a classifier makes of copied, dropped and invented examples."""

from collections.abc import Mapping

import streamlit as st

from dashboard.shell import presets, state, widgets
from dashboard.shell.aspect import Aspect
from dashboard.shell.state import Linked
from dashboard.views.resampling import boundary, gap, gradients

QUESTION = "What does copying, dropping or inventing change?"
SENTENCE = (
    "Resampling evens out the counts before training: the boundary moves, and nothing new is known."
)
ASPECTS: Mapping[str, Aspect] = {
    "boundary": boundary.ASPECT,
    "gap": gap.ASPECT,
    "gradients": gradients.ASPECT,
}
ASPECT = Linked("resampling_picture", "boundary", state.one_of(ASPECTS))
SETTINGS = {setting.key: setting for aspect in ASPECTS.values() for setting in aspect.linked}
LINKED = (ASPECT, *SETTINGS.values())


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    for setting in LINKED:
        state.adopt(setting)
    first_row = st.container(horizontal=True, vertical_alignment="center")
    with first_row:
        name = widgets.picture_choice(
            ASPECT, {name: aspect.label for name, aspect in ASPECTS.items()}
        )
    chosen = ASPECTS[name]
    chosen.controls()
    presets.draw(f"preset_resampling_{name}", chosen.presets(), first_row)
    state.publish(*LINKED)
    widgets.show_notices(*LINKED)
    chosen.picture()
