"""Two buttons that save a picture of the page as PNG or SVG.

Plotly draws the file in the browser, so that the server needs no browser of its own, and nothing is sent.
"""

import streamlit as st

from dashboard.shell.components import page_style

FILE_PREFIX = "long-tail-lab-"
PNG_SCALE = 2
"""Pixels of the PNG for one pixel on the screen, so that a print stays sharp."""

_HTML = """
<div class="saving" role="group" aria-label="Save the picture">
    <button type="button" data-format="png">Picture as PNG</button>
    <button type="button" data-format="svg">Picture as SVG</button>
</div>"""
_CSS = """
.saving {
    display: flex;
    gap: 1rem;
}
button {
    min-height: 2.5rem;
    padding: 0.25rem 0.75rem;
    font: inherit;
    font-size: 1rem;
    white-space: nowrap;
    color: inherit;
    background: var(--st-background-color);
    border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius);
    cursor: pointer;
}
button:hover {
    color: var(--st-primary-color);
    border-color: var(--st-primary-color);
}
button:focus-visible {
    outline: 3px solid var(--st-primary-color);
    outline-offset: 2px;
}
button:disabled {
    opacity: 0.6;
    cursor: progress;
}"""
# A picture keeps the library that drew it (library.js); the figure stands inside the element that
# carries the key of its widget as a class.
_JS = """
export default function ({ data, parentElement }) {
    const save = async (button) => {
        const figure = document.querySelector(`.st-key-${data.figure} .js-plotly-plot`);
        if (!figure) return;
        const { format } = button.dataset;
        button.disabled = true;
        try {
            await figure.plotly.downloadImage(figure, {
                format,
                filename: data.filename,
                width: figure.clientWidth,
                height: figure.clientHeight,
                scale: format === "png" ? data.scale : 1,
            });
        } finally {
            button.disabled = false;
            button.focus();
        }
    };
    for (const button of parentElement.querySelectorAll("button")) {
        button.onclick = () => save(button);
    }
}"""

_buttons = st.components.v2.component("long_tail_lab_save", html=_HTML, css=_CSS, js=_JS)


def draw(figure: str) -> None:
    """Draw the buttons.

    Args:
        figure: key of the figure as given to ``widgets.figure``; a constant of ours, it enters a selector.
    """
    _buttons(
        key=f"save_{figure}",
        data={
            "figure": f"{page_style.FIGURE}_{figure}",
            "filename": f"{FILE_PREFIX}{figure}",
            "scale": PNG_SCALE,
        },
        width="content",
        height="content",
    )
