"""Margins: how far from the boundary LDAM wants each class, why, and whether a network gets there."""

from collections.abc import Mapping

from dashboard import presets, state, widgets
from dashboard.margins import boundary, on_a_run, per_class, trade_off, two_losses
from dashboard.margins.aspect import Aspect
from dashboard.state import Linked

QUESTION = "How far from the boundary should a rare class stay?"
SENTENCE = (
    "LDAM's answer: a margin Δ proportional to $n^{-1/4}$ for a class of $n$ training examples. Each picture "
    "checks a step."
)
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
    name = widgets.aspect(ASPECT, {name: aspect.label for name, aspect in ASPECTS.items()})
    chosen = ASPECTS[name]
    chosen.controls()
    if starts := chosen.presets():
        presets.draw(f"preset_margins_{name}", starts)
    state.publish(*LINKED)
    widgets.show_notices(*LINKED)
    chosen.picture()
