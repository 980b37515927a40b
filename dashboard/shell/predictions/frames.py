"""A picture that gives nothing away: its axes, without one mark, title or number of what they will show."""

from typing import Any

from dashboard.shell.predictions.questions import Question
from dashboard.shell.predictions.truths import Figure
from ltcore.lessons import Bars, Cut

TOP = 24
"""Pixels above the drawing, which has no title."""
KEPT = ("template", "bargap")
"""Parts of a layout, besides its axes, that say nothing of what is drawn."""


def frame(figure: Figure, asks: Question) -> Figure:
    """Return the picture before the reveal.

    The truth is not in it: what a browser has not got, no hover, no table and no inspector shows.

    Args:
        figure: as JSON has it.
        asks: what is asked of it.

    Example:
        >>> from dashboard.shell.predictions.questions import questions
        >>> bars = {"type": "bar", "name": "recall", "x": ["cat", "owl"], "y": [0.9, 0.2]}
        >>> figure = {"data": [bars], "layout": {"title": {"text": "Owls lose"}}}
        >>> shown = frame(figure, questions(figure)[0])
        >>> shown["data"][0]["x"], shown["data"][0]["y"], "title" in shown["layout"]
        (['cat', 'owl'], [None, None], False)
    """
    seen, layout = asks.marks, figure["layout"]
    axes = {name: part for name, part in layout.items() if name[1:5] == "axis"}
    across = "x" if seen.lies else "y"
    named = f"{across}axis{str(seen.trace.get(f'{across}axis') or across)[1:]}"
    axes[named] = {**axes.get(named, {})}
    if "range" not in axes[named]:
        axes[named] |= {"range": [seen.low, seen.high], "autorange": False}
    kept = {name: layout[name] for name in KEPT if name in layout}
    margin = {**layout.get("margin", {}), "t": TOP}
    return {"data": [_blank(asks)], "layout": {**axes, **kept, "margin": margin}}


def hidden(asks: Question) -> dict[str, Any]:
    """Return what the hand needs of a question before the reveal: places and names, and no value."""
    told = asks.asked.model_dump()
    held = {name: asks.truth[name] for name in ("log", "shares", "called") if name in asks.truth}
    places: dict[str, Any] = {"lies": asks.marks.lies, "trace": 0}
    if "values" in asks.truth:
        n = len(asks.marks.values)
        places |= {"places": _places(asks), "names": asks.truth["names"], "values": [None] * n}
    return told | {"unit": "", "truth": held | places}


def revealed(asks: Question) -> dict[str, Any]:
    """Return a question with its truth."""
    return asks.asked.model_dump() | {"truth": {"lies": asks.marks.lies} | asks.truth}


def _blank(asks: Question) -> dict[str, Any]:
    """Return a trace with the places of the marks that are asked for, and without their values."""
    seen = asks.marks
    places = _places(asks)
    along, across = ("y", "x") if seen.lies else ("x", "y")
    return {
        "type": "bar" if seen.trace.get("type") == "bar" else "scatter",
        "xaxis": seen.trace.get("xaxis") or "x",
        "yaxis": seen.trace.get("yaxis") or "y",
        along: places,
        across: [None] * len(places),
        "orientation": "h" if seen.lies else "v",
    }


def _places(asks: Question) -> list[Any]:
    """Return where marks stand in a frame: bars at their names, and nothing where the place is the answer."""
    match asks.asked:
        case Cut(low=low, high=high):
            return [low, high]
        case Bars():
            return list(asks.marks.middles)
    return list(asks.marks.places)
