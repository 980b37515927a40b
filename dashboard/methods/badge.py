"""The verdict of theory on a method, with its number, what it takes for granted, and its warning."""

import math
from collections.abc import Mapping

import streamlit as st

from dashboard.shell.text import literal
from ltcore.methods.base import Composition
from ltcore.theory.consistency.assumptions import assumptions
from ltcore.theory.consistency.verdict import Consistency, amount

NEARLY = 1.05
"""Below this ratio a judgement other than consistent is hardly one."""
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
    "Whether the minimiser of its loss, with unlimited data and any network, has the smallest "
    "balanced error (Menon et al., ICLR 2021, Theorem 1, and what follows from it)."
)


def draw(judged: Consistency, composition: Composition, *, warn: bool = True) -> None:
    """Draw the verdict with its number, and the warning where two corrections add up.

    Args:
        judged: the verdict on the composition.
        composition: the method, spelled out.
        warn: whether its warning is drawn; not where the page warns of the same already.
    """
    with st.container(border=True, key="consistency"):
        st.markdown(
            f"{ICONS[judged.verdict]} **{badge_text(judged)}.** {literal(judged.sentence, 600)}".replace(
                " %", "\u00a0%"
            ),
            help=help_text(judged, composition),
        )
        if warn and judged.warning:
            st.warning(literal(judged.warning, 500), icon=":material/control_point_duplicate:")


def help_text(judged: Consistency, composition: Composition) -> str:
    """Return what the ratio means, and what the judgement of this composition takes for granted.

    Example:
        >>> help_text(Consistency("consistent", 1.0, "..."), Composition()) == MEANING_OF_RATIO
        True
    """
    assumed = () if judged.verdict == "not covered" else assumptions(composition)
    return " ".join((MEANING_OF_RATIO, *assumed))


def badge_text(judged: Consistency) -> str:
    """Return verdict and number in a few words.

    Example:
        >>> badge_text(Consistency("under-corrects", 104.2, "..."))
        'Under-corrects, by up to a factor of 104'
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
