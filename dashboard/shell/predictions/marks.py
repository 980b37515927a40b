"""The marks of a drawn picture whose values a reader could predict: those that are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.shell.predictions.arrays import array
from dashboard.shell.predictions.place_names import NEAR, has_texts
from dashboard.shell.predictions.truths import Figure, Floats

Trace = dict[str, Any]
Axis = dict[str, Any]
DRAWN = {"bar", "scatter", "scattergl"}
"""Kinds of traces that have one value at each place."""
STACKED = {"stack", "relative"}
"""How bars stand where they begin at the end of others: their ends are no values."""
MOST_GAPS = 2
"""Of a curve; a line with more is many strokes."""
ROOM = 0.1
"""Share of its span by which an axis that says no range goes on beyond what is drawn."""
CLOSE = 1.3
"""How far above 1 the axis of a share may end and still mean 100 %: titles and labels take that room."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The marks of a trace that are seen.

    Attributes:
        index: of the trace in the figure.
        trace: as JSON has it, with these marks alone.
        places: along the axis of its places: numbers or names.
        values: along the other one.
        lies: whether its values are along x.
        by_name: whether the axis of its places has names: classes, groups, methods.
        low: the smallest value that the axis of the values shows; more than 0 on a logarithmic one.
        high: the largest.
        gaps: how often a place without a value comes between two that have one.
        has_texts: whether the ticks of the axis of its places are called otherwise than by their numbers.
    """

    index: int
    trace: Trace
    places: Sequence[Any]
    values: Floats
    lies: bool
    by_name: bool
    low: float
    high: float
    gaps: int = 0
    has_texts: bool = False

    @property
    def middles(self) -> Sequence[Any]:
        """The places without what sets marks of several arms side by side, where they have names."""
        numbers = not any(isinstance(place, str) for place in self.places)
        return [round(place) for place in self.places] if self.by_name and numbers else self.places

    @property
    def is_line(self) -> bool:
        """Whether a line joins them."""
        return self.trace.get("type") != "bar" and "lines" in str(self.trace.get("mode", ""))

    @property
    def is_broken(self) -> bool:
        """Whether their line has gaps between marks that are seen, as strokes have."""
        return self.gaps > MOST_GAPS

    @property
    def in_order(self) -> bool:
        """Whether their places are numbers that never go back."""
        if any(isinstance(place, str) for place in self.places):
            return False
        return bool(np.all(np.diff(np.asarray(self.places, np.float64)) >= 0))

    @property
    def each_has_a_place(self) -> bool:
        """Whether no two share a place."""
        return len(set(self.places)) == len(self.places)


def marks(figure: Figure, index: int) -> Marks | None:
    """Return what is seen of a trace, None where nothing is that has a value.

    Args:
        figure: as JSON has it.
        index: of the trace.

    Example:
        >>> seen = marks({"data": [{"x": [1, 2, 3], "y": [5.0, None, 9.0]}], "layout": {}}, 0)
        >>> seen.places, seen.values.tolist(), seen.low, seen.high
        ([1, 3], [5.0, 9.0], 0.0, 9.9)
    """
    trace = figure["data"][index]
    if not _is_drawn(trace, figure["layout"].get("barmode")):
        return None
    x, y = axis(figure, trace, "x"), axis(figure, trace, "y")
    is_map = x.get("scaleanchor") or y.get("scaleanchor")  # neither axis depends on the other
    lies = trace.get("orientation") == "h" or (has_names(y) and not has_names(x))
    along, across = (y, x) if lies else (x, y)
    places, values = (array(trace.get(name)) for name in ("yx" if lies else "xy"))
    places = _middles(trace, places)
    if is_map or not places or len(places) != len(values):
        return None
    low, high = _ends(figure, trace, "x" if lies else "y", across)
    of_places = along.get("range")
    kept = [
        (place, float(value))
        for place, value in zip(places, values, strict=True)
        if _is_number(value) and low <= value <= high and _is_seen(place, along, of_places)
    ]
    if not kept:
        return None
    seen = [place for place, _ in kept]
    shown = np.asarray([value for _, value in kept], np.float64)
    names = ("y", "x") if lies else ("x", "y")
    told = trace | dict(zip(names, (seen, shown.tolist()), strict=True))
    low, high = _round_ends(low, high, shown, across)
    return Marks(
        index=index,
        trace=told | ({"orientation": "h"} if lies else {}),
        places=seen,
        values=shown,
        lies=lies,
        by_name=has_names(along),
        low=low,
        high=high,
        gaps=_gaps(values),
        has_texts=has_texts(along),
    )


def axis(figure: Figure, trace: Trace, letter: str) -> Axis:
    """Return an axis of a trace; it is empty where the figure says nothing of it.

    Example:
        >>> axis({"layout": {"xaxis2": {"type": "log"}}}, {"xaxis": "x2"}, "x")
        {'type': 'log'}
    """
    named = str(trace.get(f"{letter}axis") or letter)
    found: Axis = figure["layout"].get(f"{letter}axis{named[1:]}", {})
    return found


def has_names(one: Axis) -> bool:
    """Return whether an axis has names one step apart: classes, groups, methods, and no powers of ten.

    Example:
        >>> has_names({"tickvals": [0, 1], "ticktext": ["cat", "owl"]}), has_names({"range": [0, 1]})
        (True, False)
    """
    at = array(one.get("tickvals"))
    named = bool(array(one.get("ticktext"))) and not any(isinstance(tick, str) for tick in at)
    even = named and bool(np.allclose(np.abs(np.diff(np.asarray(at, np.float64))), 1))
    return one.get("type") == "category" or (even and one.get("type") != "log")


def _is_drawn(trace: Trace, barmode: object) -> bool:
    """Return whether the values of a trace are the ends of its marks.

    What cannot be pointed at is an ornament: the seeds behind a mean, the band around a curve.
    """
    is_bar = trace.get("type") == "bar"
    base = array(trace.get("base")) or ([trace["base"]] if trace.get("base") else [])
    hidden = trace.get("visible") in (False, "legendonly") or trace.get("hoverinfo") == "skip"
    is_text = not is_bar and trace.get("mode") == "text"
    stacked = is_bar and (barmode in STACKED or any(base))
    return (
        trace.get("type", "scatter") in DRAWN
        and not (hidden or is_text or stacked)
        and trace.get("fill", "none") == "none"
    )


def _middles(trace: Trace, places: list[Any]) -> list[Any]:
    """Return where the middles of bars are that begin at their places."""
    widths = array(trace.get("width"))
    if trace.get("offset") is None or not widths:
        return places
    return [
        place + trace["offset"] + width / 2 for place, width in zip(places, widths, strict=True)
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


def _gaps(values: Sequence[object]) -> int:
    """Return how often values end, to begin again.

    Example:
        >>> _gaps([None, 1.0, 2.0, None, None, 3.0])
        1
    """
    there = [_is_number(value) for value in values]
    begins = sum(now and not before for before, now in zip([False, *there], there, strict=False))
    return max(begins - 1, 0)


def _is_seen(place: object, along: Axis, limits: Sequence[float] | None) -> bool:
    """Return whether a place is a name, or a number within the range of its axis.

    On an axis of names a line goes on to both edges, where no name is: those ends are no places.
    """
    if isinstance(place, str):
        return True
    if not isinstance(place, int | float) or not np.isfinite(place):
        return False
    low, high = _unscaled(limits, along) if limits else (-np.inf, np.inf)
    if has_names(along) and has_texts(along):
        at = array(along.get("tickvals"))
        low, high = max(low, min(at) - NEAR), min(high, max(at) + NEAR)
    return bool(low <= place <= high)


def _unscaled(limits: Sequence[float], one: Axis) -> tuple[float, float]:
    """Return the ends of an axis as values, the lower one first; a logarithmic one says powers of ten."""
    low, high = sorted(limits)
    return (10.0**low, 10.0**high) if one.get("type") == "log" else (low, high)


def _ends(figure: Figure, trace: Trace, letter: str, one: Axis) -> tuple[float, float]:
    """Return the ends of the axis of the values: as it says, else round all that is drawn on it."""
    if one.get("range"):
        return _unscaled(one["range"], one)
    named = trace.get(f"{letter}axis") or letter
    drawn = [
        float(value)
        for each in figure["data"]
        if (each.get(f"{letter}axis") or letter) == named
        for value in array(each.get(letter))
        if _is_number(value)
    ]
    if one.get("type") == "log":
        above = [value for value in drawn if value > 0] or [1.0]
        return 10.0 ** np.floor(np.log10(min(above))), 10.0 ** np.ceil(np.log10(max(above)))
    low, high = min([*drawn, 0.0]), max([*drawn, 0.0])
    room = ROOM * (high - low or 1.0)
    return (low - room if low < 0 else low), high + room


def _round_ends(low: float, high: float, shown: Floats, one: Axis) -> tuple[float, float]:
    """Return the range of answers: an axis goes a little beyond what a share, or a count, can be."""
    if one.get("type") == "log":
        return low, high
    is_share = "%" in one.get("tickformat", "")
    span = high - low
    if -ROOM * span <= low < 0 <= shown.min():
        low = 0.0
    if is_share and 1 < high <= CLOSE and shown.max() <= 1:
        high = 1.0
    return float(low), float(high)
