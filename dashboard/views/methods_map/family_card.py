"""What is said of one family of methods: its idea, its paper, and what of it is in this lab."""

from collections.abc import Mapping

import streamlit as st

from dashboard.shell import widgets
from dashboard.shell.text import literal
from ltcore.methods import METHODS, MethodRecord
from ltcore.methods.families import Family, LabPage
from ltcore.pretraining import PRETRAININGS, PretrainingRecord


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
        if not family.is_here:
            st.info("Not implemented in this lab yet.", icon=":material/hourglass_empty:")
        for method in family.methods:
            _record(METHODS[method], {"methods": _with_baseline(method)})
        for pretraining in family.pretrainings:
            _record(PRETRAININGS[pretraining], {"methods": "erm", "pretrain": pretraining})
        if family.page is not None:
            _page(family.page)


def _cited(family: Family) -> str:
    place = f", {family.source.where}" if family.source.where else ""
    return f"{family.source.title}, {family.source.year}{place}"


def _record(record: MethodRecord | PretrainingRecord, asked: Mapping[str, str]) -> None:
    st.divider()
    title, link = st.columns([4, 1], vertical_alignment="center")
    title.markdown(f"**{literal(record.title)}.** {literal(record.summary, 500)}")
    with link:
        widgets.link_to_page("train", "Train it", asked)


def _page(page: LabPage) -> None:
    st.divider()
    what, link = st.columns([4, 1], vertical_alignment="center")
    what.markdown(literal(page.what, 500))
    with link:
        widgets.link_to_page(page.slug, "Open the page", page.shows)


def _with_baseline(method: str) -> str:
    return method if method == "erm" else f"erm,{method}"
