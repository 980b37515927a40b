"""The marks of a scene as plotly traces: plain dictionaries, for they are made at every slider position."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.strokes import GUIDE, PROMISED, SEEN_OPACITY, TRUE
from ltcore.plots.base.theme import Look, translucent
from ltcore.plots.scene.marks import Arrows, Axis, Band, Bars, Dots, Line, Mark, Panel, Words

Trace = dict[str, Any]
DASHES: Mapping[str, str] = {"promised": PROMISED, "true": TRUE, "guide": GUIDE}
HATCH_OPACITY = 0.45


def trace(mark: Mark, panels: tuple[Panel, ...], look: Look) -> Trace | None:
    """Return the trace of a mark, None for words, which are annotations.

    Args:
        mark: of a scene.
        panels: of the same scene.
        look: where it is shown.

    Example:
        >>> axis = Axis(title="t", low=0, high=1)
        >>> line = Line(name="bound", x=[0, 1], y=[1, 2], stroke="promised")
        >>> trace(line, (Panel(x=axis, y=axis),), Look())["line"]["dash"]
        '8px,5px'
    """
    if isinstance(mark, Words):
        return None
    number = "" if mark.panel == 0 else str(mark.panel + 1)
    place = {"xaxis": f"x{number}", "yaxis": f"y{number}", "name": mark.name}
    hover = hover_template(mark.name, panels[mark.panel])
    match mark:
        case Line():
            drawn = _line(mark, look)
        case Dots():
            drawn = _dots(mark, look)
        case Bars():
            drawn = _bars(mark, look)
        case Band():
            drawn = _band(mark, look)
        case _:
            drawn = _arrows(mark, look)
    return place | hover | drawn


def numbers(values: ArrayLike) -> NDArray[np.float32]:
    """Return what is drawn: float32 is finer than any screen, and half as much to send."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64)).astype(np.float32)


def hover_template(name: str, panel: Panel) -> dict[str, str]:
    """Return what a mark says under the pointer: its name and both numbers."""
    x, y = (_written(axis, letter) for axis, letter in ((panel.x, "x"), (panel.y, "y")))
    return {"hovertemplate": f"{name}<br>{x}<br>{y}<extra></extra>"}


def _written(axis: Axis, letter: str) -> str:
    return f"{axis.title}: %{{{letter}:{'.1%' if axis.percent else ',.4~g'}}}"


def _line(mark: Line, look: Look) -> Trace:
    shade = SHADES[look.mode][mark.hue]
    drawn: Trace = {
        "type": "scatter",
        "x": numbers(mark.x),
        "y": numbers(mark.y),
        "showlegend": False,
        **({"hoverinfo": "skip"} if mark.given else {}),
    }
    if mark.stroke == "seen":
        return drawn | {
            "mode": "markers",
            "marker": {"color": shade.line, "size": 0.45 * look.text_size * mark.width},
        }
    width = look.line_width * (0.6 if mark.stroke == "guide" else 1.0) * mark.width
    line = {"color": shade.line, "width": width, "dash": DASHES[mark.stroke]}
    if _turns_back(mark.x):
        line["simplify"] = False
    return drawn | {"mode": "lines", "line": line, "connectgaps": False}


def _turns_back(x: ArrayLike) -> bool:
    """Return whether a line is an arc and no curve: plotly leaves points out, and corners would be seen.

    Example:
        >>> _turns_back([0, 1, 2]), _turns_back([2, 1, 0]), _turns_back([0, 1, 0])
        (False, False, True)
    """
    steps = np.diff(np.asarray(x, dtype=np.float64))
    return bool((steps > 0).any() and (steps < 0).any())


def _dots(mark: Dots, look: Look) -> Trace:
    shade = SHADES[look.mode][mark.hue]
    drawn: Trace = {
        "type": "scatter",
        "x": numbers(mark.x),
        "y": numbers(mark.y),
        "mode": "markers+text" if mark.labels else "markers",
        "cliponaxis": False,
        "showlegend": False,
        "marker": {
            "color": shade.line,
            "symbol": mark.symbol,
            "size": 0.6 * look.text_size * mark.size,
            "opacity": mark.opacity,
        },
    }
    if mark.labels:
        drawn |= {
            "text": list(mark.labels),
            "textposition": "top center",
            "textfont": {"color": shade.text, "size": look.text_size},
        }
    return drawn


def _bars(mark: Bars, look: Look) -> Trace:
    heights = numbers(mark.height)
    return {
        "type": "bar",
        "x": numbers(mark.x),
        "y": heights,
        "width": np.broadcast_to(numbers(mark.width), heights.shape).copy(),
        "base": np.broadcast_to(numbers(mark.base), heights.shape).copy(),
        "showlegend": bool(mark.label),
        "legendgroup": mark.label,
        "marker": {
            "color": translucent(SHADES[look.mode][mark.hue].line, mark.opacity),
            "line": {"width": 0},
        },
    }


def _band(mark: Band, look: Look) -> Trace:
    """Return an outline that is filled: one trace, so that it moves as a whole."""
    x = numbers(mark.x)
    low, high = (np.broadcast_to(numbers(side), x.shape) for side in (mark.low, mark.high))
    there = np.isfinite(x) & np.isfinite(low) & np.isfinite(high)
    x, low, high = x[there], low[there], high[there]
    colour = SHADES[look.mode][mark.hue].line
    drawn: Trace = {
        "type": "scatter",
        "x": np.concatenate([x, x[::-1]]),
        "y": np.concatenate([high, low[::-1]]),
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": translucent(colour, SEEN_OPACITY),
        "hoverinfo": "skip",
        "showlegend": False,
    }
    if mark.hatched:
        drawn["fillcolor"] = "rgba(0,0,0,0)"
        drawn["fillpattern"] = {
            "shape": "/",
            "fgcolor": translucent(colour, HATCH_OPACITY),
            "bgcolor": "rgba(0,0,0,0)",
            "size": 10,
            "solidity": 0.12,
        }
    return drawn


def _arrows(mark: Arrows, look: Look) -> Trace:
    """Return arrows as one line with gaps; a head stands where each ends."""
    gap = np.full(numbers(mark.x).shape, np.nan, dtype=np.float32)
    x = np.stack([numbers(mark.x), numbers(mark.to_x), gap], axis=1).ravel()
    y = np.stack([numbers(mark.y), numbers(mark.to_y), gap], axis=1).ravel()
    colour = SHADES[look.mode][mark.hue].line
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines+markers",
        "line": {"color": colour, "width": look.line_width},
        "marker": {
            "color": colour,
            "symbol": "arrow",
            "angleref": "previous",
            "size": np.tile(np.array([0, 0.9 * look.text_size, 0], dtype=np.float32), len(gap)),
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }
