"""A plotly figure in a place that stays.

Streamlit's own chart is torn down and built anew whenever its figure changes: the picture blinks, and zoom
and hover are lost under the reader's hand. Here the browser moves the marks of the figure that is there,
which is also about three times as quick.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import plotly.graph_objects as go
import streamlit as st

from dashboard.shell import answers
from dashboard.shell.components import page_style

DRAWS = "\n".join(
    Path(__file__).with_name(f"{name}.js").read_text("utf-8")
    for name in ("measures", "narrow", "scales", "thin", "fit", "screen", "library", "picture")
)
"""Draws in the browser, for scripts that draw more."""
SCRIPT = f"{DRAWS}\nexport default (component) => draw(component);"
"""Draws a figure in the browser."""

# The boxes that Streamlit lays around a component have no height of their own to fill.
STYLE = f"""
[class*="st-key-{page_style.FIGURE}_"] {{ position: relative; }}
[class*="st-key-{page_style.FIGURE}_"] .picture {{ position: absolute; inset: 0; overflow: auto hidden; }}
[class*="st-key-{page_style.FIGURE}_"] .trouble {{ position: relative; padding: 1rem; }}
[class*="st-key-{page_style.FIGURE}_"] .trouble button {{
    min-height: 2.5rem;
    padding: 0.25rem 0.75rem;
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid;
    border-radius: var(--st-button-radius);
    cursor: pointer;
}}"""
"""Of a place for a picture."""

_picture = st.components.v2.component(
    "long_tail_lab_picture",
    html="""
    <div class="picture" role="img"></div>
    <p class="trouble" role="status" hidden><span></span> <button type="button">Try again</button></p>""",
    css=STYLE,
    js=SCRIPT,
    isolate_styles=False,
)


@dataclass(frozen=True)
class Drawing:
    """A figure as the browser gets it: made once, it can be sent to many.

    Attributes:
        json: the figure.
        height: that it asks for, in pixels; None where it fills its place.
    """

    json: bytes
    height: int | None = None


def drawing(figure: go.Figure) -> Drawing:
    """Return a figure as the browser gets it.

    Example:
        >>> drawing(go.Figure(layout={"height": 300})).height
        300
    """
    height = figure.layout.height
    return Drawing(
        figure.to_json(engine="orjson").encode(), None if height is None else round(height)
    )


def drawn(figure_of: Callable[..., go.Figure], *content: Any, **settings: Any) -> Drawing:  # noqa: ANN401
    """Return a figure as the browser gets it, made once for all sessions, see `answers.of`.

    Args:
        figure_of: returns the figure; it uses nothing but what it is given.
        content: its arguments.
        settings: its keyword arguments, the look among them.
    """
    return answers.of(_drawing_of, figure_of, *content, **settings)


def _drawing_of(figure_of: Callable[..., go.Figure], *content: Any, **settings: Any) -> Drawing:  # noqa: ANN401
    return drawing(figure_of(*content, **settings))


def draw(
    figure: go.Figure | Drawing,
    key: str,
    alt: str,
    *,
    config: Mapping[str, Any],
    height: int | None,
    clickable: bool,
) -> Mapping[str, Any] | None:
    """Draw ``figure``; return the mark that was clicked last, None where none was.

    Args:
        figure: what is drawn.
        key: constant name of the place; the picture is kept under it.
        alt: what the figure says; its alternative text.
        config: plotly's configuration.
        height: in pixels; None fills the container.
        clickable: whether a click on a mark is told to the page.

    Returns:
        ``curve_number``, ``point_number``, ``x``, ``y`` and ``customdata`` of the mark, and ``time_ms``, the
        milliseconds since 1970 by which two clicks on one mark are told apart.
    """
    ready = figure if isinstance(figure, Drawing) else drawing(figure)
    # As bytes: a string of JSON would be wrapped into JSON once more.
    told = b'{"figure":%b,"config":%b,"alt":%b,"clickable":%b}' % (
        ready.json,
        *(orjson.dumps(part) for part in (dict(config), alt, clickable)),
    )
    drawn = _picture(
        key=key,
        data=told,
        height=height or "stretch",
        on_picked_change=_nothing_more,
    )
    picked: Mapping[str, Any] | None = drawn.get("picked")
    return picked if clickable else None


def _nothing_more() -> None:
    """Stand for a callback: a click runs the page again, and that is all it needs."""
