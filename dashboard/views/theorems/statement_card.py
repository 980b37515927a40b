"""What a page claims: the statement, its assumptions and symbols, the numbers of now, the derivation."""

import streamlit as st

from dashboard.shell.text import literal
from dashboard.views.theorems.page import Statement


def draw(statement: Statement, today: str) -> None:
    """Draw the statement open and its derivation folded.

    Args:
        statement: our own text.
        today: LaTeX of the claim with the numbers of now; empty where there is nothing to put in.
    """
    with st.expander("Statement", icon=":material/gavel:", expanded=True):
        st.markdown(statement.claim)
        if statement.assumptions:
            st.markdown(
                "**It holds where**\n" + "\n".join(f"* {one}" for one in statement.assumptions)
            )
        st.markdown(
            "**Symbols**\n"
            + "\n".join(f"* ${symbol}$: {meaning}" for symbol, meaning in statement.symbols.items())
        )
        if today:
            st.markdown("With the numbers of now:")
            st.latex(today)
        source = statement.source
        place = f", {literal(source.where)}" if source.where else ""
        st.caption(f"{literal(source.title)} ({source.year}){place}")
    with st.expander("Derivation", icon=":material/function:"):
        st.markdown(statement.derivation)
