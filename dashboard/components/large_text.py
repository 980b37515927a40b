"""Large text for a lecture hall: one style rule, no script."""

import streamlit as st

ROOT_FONT_SIZE = 22
"""Pixels; every size on the page is relative to it."""

_large_text = st.components.v2.component(
    "long_tail_lab_large_text",
    css=f":root:root {{ font-size: {ROOT_FONT_SIZE}px; }}",
    isolate_styles=False,
)


def large_text() -> None:
    """Enlarge all text of the page."""
    _large_text(key="large_text")
