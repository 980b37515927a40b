"""Lets the picture of a page follow its sliders while they are dragged.

The figures of every position are made after the picture of now is on its way: nobody waits for them.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, partial
from typing import Any

import plotly.graph_objects as go

from dashboard.shell import answers, state
from dashboard.shell.components import hand
from dashboard.shell.state import Linked
from ltcore.plots.base.theme import Look

Spec = dict[str, Any]
"""A figure as dictionaries and arrays: ``data`` and ``layout``."""


def setting(linked: Iterable[Linked[Any]]) -> str:
    """Name what a picture shows now: the values of all settings of its page, and the look."""
    look = state.look()
    values = " ".join(str(state.value(one)) for one in linked)
    return f"{values} {look.mode} {look.lecture}"


def follow(
    picture: str,
    named: str,
    sliders: Iterable[str],
    figures_of: Callable[..., tuple[Spec, list[Spec]]],
    *question: Hashable,
) -> None:
    """Send the figures of all positions of all sliders; what is sent is made once for all sessions.

    Args:
        picture: key of the picture, as given to ``widgets.figure``.
        named: of ``setting``; the drawn figure must have been given the same (``hand.with_setting``).
        sliders: keys of the sliders of the picture, each a select slider.
        figures_of: takes a slider and the question; returns the figure of now, and the figure at each
            position of the slider, from the left, all other settings as they are.
        question: all settings and the look.
    """
    for slider in sliders:
        packed = answers.made(_packed, picture, named, slider, figures_of, *question)
        hand.follow(slider, packed)


def _packed(
    picture: str,
    named: str,
    slider: str,
    figures_of: Callable[..., tuple[Spec, list[Spec]]],
    *question: Hashable,
) -> bytes:
    now, positions = figures_of(slider, *question)
    return hand.figures(picture, slider, named, now, positions)


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
    return partial(kept, figure_of)


@lru_cache(maxsize=512)
def kept(figure_of: Callable[..., go.Figure], *settings: Any) -> Spec:  # noqa: ANN401 (whatever it takes)
    """Return a figure as dictionaries, made once: one slider's figures stay the same while it moves.

    Args:
        figure_of: returns the figure; the same function each time.
        settings: what it takes; all can be hashed.
    """
    made: Spec = figure_of(*settings).to_plotly_json()
    return made
