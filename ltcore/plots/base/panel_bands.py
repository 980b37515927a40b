"""Bands of head, medium and tail behind panels that stand side by side."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.axes import EM, WIDTH, Span, group_spans
from ltcore.plots.base.text import number_between
from ltcore.plots.base.theme import Look
from ltcore.types import GROUPS


def band_panel(figure: go.Figure, spans: Sequence[Span], column: int, look: Look) -> None:
    """Lay the bands of groups behind one panel.

    Args:
        figure: with subplots in one row.
        spans: group, and the first and last place that it takes on the x axis.
        column: of the panel, from 1.
        look: where it is shown.
    """
    for span in spans:
        figure.add_shape(
            type="rect",
            x0=span.first - 0.5,
            x1=span.last + 0.5,
            y0=0,
            y1=1,
            xref=panel_axis("x", column),
            yref=f"{panel_axis('y', column)} domain",
            layer="below",
            line_width=0,
            fillcolor=look.ground.band(span.group),
        )


def band_class_panel(
    figure: go.Figure, frame: pd.DataFrame, column: int, panels: int, look: Look
) -> None:
    """Lay the bands behind a panel whose x axis is the class rank; above it stand the names that have room.

    Args:
        figure: with subplots in one row.
        frame: rank and group of each class.
        column: of the panel, from 1.
        panels: how many there are.
        look: where it is shown.
    """
    spans = group_spans(frame)
    band_panel(figure, spans, column, look)
    n_classes = frame["rank"].nunique()
    for span in spans:
        room = WIDTH / panels * (span.last - span.first + 1) / n_classes
        names = [
            name for name in (span.called, span.group) if len(name) * EM * look.text_size < room
        ]
        if names:
            figure.add_annotation(
                text=names[0],
                x=(span.first + span.last) / 2,
                y=1,
                xref=panel_axis("x", column),
                yref="paper",
                yanchor="bottom",
                showarrow=False,
                font={"color": look.ground.muted},
            )


def group_places(names: Sequence[str] = GROUPS) -> list[Span]:
    """Return the place of each group on an axis of groups; other names have a place and no band.

    Example:
        >>> [(span.group, span.first) for span in group_places(("all", "head", "medium", "tail"))]
        [('head', 1), ('medium', 2), ('tail', 3)]
    """
    return [Span(name, place, place) for place, name in enumerate(names) if name in GROUPS]


def classes_in_words(low: int, high: int, group: str = "") -> str:
    """Say how many classes a group has, from the run with fewest to the one with most.

    Example:
        >>> classes_in_words(1, 1), classes_in_words(2, 3, "tail"), classes_in_words(0, 0)
        ('1 class', '2 to 3 tail classes', 'no class')
    """
    if high == 0:
        return "no class"
    return f"{number_between(low, high)} {f'{group} ' if group else ''}class{'' if high == 1 else 'es'}"


def panel_axis(letter: str, column: int) -> str:
    """Return what plotly calls an axis of a panel.

    Example:
        >>> panel_axis("x", 1), panel_axis("y", 2)
        ('x', 'y2')
    """
    return letter if column == 1 else f"{letter}{column}"
