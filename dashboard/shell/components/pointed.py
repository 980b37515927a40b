"""The image of the example under the pointer, beside the pointer; nothing on the page moves for it."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.shell.components import page_style
from dashboard.shell.image_sheets import PATH, Sheet

_pointed = st.components.v2.component(
    "long_tail_lab_pointed",
    html='<canvas class="pointed" aria-hidden="true" hidden></canvas>',
    # Above all, and out of the pointer's way. Small images keep their pixels.
    css="""
    .pointed {
        position: fixed;
        z-index: 1000;
        width: 6rem;
        pointer-events: none;
        image-rendering: pixelated;
        border: 2px solid var(--st-text-color);
        background: var(--st-background-color);
    }
    .pointed[hidden] { display: none; }""",
    js=Path(__file__).with_name("pointed.js").read_text("utf-8"),
    isolate_styles=False,
)


def show(picture: str, examples: Sequence[int], sheet: Sheet) -> None:
    """Show the image of each mark of a picture that is pointed at.

    A click tells the same and more, for keys and for fingers, which point at nothing.

    Args:
        picture: key of the figure, as given to ``widgets.clickable_figure``; a constant of ours.
        examples: what the ``customdata`` of marks hold, in the order of the images.
        sheet: the images.
    """
    about = {
        "picture": f"{page_style.FIGURE}_{picture}",
        "examples": list(examples),
        "source": PATH + sheet.name,
        "columns": sheet.columns,
        "rows": sheet.rows,
    }
    _pointed(key=f"pointed_{picture}", data=about)
