"""Lets the picture of a page follow its sliders while they are dragged.

The figures of every position are made after the picture of now is on its way: nobody waits for them.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, partial
from typing import Any

import plotly.graph_objects as go

from dashboard.shell import state
from ltcore.plots.base.theme import Look

Spec = dict[str, Any]
"""A figure as dictionaries and arrays: ``data`` and ``layout``."""


def each(positions: Iterable[Any], figure_at: Callable[[Any], Spec]) -> list[Spec]:
    """Return the figure at each position of a slider."""
    figures = []
    for value in positions:
        state.leave_if_overtaken()
        figures.append(figure_at(value))
    return figures


def kept_figure(figure_of: Callable[[Any, Look], go.Figure]) -> Callable[[Any, Look], Spec]:
    """Return what a picture names as its ``drag``: figures as dictionaries, each made once.

    Args:
        figure_of: settings, which can be hashed, and look in; figure out.
    """
    return partial(_kept, figure_of)


@lru_cache(maxsize=512)
def _kept(figure_of: Callable[[Any, Look], go.Figure], settings: Hashable, look: Look) -> Spec:
    """Return a figure as dictionaries; one slider's figures stay the same while it moves."""
    made: Spec = figure_of(settings, look).to_plotly_json()
    return made
