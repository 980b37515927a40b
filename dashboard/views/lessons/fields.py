"""The fields in which a scene, the words of its lesson, and what it asks are edited."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import streamlit as st
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.shell import state
from dashboard.shell.text import literal
from dashboard.views.lessons import truth
from dashboard.views.lessons.draft import KIND, NO_PREDICTION, Loaded, key
from ltcore.lessons import Lesson, Scene
from ltcore.lessons.lesson import MOST_SLIDERS
from ltcore.lessons.sentences import KINDS, sentence

KIND_WORDS: Mapping[str, str] = {
    NO_PREDICTION: "asks nothing",
    "bars": "drag the bars",
    "curve": "draw a curve",
    "number": "guess a number",
    "cut": "place a cut",
    "choice": "choose one of three pictures",
}
LABELS: Mapping[str, str] = {
    "about": "What it teaches, and to whom",
    "view": "Picture: what its address says after the last slash",
    "say": "What you say, in one sentence",
    "minutes": "Minutes",
    "notes": "Notes for the speaker",
    "source": "Where the claim comes from",
    "sliders": "Sliders that you can move while you teach",
    "ask": "Question to the hall",
    "given": "What is shown before the answer: names of lines or bars",
    "seen": "What you say after the reveal",
    "low": "Smallest answer",
    "high": "Largest answer",
    "unit": "Unit, such as %",
    "trace": "What is asked for: the line, bars or point with the right answer",
    "at": "Where on the other axis: a number or a name",
    "truth": "The right cut is where the line",
    "other": "The line that it crosses",
    "first": "First wrong picture",
    "second": "Second wrong picture",
}
TRUTHS: Mapping[str, str] = {
    "lowest": "is lowest",
    "highest": "is highest",
    "crossing": "crosses another one",
}
SENTENCE, NOTES = 76, 260
"""Heights of fields, in pixels."""
AT_HELP = 'A number such as 0.5, or the name of a category. A name that looks like a number: "3".'


def draw_lesson() -> None:
    """Draw the words of the lesson."""
    st.text_input(
        "Title of the lesson", key=key("lesson", "title"), max_chars=80, persist_state="session"
    )
    _long_text("lesson", "about", Lesson, most=400)


def draw_scene(loaded: Loaded) -> None:
    """Draw the fields of a scene and of what it asks."""
    left, right = st.columns(2, gap="medium")
    with left:
        _text("scene", "title", Scene, "Question of the scene", most=80)
        _long_text("scene", "say", Scene, most=240)
        _text("scene", "view", Scene, most=2000)
        st.number_input(
            LABELS["minutes"],
            0.0,
            60.0,
            step=0.5,
            format="%g",
            key=key("scene", "minutes"),
            persist_state="session",
        )
        _several("scene", "sliders", Scene, _names_in_view(), MOST_SLIDERS)
    with right:
        _long_text("scene", "notes", Scene, most=4000, height=NOTES)
        _long_text("scene", "source", Scene, most=300)
    st.selectbox(
        "What the hall predicts before it sees the picture",
        list(KIND_WORDS),
        format_func=KIND_WORDS.__getitem__,
        key=KIND,
        persist_state="session",
    )
    kind = state.remembered(KIND, NO_PREDICTION)
    if kind:
        figure = truth.picture(loaded)
        _draw_prediction(kind, truth.names(figure))
        truth.draw(loaded, figure)


def _draw_prediction(kind: str, shown: Mapping[str, str]) -> None:
    """Draw the fields that fit a kind of prediction.

    Args:
        kind: of the prediction.
        shown: name -> label of each thing that the picture shows; empty where that is not known.
    """
    model = KINDS[kind]
    left, right = st.columns(2, gap="medium")
    with left:
        _long_text("predict", "ask", model, most=240)
        if "trace" in model.model_fields:
            _one_of("trace", model, shown)
        if kind == "number":
            _text("predict", "at", model, most=120, help_text=AT_HELP)
        if kind == "cut":
            _draw_cut(model, shown)
        if kind == "choice":
            help_text = str(model.model_fields["others"].description)
            _text("predict", "first", model, most=2000, help_text=help_text)
            _text("predict", "second", model, most=2000, help_text=help_text)
    with right:
        if "low" in model.model_fields:
            _draw_range(model)
        _several("predict", "given", model, list(shown), None)
        _long_text("predict", "seen", model, most=400)


def _draw_cut(model: type[BaseModel], shown: Mapping[str, str]) -> None:
    st.selectbox(
        LABELS["truth"],
        list(TRUTHS),
        format_func=TRUTHS.__getitem__,
        key=key("predict", "truth"),
        persist_state="session",
    )
    if state.remembered(key("predict", "truth"), "") == "crossing":
        _one_of("other", model, shown)


def _one_of(name: str, model: type[BaseModel], shown: Mapping[str, str]) -> None:
    """Draw a choice among what the picture shows; a field to type in where that is not known."""
    where = key("predict", name)
    now = str(state.remembered(where, ""))
    state.remember(where, now)  # the choice and the field are two widgets of one key
    if not shown:
        _text("predict", name, model, most=120)
        return
    labels = {now: f"{now}: not in the picture" if now else "choose", **shown}
    st.selectbox(
        LABELS[name],
        list(labels),
        format_func=labels.__getitem__,
        key=where,
        help=model.model_fields[name].description,
        persist_state="session",
    )


def _draw_range(model: type[BaseModel]) -> None:
    with st.container(horizontal=True):
        for name in ("low", "high"):
            st.number_input(
                LABELS[name],
                step=None,
                format="%g",
                key=key("predict", name),
                help=model.model_fields[name].description,
                persist_state="session",
            )
        _text("predict", "unit", model, most=40)


def _text(
    of: str, name: str, model: type[BaseModel], label: str = "", *, most: int, help_text: str = ""
) -> None:
    field = model.model_fields.get(name)
    st.text_input(
        label or LABELS[name],
        key=key(of, name),
        max_chars=most,
        help=help_text or (field.description if field else None),
        persist_state="session",
    )


def _long_text(
    of: str, name: str, model: type[BaseModel], *, most: int, height: int = SENTENCE
) -> None:
    st.text_area(
        LABELS[name],
        key=key(of, name),
        max_chars=most,
        height=height,
        help=model.model_fields[name].description,
        persist_state="session",
    )


def _several(
    of: str, name: str, model: type[BaseModel], known: Sequence[str], most: int | None
) -> None:
    """Draw a choice of names, to which others can be typed."""
    chosen: list[str] = state.remembered(key(of, name), [])
    st.multiselect(
        LABELS[name],
        list(dict.fromkeys([*chosen, *known])),
        key=key(of, name),
        accept_new_options=True,
        select_all=False,
        filter_mode="contains",
        max_selections=most,
        placeholder="none; type a name",
        help=model.model_fields[name].description,
        persist_state="session",
    )


def _names_in_view() -> list[str]:
    """Return the names of the settings in the address of the picture: some are sliders."""
    view = str(state.remembered(key("scene", "view"), ""))
    return [name for name, _ in parse_qsl(view.partition("?")[2])]


def _said(one: ErrorDetails) -> str:
    """Return what is wrong with a field whose label stands before it."""
    return "it is empty. Write something." if one["type"] == "string_too_short" else sentence(one)


def problems(error: ValidationError, index: int) -> list[str]:
    """Return what is wrong in the fields, each with the label of its field, in Markdown.

    Args:
        error: of ``draft.lesson``.
        index: of the scene that is edited.
    """
    told = []
    for one in error.errors(include_url=False):
        place = one["loc"]
        name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
        title = "Question of the scene" if place[:1] == ("scenes",) else "Title of the lesson"
        label = LABELS.get(name, title if name == "title" else name)
        told.append(f"{label}: {literal(_said(one), 500)}")
    return told or [f"Scene {index + 1} is not legal."]
