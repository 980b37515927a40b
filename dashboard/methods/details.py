"""What a method's record says beside its idea: settings, defaults, differences from public code."""

import pandas as pd
import streamlit as st

from dashboard.shell.text import literal
from ltcore.analysis import short_title
from ltcore.config.leaves import leaves
from ltcore.methods import MethodRecord


def draw(record: MethodRecord) -> None:
    """Draw the details of a method, folded at first.

    Args:
        record: the method's entry in the registry.
    """
    with st.expander(
        f"Settings of {literal(short_title(record.name))}, and differences from public code",
        icon=":material/tune:",
    ):
        settings = settings_frame(record)
        if len(settings):
            # A table, unlike a data frame, breaks long sentences; its cells are Markdown.
            st.table(settings.map(lambda text: literal(text, 500)).set_index("setting"))
        else:
            st.caption("It has no settings of its own.")
        for data, values in record.defaults.items():
            chosen = ", ".join(f"{name} {value}" for name, value in values.items())
            st.caption(literal(f"On {data}: {chosen}.", 500))
        _differences(record)


def _differences(record: MethodRecord) -> None:
    if not record.differences:
        st.caption("No known difference from public code.")
        return
    lines = [
        f"* {literal(difference.repository)} ({literal(difference.file)}, "
        f"{literal(difference.commit)}): {literal(difference.what, 1000)}"
        for difference in record.differences
    ]
    st.markdown("\n".join(["Differences from public code:", "", *lines]))


def settings_frame(record: MethodRecord) -> pd.DataFrame:
    """Return the settings of a method: name, default, legal values, and what each is.

    Example:
        >>> from ltcore.methods import METHODS
        >>> settings_frame(METHODS["ldam"])["default"].tolist()
        ['0.5', '30.0']
    """
    rows = [
        {
            "setting": setting.path[-1],
            "default": str(setting.default),
            "legal": str(setting.legal),
            "meaning": setting.help,
        }
        for setting in leaves(("method", "settings"), record.settings)
    ]
    return pd.DataFrame(rows)
