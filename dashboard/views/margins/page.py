"""Margins: how far from the boundary LDAM wants each class, why, and whether a network gets there."""

from collections.abc import Mapping

import streamlit as st

from dashboard.shell import presets, state, widgets
from dashboard.shell.aspect import Aspect
from dashboard.shell.state import Linked
from dashboard.views.margins import boundary, on_a_run, per_class, trade_off, two_losses

QUESTION = "How much room does a rare class need?"
SENTENCE = "LDAM, label-distribution-aware margins: Δ proportional to $n^{-1/4}$ for a class of $n$ examples."
ASPECTS: Mapping[str, Aspect] = {
    "class": per_class.ASPECT,
    "losses": two_losses.ASPECT,
    "room": trade_off.ASPECT,
    "boundary": boundary.ASPECT,
    "run": on_a_run.ASPECT,
}
ASPECT = Linked("margin_picture", "class", state.one_of(ASPECTS))
LINKED = (ASPECT, *(setting for aspect in ASPECTS.values() for setting in aspect.linked))


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    for setting in LINKED:
        state.adopt(setting)
    first_row = st.container(horizontal=True, vertical_alignment="center")
    with first_row:
        name = widgets.aspect(ASPECT, {name: aspect.label for name, aspect in ASPECTS.items()})
    chosen = ASPECTS[name]
    chosen.controls()
    if starts := chosen.presets():
        presets.draw(f"preset_margins_{name}", starts, first_row)
    state.publish(*LINKED)
    widgets.show_notices(*LINKED)
    chosen.picture()
