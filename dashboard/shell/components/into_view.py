"""What a click opened, brought into sight: the page moves as far as that needs, and no further."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

ENOUGH = 300
"""Pixels of it that are brought into sight: its heading, its fields and a first row of images."""

_into_view = st.components.v2.component(
    "long_tail_lab_into_view",
    js=Path(__file__).with_name("into_view.js").read_text("utf-8"),
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
