"""What a drawn picture can ask: bars and marks by class, curves, one number, one cut."""

import html
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.shell.predictions.marks import Marks, axis, marks
from dashboard.shell.predictions.place_names import along_a_curve, names, ranks, title_of
from dashboard.shell.predictions.truths import Figure, truth
from ltcore.lessons import Bars, Curve, Cut, Number
from ltcore.plots.base.amounts import numeral

Asked = Bars | Curve | Number | Cut
MOST_BARS = 24
"""Bars that are dragged one by one; of more, the line of their tops is drawn."""
LONGEST = 80
"""Characters of what is asked for."""
FEWEST_OF_A_CURVE = 3


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing that a picture can ask.

    Attributes:
        label: what is asked for, as the picture calls it; unlike all others of its picture.
        asked: the way to answer.
        marks: those that hold the truth.
        truth: as ``truths.truth`` returns it.
    """

    label: str
    asked: Asked
    marks: Marks
    truth: dict[str, Any]

    @property
    def varies(self) -> bool:
        """Whether it is more than one value over and over."""
        return not isinstance(self.asked, Number | Cut) and bool(np.ptp(self.marks.values) > 0)


def questions(figure: Figure, known: Collection[float] = ()) -> list[Question]:
    """Return what a picture can ask, in the order in which it is drawn; none of a map or a cloud of points.

    Args:
        figure: as JSON has it.
        known: values of its settings: a line that stands at one is given, and nobody is asked where.

    Example:
        >>> bars = {"type": "bar", "name": "recall", "x": ["cat", "owl"], "y": [0.9, 0.2]}
        >>> [asks] = questions({"data": [bars], "layout": {}})
        >>> asks.label, asks.asked.kind, asks.truth["values"]
        ('recall', 'bars', [0.9, 0.2])
    """
    found = []
    for index in range(len(figure["data"])):
        seen = marks(figure, index)
        way = _way(seen, known) if seen else None
        if seen and way:
            found.append((seen, way))
    found = _once_each(found)
    found = [one for one in found if not _is_loose(one[0])] or found
    labels = _unlike(
        [(_name(figure, seen), _of_what(figure, seen), _panel(figure, seen)) for seen, _ in found]
    )
    return [
        _question(figure, seen, way, label)
        for (seen, way), label in zip(found, labels, strict=True)
    ]


def first(asks: Sequence[Question]) -> Question:
    """Return what a picture asks unless its reader chooses otherwise: the first that is no constant."""
    return next((one for one in asks if one.varies), asks[0])


def _way(seen: Marks, known: Collection[float]) -> type[Asked] | None:
    """Return the way in which marks can be predicted, None where there is none."""
    n = len(seen.values)
    way: type[Asked] | None = None
    if n == 1:
        way = Number if _is_one_number(seen) else None
    elif n <= MOST_BARS and _is_by_class(seen):
        way = Bars
    elif seen.is_line and n == 2:
        way = Cut if _is_upright(seen, known) else None
    elif n >= FEWEST_OF_A_CURVE and seen.in_order and not (seen.lies or seen.is_broken):
        several_at_a_name = seen.by_name and seen.has_texts and len(set(seen.middles)) < n
        is_one_line = seen.is_line or seen.each_has_a_place
        way = Curve if is_one_line and not several_at_a_name else None
    return way


def _is_one_number(seen: Marks) -> bool:
    """Return whether a mark stands at a number and has no text, which may be the answer."""
    is_mark = not seen.is_line and "text" not in str(seen.trace.get("mode", ""))
    return is_mark and not isinstance(seen.places[0], str)


def _is_by_class(seen: Marks) -> bool:
    """Return whether marks are one for each of some names: classes, groups, methods."""
    if seen.trace.get("type") == "bar" or any(isinstance(place, str) for place in seen.places):
        return seen.each_has_a_place
    return seen.by_name and len(set(seen.middles)) == len(seen.places)


def _is_upright(seen: Marks, known: Collection[float]) -> bool:
    """Return whether two marks are the ends of an upright line with a name, which stands at no setting."""
    if seen.lies or not seen.trace.get("name") or not seen.in_order:
        return False
    left, right = (float(place) for place in seen.places)
    return left == right and not any(np.isclose(left, one) for one in known)


def _once_each(found: list[tuple[Marks, type[Asked]]]) -> list[tuple[Marks, type[Asked]]]:
    """Return marks without those that repeat others, or share their name with some that the legend names."""

    def place(seen: Marks) -> tuple[object, ...]:
        return tuple(seen.trace.get(part) for part in ("name", "xaxis", "yaxis"))

    def is_in_legend(seen: Marks) -> bool:
        return seen.trace.get("showlegend") is not False

    in_legend = {place(seen) for seen, _ in found if is_in_legend(seen) and seen.trace.get("name")}
    kept: dict[tuple[object, ...], tuple[Marks, type[Asked]]] = {}
    for seen, way in found:
        if is_in_legend(seen) or place(seen) not in in_legend:
            drawn = tuple(seen.places), tuple(seen.values.tolist())
            kept.setdefault((*place(seen), *drawn), (seen, way))
    return list(kept.values())


def _is_loose(seen: Marks) -> bool:
    """Return whether marks have neither a name nor a line: seeds, and where a slider stands."""
    return seen.trace.get("type") != "bar" and not (seen.is_line or seen.trace.get("name"))


def _question(figure: Figure, seen: Marks, way: type[Asked], label: str) -> Question:
    """Return the question of some marks, with its truth."""
    told = figure | {"data": [*figure["data"]]}
    told["data"][seen.index] = seen.trace
    values = {"kind": way.model_fields["kind"].annotation.__args__[0]}  # type: ignore[union-attr]
    low, high = seen.low, seen.high
    if way is Cut:
        along = axis(figure, seen.trace, "x")
        low, high = _range_of_places(along, float(seen.places[0]))
    if way is Number:
        values["at"] = seen.places[0]
    if way is Bars:
        values["drawn"] = _drawn_as(figure, seen)
    ask = f"Predict {label}" + (_at(figure, seen) if way is Number else "")
    asked = way(ask=ask, trace=f"#{seen.index + 1}", low=low, high=high, **values)
    held = truth(told, asked)
    along = axis(figure, seen.trace, "y" if seen.lies else "x")
    if way is Bars and (counted := ranks(along, seen.middles)):
        held["names"] = counted
    if way is Curve:
        called = along_a_curve(along, seen.places)
        held["names"] = called or [numeral(float(place), 4) for place in seen.places]
        held["called"] = bool(called)
    return Question(label=label, asked=asked, marks=seen, truth=held)


def _at(figure: Figure, seen: Marks) -> str:
    """Return where a single mark stands, as its axis writes it."""
    along = axis(figure, seen.trace, "y" if seen.lies else "x")
    title, [place] = plain_text(title_of(along)), names(along, seen.places)
    return f", at {title} = {plain_text(place)}" if title else f", at {plain_text(place)}"


def _drawn_as(figure: Figure, seen: Marks) -> Literal["bars", "marks"]:
    """Return how an answer is drawn: as the truth is, and as bars only where they begin at 0."""
    is_bar = seen.trace.get("type") == "bar"
    is_log = axis(figure, seen.trace, "x" if seen.lies else "y").get("type") == "log"
    return "bars" if is_bar and seen.low == 0 and not is_log else "marks"


def _range_of_places(along: dict[str, object], place: float) -> tuple[float, float]:
    """Return the ends of the axis that a cut stands on, as values."""
    limits = along.get("range")
    if not isinstance(limits, list):
        return min(0.0, 2 * place), max(1.0, 2 * place)
    low, high = sorted(map(float, limits))
    return (10**low, 10**high) if along.get("type") == "log" else (low, high)


def _name(figure: Figure, seen: Marks) -> str:
    """Return what the picture calls some marks: their name, else what the hover says before its numbers."""
    trace = seen.trace
    said = str(trace.get("hovertemplate") or "").split("<br>")[0]
    at_the_pointer = "" if "%{" in said or "<" in said else said
    return plain_text(str(trace.get("name") or at_the_pointer))[:LONGEST] or _of_what(figure, seen)


def _of_what(figure: Figure, seen: Marks) -> str:
    """Return what the values of some marks are: the title of their axis, else the heading of their panel."""
    letter = "x" if seen.lies else "y"
    own = axis(figure, seen.trace, letter)
    shared = axis(figure, {f"{letter}axis": own.get("matches")}, letter)
    title = plain_text(_title(own) or _title(shared))
    return title or _heading(figure, axis(figure, seen.trace, "x").get("domain")) or "value"


def _panel(figure: Figure, seen: Marks) -> str:
    """Return what a panel is called: by its heading, else by the title of its horizontal axis."""
    along = axis(figure, seen.trace, "x")
    return _heading(figure, along.get("domain")) or plain_text(_title(along))


def _heading(figure: Figure, domain: Sequence[float] | None) -> str:
    """Return what stands above a panel; nothing where a number is in it, which might give the answer away."""
    left, right = domain or (0.0, 1.0)
    for note in figure["layout"].get("annotations", []):
        above = note.get("yref") == "paper" and note.get("yanchor") == "bottom" and note["y"] >= 1
        if above and note.get("xref") == "paper" and left <= note["x"] < right:
            text = plain_text(str(note.get("text", "")))
            return "" if re.search(r"\d", text) else text
    return ""


def _unlike(told: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return labels that differ: names; where they repeat, with what is measured, the panel, a number.

    Args:
        told: name, what is measured, and what the panel is called.

    Example:
        >>> _unlike([("ERM", "recall", ""), ("LDAM", "recall", ""), ("ERM", "F1", ""), ("ERM", "recall", "")])
        ['ERM, recall', 'LDAM', 'ERM, F1', 'ERM, recall (2)']
        >>> _unlike([("law", "error", "Few"), ("law", "error", "Many"), ("ERM (a)", "", ""), ("ERM", "", "")])
        ['law, error, Few', 'law, error, Many', 'ERM (a)', 'ERM']
    """
    called = Counter(name for name, _, _ in told)
    told_apart: list[tuple[str, str]] = []
    for name, of_what, where in told:
        label = f"{name}, {of_what}" if called[name] > 1 and name != of_what else name
        told_apart.append((label, where))
    again = Counter(label for label, _ in told_apart)
    told_apart = [
        (f"{label}, {where}" if again[label] > 1 and where and where not in label else label, where)
        for label, where in told_apart
    ]
    seen: Counter[str] = Counter()
    labels: list[str] = []
    for label, _ in told_apart:
        seen[label] += 1
        labels.append(f"{label} ({seen[label]})" if seen[label] > 1 else label)
    return labels


def _title(one: dict[str, object]) -> str:
    title = one.get("title")
    return str((title.get("text") if isinstance(title, dict) else title) or "")


def plain_text(text: str) -> str:
    """Return a text of a figure as it reads.

    Example:
        >>> plain_text("Effective number,<br>E<sub>n</sub>")
        'Effective number, En'
    """
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", " ", text))).strip()
