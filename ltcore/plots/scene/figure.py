"""Draws a scene: theorems' pictures, all in the same strokes, places and letters."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ltcore.plots.base.axes import EM, caption
from ltcore.plots.base.end_labels import line_share
from ltcore.plots.base.palette import SHADES, Mode
from ltcore.plots.base.spreading import spread_above
from ltcore.plots.base.text import plain
from ltcore.plots.base.theme import LINE, TOP, Look, template
from ltcore.plots.scene.marks import Axis, Band, Bars, Line, Panel, Scene, Words
from ltcore.plots.scene.traces import numbers, trace

Spec = dict[str, Any]
"""A figure as plain dictionaries and arrays: ``data`` and ``layout``."""
WIDTH = 1150
"""Width in pixels for which room between panels is kept; a wider figure only gains."""
GAP = 0.09
"""Room between two panels for the numbers of the right one, as a share of the width."""


def scene_figure(scene: Scene, *, look: Look | None = None) -> go.Figure:
    """Return the figure of a scene.

    Args:
        scene: what is drawn.
        look: where it is shown.

    Example:
        >>> axis = Axis(title="t", low=0, high=1)
        >>> line = Line(name="e", x=[0, 1], y=[0, 1])
        >>> scene = Scene(key="k", title="A title", panels=(Panel(x=axis, y=axis),), marks=(line,))
        >>> scene_figure(scene).data[0].line.dash
        'solid'
    """
    return go.Figure(scene_spec(scene, look or Look()))


def scene_spec(scene: Scene, look: Look) -> Spec:
    """Return the figure of a scene as dictionaries: what is drawn at each slider position.

    Args:
        scene: what is drawn.
        look: where it is shown.
    """
    lines = 1 + (1 if any(panel.heading for panel in scene.panels) else 0)
    layout: Spec = {
        "template": _template(look.mode, lecture=look.lecture),
        "title": {
            "text": plain(scene.title) if not scene.panels else scene.title,
            "subtitle": {"text": caption(scene.notes, look)},
        },
        "uirevision": scene.key,
        "barmode": "overlay",
        "bargap": 0,
        "margin": {
            "t": (TOP + LINE * (lines - 1 + caption(scene.notes, look).count("<br>")))
            * look.text_size,
            "r": 24,
            "b": 24,
        },
    }
    if not scene.panels:
        hidden = {"visible": False}
        return {"data": [], "layout": layout | {"xaxis": hidden, "yaxis": hidden}}
    rooms = [_label_room(scene, index, look) for index in range(len(scene.panels))]
    layout["margin"]["r"] = max(24.0, rooms[-1])
    domains = _domains(scene.panels, rooms)
    annotations: list[Spec] = []
    for index, panel in enumerate(scene.panels):
        suffix = "" if index == 0 else str(index + 1)
        layout[f"xaxis{suffix}"] = _axis(panel.x) | {
            "domain": list(domains[index]),
            "anchor": f"y{suffix}",
        }
        layout[f"yaxis{suffix}"] = _axis(panel.y) | {"anchor": f"x{suffix}"}
        if panel.equal:
            layout[f"yaxis{suffix}"] |= {"scaleanchor": f"x{suffix}", "constrain": "domain"}
            layout[f"xaxis{suffix}"]["constrain"] = "domain"
        annotations += _end_labels(scene, index, domains[index][1], look)
        annotations += _heading(panel, domains[index][0], look)
    layout["annotations"] = [*annotations, *_words(scene, look), *_band_labels(scene, look)]
    layout["showlegend"] = any(isinstance(mark, Bars) and mark.label for mark in scene.marks)
    traces = [trace(mark, scene.panels, look) for mark in scene.marks]
    return {"data": [one for one in traces if one is not None], "layout": layout}


@lru_cache(maxsize=4)
def _template(mode: Mode, *, lecture: bool) -> Spec:
    plain_template: Spec = template(mode, lecture=lecture).to_plotly_json()
    return plain_template


def _axis(axis: Axis) -> Spec:
    ends = [math.log10(end) if axis.log else end for end in (axis.low, axis.high)]
    drawn: Spec = {"title": {"text": axis.title}, "range": ends}
    if axis.log:
        drawn |= {"type": "log", "dtick": 1 if ends[1] - ends[0] <= 8 else 4, "tickformat": ",~r"}
    if axis.percent:
        drawn["tickformat"] = ",~%"
    if axis.ticks:
        drawn |= {"tickmode": "array", "tickvals": list(axis.ticks)}
    if axis.tick_texts:
        drawn["ticktext"] = list(axis.tick_texts)
    return drawn


def _label_room(scene: Scene, index: int, look: Look) -> float:
    """Return the pixels that the labels right of a panel take, 0 where there are none."""
    lengths = [
        len(part)
        for mark in scene.marks
        if isinstance(mark, Line) and mark.panel == index
        for part in mark.label.split("<br>")
        if part
    ]
    return (EM * max(lengths) + 1) * look.text_size if lengths else 0.0


def _domains(panels: Sequence[Panel], rooms: Sequence[float]) -> list[tuple[float, float]]:
    """Return from where to where each panel reaches, as shares of the drawing area."""
    gaps = [GAP + room / WIDTH for room in rooms[:-1]]
    free = 1 - sum(gaps)
    total = sum(panel.share for panel in panels)
    domains, left = [], 0.0
    for panel, gap in zip(panels, [*gaps, 0.0], strict=True):
        right = left + free * panel.share / total
        domains.append((left, min(right, 1.0)))
        left = right + gap
    return domains


def _end_labels(scene: Scene, index: int, right: float, look: Look) -> list[Spec]:
    """Return the names at the right ends of a panel's lines, spread so that none covers another."""
    labelled = [
        mark
        for mark in scene.marks
        if isinstance(mark, Line) and mark.panel == index and mark.label
    ]
    places = [_end_place(mark, scene.panels[index]) for mark in labelled]
    rows = max((mark.label.count("<br>") + 1 for mark in labelled), default=1)
    # Below the bottom stand the numbers of the other axis.
    spread_places = spread_above(places, rows * line_share(look), line_share(look) / 2)
    if look.lecture:  # above the drawing stands the title, close by
        spread_places = _below_the_title(spread_places, rows * line_share(look))
    return [
        {
            "text": mark.label,
            "x": right,
            "xref": "paper",
            "y": place,
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "xshift": 6,
            "showarrow": False,
            "font": {"color": SHADES[look.mode][mark.hue].text},
        }
        for mark, place in zip(labelled, spread_places, strict=True)
    ]


