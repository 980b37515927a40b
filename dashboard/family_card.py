"""What is said of one family of methods: its idea, its paper, and its records in this lab."""

import pandas as pd
import streamlit as st

from dashboard import widgets
from dashboard.text import literal
from ltcore.config.flat import leaves
from ltcore.methods import METHODS, MethodRecord
from ltcore.methods.families import Family


def draw(family: Family) -> None:
    """Draw the card of a family.

    Args:
        family: of the table of families.
    """
    with st.container(border=True):
        st.subheader(f"{family.title} ({family.year})", anchor=False)
        st.markdown(f"{literal(family.idea, 500)} Acts on the **{family.place}**.")
        row = st.container(horizontal=True, vertical_alignment="center")
        row.caption(literal(_cited(family), 500), width="stretch")
        row.link_button("Read the paper", family.source.url, icon=":material/open_in_new:")
        if not family.methods:
            st.info("Not implemented in this lab yet.", icon=":material/hourglass_empty:")
        for method in family.methods:
            _record(METHODS[method])


def _cited(family: Family) -> str:
    place = f", {family.source.where}" if family.source.where else ""
    return f"{family.source.title}, {family.source.year}{place}"


def _record(record: MethodRecord) -> None:
    st.divider()
    title, link = st.columns([4, 1], vertical_alignment="center")
    title.markdown(f"**{literal(record.title)}.** {literal(record.summary, 500)}")
    with link:
        widgets.link_to_page("train", "Train it", {"methods": _with_baseline(record.name)})
    settings = settings_frame(record)
    if len(settings):
        # A table, unlike a data frame, breaks long sentences; its cells are Markdown.
        st.table(settings.map(lambda text: literal(text, 500)).set_index("setting"))
    else:
        st.caption("It has no settings of its own.")
    for data, values in record.defaults.items():
        chosen = ", ".join(f"{name} {value}" for name, value in values.items())
        st.caption(literal(f"On {data}: {chosen}.", 500))
    if record.differences:
        lines = [
            f"* {literal(difference.repository)} ({literal(difference.file)}, "
            f"{literal(difference.commit)}): {literal(difference.what, 1000)}"
            for difference in record.differences
        ]
        st.markdown("\n".join(["Differences from public code:", "", *lines]))
    else:
        st.caption("No difference from public code is known.")


def settings_frame(record: MethodRecord) -> pd.DataFrame:
    """Return the settings of a method: name, default, legal values, and what each is.

    Example:
        >>> settings_frame(METHODS["ldam"])["default"].tolist()
        ['0.5', '30.0']
    """
    rows = [
        {
            "setting": setting.path[-1],
            "default": str(setting.default),
            "legal": str(setting.legal),
            "what it is": setting.help,
        }
        for setting in leaves(("method", "settings"), record.settings)
    ]
    return pd.DataFrame(rows)


def _with_baseline(method: str) -> str:
    return method if method == "erm" else f"erm,{method}"
