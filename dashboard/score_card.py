"""The formula card of recall, precision and balanced error, with one run's numbers put in."""

import pandas as pd
import streamlit as st

from dashboard.text import literal
from ltcore.analysis.splits import SPLITS
from ltcore.runs.folder import Split

SOURCES = """
Intervals of one run: Wilson, Probable inference, the law of succession, and statistical inference, JASA
1927, p. 209. Over seeds: Student's t on the runs' values, 95 %.
"""


def symbols(split: Split) -> str:
    """Return what the letters of the formulas mean, for the examples of a split."""
    examples = f"{SPLITS[split]} examples"
    return (
        f"$n_k$ {examples} of class $k$; $p_k$ {examples} predicted as class $k$; $c_k$ {examples} of class "
        f"$k$ predicted as class $k$; $C$ classes that have {examples}."
    )


def example(row: pd.Series) -> str:
    """Return the sentence before the numbers of one row of a per-class frame."""
    return f"For example, the rarest class ({literal(row['name'])}) in the run “{literal(row['label'])}”:"


def draw(per_class: pd.DataFrame, *, split: Split) -> None:
    """Draw the card, closed, for the rarest class of the first run in a per-class frame.

    Args:
        per_class: frame of `per_class_frame`, at least one run.
        split: examples that it was measured on.
    """
    first = per_class[per_class["run"] == per_class["run"].iloc[0]]
    rarest = first.sort_values("rank").iloc[-1]
    with st.expander("Formula: recall, precision, balanced error"):
        st.latex(
            r"\text{recall}_k = \frac{c_k}{n_k} \qquad \text{precision}_k = \frac{c_k}{p_k} \qquad "
            r"\text{balanced error} = 1 - \frac{1}{C} \sum_k \text{recall}_k"
        )
        st.markdown(symbols(split))
        st.markdown(example(rarest))
        st.latex(numbers(first, rarest))
        st.markdown(SOURCES)


def numbers(run: pd.DataFrame, row: pd.Series) -> str:
    """Return the formulas with the numbers of one class and its run, as LaTeX.

    Args:
        run: rows of one run in a per-class frame.
        row: one of them.
    """
    recalls = run.loc[run["support"] > 0, "recall"]
    return (
        # Streamlit cuts a line of formulas at the top where nothing in it is tall.
        r"\vphantom{\sum_k^k}"
        rf"\text{{recall}} = {_share(row['correct'], row['support'])} \qquad "
        rf"\text{{precision}} = {_share(row['correct'], row['predicted'])} \qquad "
        rf"\text{{balanced error}} = 1 - \frac{{{recalls.sum():.2f}}}{{{len(recalls)}}} = "
        rf"{100 * (1 - recalls.mean()):.1f}\,\%"
    )


def _share(part: int, whole: int) -> str:
    if whole == 0:
        return rf"\frac{{{part}}}{{0}}\ \text{{, undefined}}"
    return rf"\frac{{{part}}}{{{whole}}} = {100 * part / whole:.0f}\,\%"
