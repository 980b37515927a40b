"""The picture of the long tail: how many examples each class has."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import realised, state
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.long_tail import cards, choice, classes
from dashboard.views.long_tail.choice import SCALE, TailChoice
from ltcore.plots.base.text import percent
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.class_counts import class_counts_figure, words_class_counts


@dataclass(frozen=True, kw_only=True)
class Counts(TailChoice):
    """The data, and the axis that they are drawn on.

    Attributes:
        log: whether the axis of the counts is logarithmic.
    """

    log: bool


def ask(_first_row: DeltaGenerator) -> Counts:
    """Draw the controls; return what they say."""
    asked = choice.draw(_scale)
    return Counts(data=asked.data, rule=asked.rule, log=state.value(SCALE) == "log")


def _scale() -> None:
    st.segmented_control(
        "Vertical axis",
        ("linear", "log"),
        format_func=str.capitalize,
        key=SCALE.key,
        required=True,
        persist_state="session",
    )


def show(asked: Counts, look: Look) -> Shown:
    """Return the counts, most frequent class first."""
    frame = classes.frame_of(asked)
    return Shown(
        figure=class_counts_figure(frame, log=asked.log, look=look),
        words=words_class_counts(frame),
        frames={"class_counts": frame},
        cards=[cards.counts(asked.data, frame)],
        origin=classes.origin(asked),
        notice=f"The shaded bands are head, medium and tail. {_tail_in_numbers(asked, frame)}",
    )


def _tail_in_numbers(asked: TailChoice, frame: pd.DataFrame) -> str:
    tail = frame[frame["group"] == "tail"]
    words = "No class is in the tail."
    if len(tail):
        of_classes = percent(len(tail) / len(frame))
        of_examples = percent(tail["train_count"].sum() / frame["train_count"].sum(), 1)
        words = f"The tail has {of_classes} of the classes and {of_examples} of the examples."
    told = realised.ratio_in_words(asked.data, frame["train_count"].to_numpy())
    return f"{words} {told}".rstrip()


PICTURE = Picture(
    label="How many?",
    settings=choice.asked_by(ask),
    show=show,
    try_this="Set the axis to Log: an exponential profile falls along a straight line. What shape does a "
    "Pareto profile have?",
    reads=classes.read,
    below=lambda asked: classes.draw_classes(asked.data),
    key="tail",
)
