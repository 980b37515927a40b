"""What the picture of an edited scene holds, and which truth is read off it, as the last check drew it."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.shell import state
from dashboard.shell.predictions.announced import announced
from dashboard.shell.predictions.traces import described, numbered
from dashboard.shell.predictions.truths import TruthError, truth
from dashboard.shell.text import literal
from dashboard.views.lessons import draft
from dashboard.views.lessons.draft import Loaded, key
from ltcore.lessons import Choice, Scene
from ltcore.lessons.background import Background
from ltcore.lessons.pictures import kept

NOT_DRAWN = (
    "What is right is read off the picture. Save, and press *Check every scene*: then you choose here "
    "among what the picture shows, and see the answer that the lesson would give."
)


def picture(loaded: Loaded) -> dict[str, Any] | None:
    """Return the picture at the typed address as the last check drew it; None where it has drawn none."""
    view = str(state.remembered(key("scene", "view"), ""))
    return kept(Background("check", loaded.chosen.path).pictures, view)


def names(figure: dict[str, Any] | None) -> dict[str, str]:
    """Return name -> label of each thing that a picture shows."""
    if figure is None:
        return {}
    told = described(figure)
    typed = str(state.remembered(key("predict", "trace"), ""))
    other = str(state.remembered(key("predict", "other"), ""))
    told |= {
        name: words for name, words in numbered(figure).items() if name in (typed, other)
    }  # one that has a name may be meant by its number
    return {name: f"{name}: {words}" for name, words in told.items()}


def draw(loaded: Loaded, figure: dict[str, Any] | None) -> None:
    """Say which truth would be announced for what is in the fields."""
    try:
        asked = Scene.model_validate(draft.scene(loaded.scene)).predict
    except ValidationError:
        return  # said once it is saved
    if asked is None or isinstance(asked, Choice):
        return
    if figure is None:
        st.caption(NOT_DRAWN)
        return
    try:
        said = announced(asked, truth(figure, asked))
    except TruthError as error:
        st.warning(
            f"The picture does not give an answer: {literal(error, 1000)}.",
            icon=":material/warning:",
        )
    else:
        st.markdown(f":material/visibility: It would say: **{literal(said)}**")
