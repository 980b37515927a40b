"""Draws the page anew when the reader turns it dark or light.

Streamlit repaints its own elements and tells the server nothing until the next touch; figures made for the
other ground would be unreadable so long.
"""

import streamlit as st

_watch = st.components.v2.component(
    "long_tail_lab_theme",
    # A theme comes with another class on the root of the app.
    js="""
    export default function ({ setStateValue }) {
        const app = document.querySelector("[data-testid=stApp]");
        const scheme = () => getComputedStyle(app).colorScheme;
        let known = scheme();
        const watcher = new MutationObserver(() => {
            if (scheme() === known) return;
            known = scheme();
            setStateValue("scheme", known);
        });
        watcher.observe(app, { attributeFilter: ["class"] });
        return () => watcher.disconnect();
    }""",
)


def draw() -> None:
    """Watch the theme; nothing is seen of it."""
    _watch(key="theme_watch", on_scheme_change=_nothing_more)


def _nothing_more() -> None:
    """Stand for a callback: the change runs the page again, and that is all it needs."""
