"""Below the picture of published results: the numbers, the recipe families and the corrections as tables."""

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import short_table
from ltcore.plots.published.words import method_here
from ltcore.published import corrections, families, tables

SYMBOLS = {
    "ρ_U": "ρ_U: imbalance ratio of the unlabelled examples, the first class divided by the last; "
    "1/100 means reverse order.",
    "x unlabelled": "5x unlabelled: five unlabelled examples per labelled one.",
    "N₁": "N₁: labelled examples of the largest class.",
    "M₁": "M₁: unlabelled examples of their largest class.",
    "τ*": "τ*: the best of several values on the test images.",
}
"""What occurs in labels -> what it means."""


def draw(frame: pd.DataFrame) -> None:
    """Draw the numbers of the picture, how each family made them, and what was corrected.

    Args:
        frame: the rows of ``published_frame`` that are drawn.
    """
    with st.expander(f"The {len(frame)} published numbers in the picture"):
        short_table.draw(numbers_table(frame))
        labels = " ".join([*frame["label"], *frame["examples"]])
        if told := " ".join(text for symbol, text in SYMBOLS.items() if symbol in labels):
            st.caption(told)
    with st.expander("How they were obtained: the recipe families"):
        short_table.draw(families_table(frame))
    with st.expander("Errors in the notes and papers, and what is used instead"):
        short_table.draw(corrections_table(frame))


def numbers_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers as text: family, examples, method there and here, error, and what goes with it.

    Where all examples have labels, nothing is said of them.
    """
    spread = frame["spread"].map(lambda value: f" ± {value:.2f}" if np.isfinite(value) else "")
    remarks = [note or status for note, status in zip(frame["note"], frame["status"], strict=True)]
    examples = {"Examples": frame["examples"]} if frame["examples"].any() else {}
    return pd.DataFrame(
        {
            "Recipe family": frame["family_title"],
            **examples,
            "As printed": frame["label"],
            "In this lab": [
                method_here(method, settings)
                for method, settings in zip(frame["method"], frame["method_settings"], strict=True)
            ],
            "Error in %": frame["error"].map("{:.2f}".format) + spread,
            "Printed in %": frame["printed"],
            "Remark": remarks,
        }
    )


def families_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how the numbers of each family in the frame were made, and where they are printed."""
    rows = []
    for name in frame["family"].unique():
        family = families()[name]
        sources = [table.source for table in tables().values() if table.family == name]
        rows.append(
            {
                "Recipe family": family.title,
                "Protocol": family.protocol,
                "Reported": family.reporting,
                "Source": f"{sources[0].title}, {sources[0].year}: {sources[0].url}",
            }
        )
    return pd.DataFrame(rows)


def corrections_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return all corrections, those about tables of the frame first."""
    drawn = set(frame["table"])
    ordered = sorted(corrections(), key=lambda one: not drawn & set(one.tables))
    return pd.DataFrame(
        {
            "Where": [one.where for one in ordered],
            "It says": [one.says for one in ordered],
            "Correct, or used here": [one.right for one in ordered],
            "Reason": [one.why for one in ordered],
        }
    )
