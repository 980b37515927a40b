"""The examples of the resampling toy, and what a technique has done: copied, dropped, invented, cut."""

import numpy as np
import plotly.graph_objects as go

from ltcore.analysis.resampling.comparison import Comparison
from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.strokes import OPEN
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look, translucent
from ltcore.theory.resampling.techniques import neighbour_segments
from ltcore.theory.resampling.toy import HEAD, TAIL
from ltcore.types import FloatArray

SIZES = (6, 10)
"""Pixels of an example of the head and of the tail."""
RING = 8
"""Pixels by which a ring around an example is wider, for each time that its copies double."""
PARTS: tuple[tuple[Hue, int], ...] = (
    ("blue", 0),
    ("green", 1),
    ("purple", 2),
    ("sky", 5),
    ("grey", 3),
    ("ink", 17),
    ("blue", 6),
    ("green", 22),
    ("purple", 13),
    ("sky", 18),
)
"""Hue and plotly's number of the mark, for each cluster of the head; the warm hues are the tail's."""


def draw_examples(figure: go.Figure, comparison: Comparison, look: Look) -> None:
    """Draw the examples as they were drawn, head below tail."""
    points, labels = comparison.points, comparison.labels
    for label, name in ((HEAD, "head"), (TAIL, "tail")):
        figure.add_trace(_dots(points[labels == label], name, SIZES[label], _colour(label, look)))


def draw_treated(figure: go.Figure, comparison: Comparison, look: Look) -> None:
    """Draw the examples with what the technique has done to them."""
    treated, points = comparison.treated, comparison.points
    if len(treated.parents) > 2:
        _draw_parts(figure, comparison, look)
    else:
        _draw_kept(figure, comparison, look)
    if (treated.uses > 1).any():
        _draw_copies(figure, points, treated.uses, look)
    if len(treated.new):
        _draw_new(figure, comparison, look)


def _draw_kept(figure: go.Figure, comparison: Comparison, look: Look) -> None:
    points, labels, kept = comparison.points, comparison.labels, comparison.treated.uses > 0
    if not kept.all():
        gone = _dots(points[~kept], "dropped", 7, look.ground.faint)
        gone.marker.symbol = "x-thin"
        gone.marker.line = {"width": 1.5, "color": look.ground.faint}
        figure.add_trace(gone)
    for label, name in ((HEAD, "head"), (TAIL, "tail")):
        chosen = points[(labels == label) & kept]
        figure.add_trace(_dots(chosen, name, SIZES[label], _colour(label, look)))


def _draw_parts(figure: go.Figure, comparison: Comparison, look: Look) -> None:
    """Draw each cluster with a mark of its own; the tail is warm, whole or cut."""
    treated, points = comparison.treated, comparison.points
    for parent, name in ((HEAD, "head"), (TAIL, "tail")):
        subs = np.flatnonzero(treated.parents == parent)
        for place, sub in enumerate(subs):
            own = points[treated.original_sub_labels == sub]
            hue, symbol = PARTS[place % len(PARTS)] if parent == HEAD else ("vermillion", 0)
            called = f"{name} {place + 1}" if len(subs) > 1 else name
            colour = SHADES[look.mode][hue].line if len(subs) > 1 else _colour(parent, look)
            dots = _dots(own, called, SIZES[parent] + (parent == HEAD), colour)
            dots.marker.symbol = symbol if parent == HEAD else place % len(PARTS)
            figure.add_trace(dots)


def _draw_copies(figure: go.Figure, points: FloatArray, uses: np.ndarray, look: Look) -> None:
    """Draw a ring around each example that is used more than once, wider the more often."""
    copied = uses > 1
    figure.add_trace(
        go.Scatter(
            x=points[copied, 0].astype(np.float32),
            y=points[copied, 1].astype(np.float32),
            mode="markers",
            name="copies (wider: more)",
            marker={
                "symbol": "circle-open",
                "size": SIZES[TAIL] + RING * np.log2(uses[copied]).astype(np.float32) / 2,
                "line": {"width": 1.5},
                "color": _colour(TAIL, look),
            },
            hovertext=[f"used {count(int(number), 'time')}" for number in uses[copied]],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _draw_new(figure: go.Figure, comparison: Comparison, look: Look) -> None:
    """Draw the segments between neighbours, and on them the invented examples."""
    treated, colour = comparison.treated, _colour(TAIL, look)
    own = comparison.points[comparison.labels == TAIL]
    ends = neighbour_segments(own, comparison.treatment.neighbours)
    gaps = np.full((len(ends), 1, 2), np.nan)
    path = np.concatenate([ends, gaps], axis=1).reshape(-1, 2).astype(np.float32)
    figure.add_trace(
        go.Scatter(
            x=path[:, 0],
            y=path[:, 1],
            mode="lines",
            name="to a neighbour",
            line={"color": translucent(colour, 0.35), "width": 1},
            hoverinfo="skip",
        )
    )
    new = _dots(treated.new, "invented", 7, translucent(colour, 0.75))
    new.marker.symbol = 2 + OPEN
    new.marker.line = {"width": 1.5}
    figure.add_trace(new)


def _dots(points: FloatArray, name: str, size: int, colour: str) -> go.Scatter:
    return go.Scatter(
        x=points[:, 0].astype(np.float32),
        y=points[:, 1].astype(np.float32),
        mode="markers",
        name=name,
        marker={"color": colour, "size": size},
        hoverinfo="skip",
    )


def _colour(label: int, look: Look) -> str:
    return look.ground.bar if label == HEAD else SHADES[look.mode]["vermillion"].line
