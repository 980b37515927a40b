"""One method explained with given class counts: where it acts, its numbers, its formula, its consistency."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard import loss_card, method_details, state, widgets
from dashboard.state import Linked
from dashboard.text import literal
from ltcore.analysis import short_title
from ltcore.analysis.method_numbers import method_numbers_frame
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import Recipe
from ltcore.plots.method_numbers import method_numbers_figure
from ltcore.plots.method_words import words_method_numbers
from ltcore.plots.pipeline import MEANING
from ltcore.plots.series import BASELINE
from ltcore.theory.consistency import Consistency, amount, consistency
from ltcore.types import IntArray

PICTURE = "method_numbers"
NEARLY = 1.05
"""Below this ratio a judgement other than consistent is hardly one."""
HEIGHT, LECTURE_HEIGHT = 400, 540
"""Pixels of the picture of the numbers."""
SELECT_WIDTH = 330
ICONS: Mapping[str, str] = {
    "consistent": ":material/verified:",
    "under-corrects": ":material/arrow_downward:",
    "over-corrects": ":material/arrow_upward:",
    "inconsistent": ":material/rule:",
    "not covered": ":material/help:",
}
"""Verdict -> its sign; nothing is said by colour alone."""
WITHOUT_NUMBER: Mapping[str, str] = {
    "consistent": "Consistent for the balanced error",
    "not covered": "Not covered by theory",
}
"""Verdict -> what is said of it whatever the ratio is."""
MEANING_OF_RATIO = (
    "Whether the best that its loss could reach, with all the data and any network, has the smallest "
    "balanced error (Menon et al., ICLR 2021, Theorem 1, and what follows from it)."
)


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
                help="Its numbers per class, its formula and what it could reach at best.",
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
        What the picture is drawn from, empty where a class has no training example.
    """
    record = METHODS[config.method.name]
    counts = axis.sort_values("class")["train_count"].to_numpy()
    st.markdown(
        f"**{literal(record.title)}** acts on the **{record.place}** ({MEANING[record.place]}). "
        f"{literal(record.summary, 500)}"
    )
    numbers = pd.DataFrame()
    if counts.size and counts.min() > 0:
        _badge(config.method.recipe, counts)
        numbers = method_numbers_frame(config.method.recipe, axis)
        words = words_method_numbers(numbers)
        figure = method_numbers_figure(numbers, record.name, look=state.look())
        height = LECTURE_HEIGHT if state.look().lecture else HEIGHT
        widgets.figure(figure, PICTURE, words, height)
        widgets.in_words(f"{of_what}: {words}")
    else:
        st.info(
            "A class has no training example, so that no numbers can be put in.",
            icon=":material/block:",
        )
    method_details.draw(record)
    loss_card.draw(config, counts)
    return numbers


def _badge(recipe: Recipe, counts: IntArray) -> None:
    """Draw the verdict with its number, and the warning where two corrections add up."""
    judged = consistency(recipe, counts)
    with st.container(border=True, key="consistency"):
        st.markdown(
            f"{ICONS[judged.verdict]} **{badge_text(judged)}.** {literal(judged.sentence, 600)}".replace(
                " %", "\u00a0%"
            ),
            help=MEANING_OF_RATIO,
        )
        if judged.warning:
            st.warning(literal(judged.warning, 500), icon=":material/control_point_duplicate:")


def badge_text(judged: Consistency) -> str:
    """Return verdict and number in a few words.

    Example:
        >>> badge_text(Consistency("under-corrects", 104.2, "..."))
        'Under-corrects, by up to 104 times'
        >>> badge_text(Consistency("consistent", 1.0, "..."))
        'Consistent for the balanced error'
        >>> badge_text(Consistency("inconsistent", 1.0042, "..."))
        'Nearly consistent, within 0.42 %'
    """
    if judged.verdict in WITHOUT_NUMBER or math.isnan(judged.ratio):
        return WITHOUT_NUMBER.get(judged.verdict, judged.verdict.capitalize())
    if judged.ratio < NEARLY:
        return f"Nearly consistent, within {amount(judged.ratio)}"
    return f"{judged.verdict.capitalize()}, by up to {amount(judged.ratio)}"
