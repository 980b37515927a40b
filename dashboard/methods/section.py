"""One method explained with given class counts: where it acts, its numbers, its formula, its consistency."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.methods import badge, card, details
from dashboard.shell import answers, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from ltcore.analysis import short_title
from ltcore.analysis.methods.numbers import method_numbers_frame
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.plots.base.series import BASELINE
from ltcore.plots.methods.numbers import method_numbers_figure
from ltcore.plots.methods.pipeline import MEANING
from ltcore.plots.methods.words import words_method_numbers
from ltcore.theory.consistency.verdict import consistency

PICTURE = "method_numbers"
HEIGHT, LECTURE_HEIGHT = 400, 540
"""Pixels of the picture of the numbers."""
SELECT_WIDTH = 330


def choose(key: str, methods: Sequence[str]) -> str:
    """Draw the choice of the method to explain, where there is more than one; return it.

    Args:
        key: of the choice, in the address as well.
        methods: at least one; the first that is not the baseline is explained at first.
    """
    setting = Linked(key, "", state.one_of(("", *METHODS)))
    if state.adopt(setting) not in methods:
        others = [method for method in methods if method != BASELINE]
        state.put(setting, (others or list(methods))[0])
    if len(methods) > 1:
        with st.container(width=widgets.text_width(SELECT_WIDTH)):
            st.selectbox(
                "Method to explain",
                list(methods),
                format_func=short_title,
                key=setting.key,
                persist_state="session",
                help="Its numbers per class, its formula and the best it could reach.",
            )
    state.publish(setting)
    widgets.show_notices(setting)
    return state.value(setting)


def draw(config: RunConfig, axis: pd.DataFrame, of_what: str) -> pd.DataFrame:
    """Draw the section of a configuration's method.

    Args:
        config: names the method and its settings.
        axis: frame of ``class_axis``: the classes and their training examples.
        of_what: what the class counts are of, our own words.

    Returns:
        What the picture is drawn from, with the verdict and its ratio; empty where a class has no training
        example.
    """
    record = METHODS[config.method.name]
    counts = axis.sort_values("class")["train_count"].to_numpy()
    st.markdown(
        f"**{literal(record.title)}** acts on the **{record.place}** ({MEANING[record.place]}). "
        f"{literal(record.summary, 500)}"
    )
    numbers = pd.DataFrame()
    if counts.size and counts.min() > 0:
        composition = config.method.parts
        judged = answers.of(consistency, composition, counts)
        badge.draw(judged, composition)
        numbers = answers.of(method_numbers_frame, composition, axis)
        words = answers.of(words_method_numbers, numbers)
        figure = drawn(method_numbers_figure, numbers, record.name, look=state.look())
        height = LECTURE_HEIGHT if state.look().lecture else HEIGHT
        widgets.figure(figure, PICTURE, words, height)
        widgets.in_words(f"{of_what}: {words}")
        numbers = numbers.assign(verdict=judged.verdict, mis_weighed_by_up_to=judged.ratio)
    else:
        st.info(
            "One class has no training examples, so the numbers cannot be computed.",
            icon=":material/block:",
        )
    details.draw(record)
    card.draw(config, counts)
    return numbers
