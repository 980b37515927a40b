"""The foot of a page: the page before it and the page after it, in the order of teaching."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.shell import state


def draw(slug: str) -> None:
    """Draw a link to the page before this one and one to the page after it.

    The opening page, which links to all, has none; neither has a page that was not reached by the navigation.

    Args:
        slug: of this page.
    """
    pages: Mapping[str, Any] = state.remembered(state.PAGES, {})
    _, *order = pages or [""]  # the opening page stands before the others
    if slug not in order:
        return
    place = order.index(slug)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            before = pages[order[place - 1]]
            st.page_link(
                before,
                label=f"Previous page: {before.title}",
                icon=":material/arrow_back:",
                width="content",
            )
        if place + 1 < len(order):
            after = pages[order[place + 1]]
            st.page_link(
                after,
                label=f"Next page: {after.title}",
                icon=":material/arrow_forward:",
                width="content",
            )
