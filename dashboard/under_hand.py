"""Lets the picture of a page follow its sliders while they are dragged.

The figures of every position are made after the picture of now is on its way: nobody waits for them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dashboard import state
from dashboard.components import hand
from dashboard.state import Linked

Spec = dict[str, Any]
"""A figure as dictionaries and arrays: ``data`` and ``layout``."""


@dataclass(frozen=True)
class Move:
    """A slider, and the figures that belong to its positions.

    Attributes:
        slider: key of the widget, a select slider.
        positions: its values, from the left.
        figure_at: value -> the figure with this value and all other settings as they are.
    """

    slider: str
    positions: Sequence[Any]
    figure_at: Callable[[Any], Spec]


def setting(linked: Iterable[Linked[Any]]) -> str:
    """Name what a picture shows now: the values of all settings of its page, and the look."""
    look = state.look()
    values = " ".join(str(state.value(one)) for one in linked)
    return f"{values} {look.mode} {look.lecture}"


def follow(picture: str, named: str, now: Spec, moves: Iterable[Move]) -> None:
    """Send the figures of all positions of all sliders.

    Args:
        picture: key of the picture, as given to ``widgets.figure``.
        named: of ``setting``; the drawn figure must have been given the same (``hand.told``).
        now: the figure that is drawn.
        moves: the sliders of the picture.
    """
    for move in moves:
        positions = []
        for value in move.positions:
            # Streamlit leaves a script where it looks at the session: a reader who goes on waits for nothing.
            state.look()
            positions.append(move.figure_at(value))
        hand.follow(picture, move.slider, named, now, positions)


@lru_cache(maxsize=512)
def kept(figure_of: Callable[..., go.Figure], *settings: Any) -> Spec:  # noqa: ANN401 (whatever it takes)
    """Return a figure as dictionaries, made once: one slider's figures stay the same while it moves.

    Args:
        figure_of: returns the figure; the same function each time.
        settings: what it takes; all can be hashed.
    """
    made: Spec = figure_of(*settings).to_plotly_json()
    return made