def _below_the_title(places: list[float], gap: float) -> list[float]:
    """Return heights moved down where the highest would reach above the drawing."""
    most = 1.0 - gap / 4
    for index in sorted(range(len(places)), key=places.__getitem__, reverse=True):
        places[index] = min(places[index], most)
        most = places[index] - gap
    return places


def _end_place(mark: Line, panel: Panel) -> float:
    """Return the height of a line's last point within the picture, from 0 to 1; the middle if none is."""
    x, y = numbers(mark.x), numbers(mark.y)
    low, high = sorted((panel.x.low, panel.x.high))
    seen = y[(x >= low) & (x <= high) & np.isfinite(y)]
    if not seen.size:
        return 0.5
    return min(max(_height(float(seen[-1]), panel.y), 0.0), 1.0)


def _height(value: float, axis: Axis) -> float:
    if not axis.log:
        return (value - axis.low) / (axis.high - axis.low)
    if value <= 0:
        return 0.0
    return math.log(value / axis.low) / math.log(axis.high / axis.low)


def _heading(panel: Panel, left: float, look: Look) -> list[Spec]:
    if not panel.heading:
        return []
    return [
        {
            "text": panel.heading,
            "x": left,
            "xref": "paper",
            "y": 1,
            "yref": "paper",
            "yshift": 4,
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "font": {"color": look.ground.ink},
        }
    ]


def _words(scene: Scene, look: Look) -> list[Spec]:
    return [
        _text(mark, scene.panels[mark.panel], look)
        for mark in scene.marks
        if isinstance(mark, Words)
    ]


def _band_labels(scene: Scene, look: Look) -> list[Spec]:
    """Return what is written in the middle of bands; a band that is not there now has an empty name."""
    told = []
    for mark in scene.marks:
        if not isinstance(mark, Band) or not mark.label:
            continue
        panel, x = scene.panels[mark.panel], numbers(mark.x)
        there = x[np.isfinite(x)]
        middle = _middle(there.tolist(), panel.x) if there.size > 1 else panel.x.low
        height = panel.y.low**0.45 * panel.y.high**0.55 if panel.y.log else 0.0
        if not panel.y.log:
            height = panel.y.low + 0.55 * (panel.y.high - panel.y.low)
        words = Words(
            text=mark.label if there.size > 1 else "",
            x=middle,
            y=height,
            panel=mark.panel,
            anchor="center",
        )
        told.append(_text(words, panel, look))
    return told


def _middle(x: Sequence[float], axis: Axis) -> float:
    ends = min(x), max(x)
    return math.sqrt(ends[0] * ends[1]) if axis.log else (ends[0] + ends[1]) / 2


def _text(mark: Words, panel: Panel, look: Look) -> Spec:
    suffix = "" if mark.panel == 0 else str(mark.panel + 1)
    x, y = (
        math.log10(value) if axis.log and value > 0 else value
        for value, axis in ((mark.x, panel.x), (mark.y, panel.y))
    )
    there = math.isfinite(x) and math.isfinite(y)
    return {
        "text": mark.text if there else "",
        "x": x if there else 0,
        "y": y if there else 0,
        "xref": f"x{suffix}",
        "yref": f"y{suffix}",
        "xanchor": mark.anchor,
        "yanchor": "bottom" if mark.above else "top",
        "align": mark.anchor,
        "showarrow": False,
        "bgcolor": look.ground.paper,
        "opacity": 0.95,
        "font": {"color": SHADES[look.mode][mark.hue].text},
    }
