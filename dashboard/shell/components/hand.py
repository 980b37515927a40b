"""A picture that follows a slider while it is dragged.

Streamlit tells Python of a slider once it is released. Until then the browser shows the figures that Python
has made for every position of that slider, the other settings held; it computes nothing itself.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.shell.components import page_style
from ltcore.plots.base.figure_changes import packed_changes

_hand = st.components.v2.component(
    "long_tail_lab_hand",
    html="<span hidden></span>",
    js=Path(__file__).with_name("hand.js").read_text("utf-8"),
    isolate_styles=False,
)


def figures(
    picture: str,
    slider: str,
    setting: str,
    now: Mapping[str, Any],
    positions: Sequence[Mapping[str, Any]],
) -> bytes:
    """Return what the browser needs to let a picture follow a slider under the hand.

    Args:
        picture: key of the picture, as given to ``widgets.figure``.
        slider: key of the select slider.
        setting: names the values of all controls; the same as the drawn figure has.
        now: the figure that is drawn.
        positions: the figure at each position of the slider, from the left.
    """
    about = {"picture": f"{page_style.FIGURE}_{picture}", "slider": slider, "setting": setting}
    return packed_changes(now, positions, about)


def follow(slider: str, packed: bytes) -> None:
    """Let a picture follow a slider under the hand.

    Args:
        slider: key of the select slider.
        packed: of `figures`.
    """
    _hand(key=f"hand_{slider}", data=packed)


def with_setting(figure: go.Figure, setting: str) -> go.Figure:
    """Return the figure with the setting that it shows: figures for the hand are good for no other.

    Args:
        figure: what is drawn; it is changed.
        setting: names the values of all controls.
    """
    figure.update_layout(meta={"setting": setting})
    return figure
