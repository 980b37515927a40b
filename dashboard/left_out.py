"""The runs that a picture does not show, each with the reason."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ltcore.analysis import LeftOut
from ltcore.plots.text import count


def draw(unusable: Sequence[LeftOut], place: str = "left_out") -> None:
    """Draw the list, folded, where there is any.

    Args:
        unusable: the runs and why each is missing.
        place: constant name of the place on the page.
    """
    if not unusable:
        return
    with st.expander(f"Not shown: {count(len(unusable), 'run')}"):
        st.dataframe(pd.DataFrame(unusable), hide_index=True, key=place)
