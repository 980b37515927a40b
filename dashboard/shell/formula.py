"""The formula card: the formula, every symbol in it, and the numbers of today put in."""

from collections.abc import Mapping

import streamlit as st

from dashboard.shell.text import literal
from ltcore.registry import Source


def card(
    formula: str,
    symbols: Mapping[str, str],
    today: str,
    source: Source,
    *,
    title: str = "Formula",
) -> None:
    """Draw a card that is folded at first.

    Args:
        formula: LaTeX, our own.
        symbols: LaTeX of each symbol -> what it stands for, with unit or range; our own Markdown.
        today: LaTeX of the formula with the numbers that the picture shows now, our own.
        source: the paper, and the place in it.
        title: what the card is called.
    """
    with st.expander(title, icon=":material/function:"):
        st.latex(formula)
        st.markdown("\n".join(f"* ${symbol}$: {meaning}" for symbol, meaning in symbols.items()))
        if today:
            st.markdown("With the current values:")
            st.latex(today)
        place = f", {literal(source.where)}" if source.where else ""
        st.caption(f"{literal(source.title)} ({source.year}){place}")
