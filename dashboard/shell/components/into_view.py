"""What a click opened, brought into sight: the page moves as far as that needs, and no further."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

ENOUGH = 300
"""Pixels of it that are brought into sight: its heading, its fields and a first row of images."""

_into_view = st.components.v2.component(
    "long_tail_lab_into_view",
    # Each click moves the page once: not when a page is drawn anew, nor when the reader comes back to it.
    js="""
    export default function ({ data }) {
        const { place, enough, time_ms } = data;
        if (time_ms <= (window.labBrought ?? 0)) return;
        window.labBrought = time_ms;
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const bring = () => {
            const opened = document.querySelector(`.st-key-${place}`)?.getBoundingClientRect();
            if (!opened) return;
            const hidden = Math.min(opened.bottom, opened.top + enough) - window.innerHeight;
            const main = document.querySelector("[data-testid=stMain]");
            if (hidden > 0) main.scrollBy({ top: hidden, behavior: calm ? "auto" : "smooth" });
        };
        requestAnimationFrame(() => requestAnimationFrame(bring)); // once all of it has its place
    }""",
)


def bring(place: str, click: Mapping[str, Any] | None) -> None:
    """Bring what a click opened into sight; call it after it was drawn.

    Args:
        place: key of the container that holds it; a constant of ours, it enters a selector.
        click: the mark that was clicked last, as ``picture.draw`` returns it; None where none was.
    """
    time_ms = click.get("time_ms") if click else None
    if time_ms is not None:
        about = {"place": place, "enough": ENOUGH, "time_ms": time_ms}
        _into_view(key=f"into_view_{place}", data=about)
