"""What the places on an axis are called in a list: on one line, classes with their counts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.shell.predictions.arrays import array
from ltcore.plots.base.amounts import numeral

LINE_BREAK = re.compile(r"<br\s*/?>")
NEAR = 0.45
"""Share of the distance between two ticks within which a mark is that of a tick: arms are side by side."""
BELOW, BESIDE = " (training examples below)", " (training examples in brackets)"
"""What the axis of classes says of their counts, and what a list of them says."""


def title_of(axis: Mapping[str, Any]) -> str:
    """Return the title of an axis on one line.

    Example:
        >>> title_of({"title": {"text": "Relevance<br>of the images"}})
        'Relevance of the images'
    """
    title = axis.get("title") or ""
    text = title.get("text") or "" if isinstance(title, Mapping) else title
    return " ".join(LINE_BREAK.split(text))


def names(axis: Mapping[str, Any], places: Sequence[object]) -> list[str]:
    """Return what the places of a trace are called: by their tick, else as a number.

    Where classes have their counts below them, each has its count beside it.

    Args:
        axis: as a figure has it.
        places: on it, numbers or names.

    Example:
        >>> title = {"text": "Class (training examples below)"}
        >>> names({"title": title, "tickvals": [0, 1], "ticktext": ["0<br>104", "1<br>62"]}, [0, 1])
        ['0 (104)', '1 (62)']
    """
    at, texts = array(axis.get("tickvals")), array(axis.get("ticktext"))
    if not at or len(at) != len(texts) or any(isinstance(place, str) for place in places):
        return [_as_name(place) for place in places]
    ticks, spots = np.asarray(at, np.float64), np.asarray(places, np.float64)
    if axis.get("type") == "log":
        ticks, spots = np.log10(ticks), np.log10(spots)
    nearest = np.abs(ticks - spots[:, None]).argmin(axis=1)
    near = np.abs(ticks[nearest] - spots) <= NEAR * _least_gap(ticks)
    counted = title_of(axis).endswith(BELOW)
    return [
        _on_one_line(str(texts[index]), counted=counted) if is_near else _as_name(place)
        for index, is_near, place in zip(nearest, near, places, strict=True)
    ]


def has_texts(axis: Mapping[str, Any]) -> bool:
    """Return whether the ticks of an axis are called otherwise than by their numbers.

    Example:
        >>> has_texts({"tickvals": [0, 1], "ticktext": ["1", "4"]})
        True
        >>> has_texts({"tickvals": [0.5, 1000], "ticktext": ["0.5", "1,000"]})
        False
    """
    at, texts = array(axis.get("tickvals")), array(axis.get("ticktext"))

    def is_called(place: object, text: str) -> bool:
        try:
            return bool(np.isclose(float(text.replace(",", "")), float(str(place))))
        except ValueError:
            return False

    are_numbers = bool(at) and not any(isinstance(place, str) for place in at)
    return are_numbers and len(at) == len(texts) and not all(map(is_called, at, map(str, texts)))


def ranks(axis: Mapping[str, Any], places: Sequence[object]) -> list[str]:
    """Return the ranks at places of an axis that writes some of them; none where it writes no ranks.

    Example:
        >>> ranks({"tickvals": [0.05, 0.35, 0.65], "ticktext": ["1", "4", "7"]}, [0.05, 0.15, 0.65])
        ['1', '2', '7']
        >>> ranks({"tickvals": [0, 1], "ticktext": ["0", "1"]}, [0, 0.5])
        []
    """
    at, texts = array(axis.get("tickvals")), [str(text) for text in array(axis.get("ticktext"))]
    is_counted = len(at) > 1 and all(text.isdecimal() for text in texts)
    if axis.get("type") == "log" or not is_counted or not has_texts(axis):
        return []
    ticks, told = np.asarray(at, np.float64), np.asarray(texts, np.float64)
    slope = (told[-1] - told[0]) / (ticks[-1] - ticks[0])
    if not np.allclose(told[0] + slope * (ticks - ticks[0]), told):
        return []
    spots = np.asarray(places, np.float64)
    return [numeral(float(rank)) for rank in np.round(told[0] + slope * (spots - ticks[0]))]


def along_a_curve(axis: Mapping[str, Any], places: Sequence[float]) -> list[str]:
    """Return what the places of a curve are called, where its axis does not write their numbers; else none.

    Between names the nearest is told, with "about". A logarithmic axis writes numbers.

    Example:
        >>> along_a_curve({"tickvals": [0, 2], "ticktext": ["few", "many"]}, [0, 0.5, 2])
        ['few', 'about few', 'many']
        >>> along_a_curve({"range": [0, 1]}, [0, 0.5])
        []
    """
    if axis.get("type") == "log" or not has_texts(axis):
        return []
    if counted := ranks(axis, places):
        return counted
    at = np.asarray(array(axis.get("tickvals")), np.float64)
    spots = np.asarray(places, np.float64)
    ticks = at[np.abs(at - spots[:, None]).argmin(axis=1)]
    called = names(axis, ticks.tolist())
    return [
        name if is_there else f"about {name}"
        for name, is_there in zip(called, np.isclose(ticks, spots), strict=True)
    ]


def _least_gap(ticks: npt.NDArray[np.float64]) -> float:
    return float(np.diff(np.unique(ticks)).min()) if len(np.unique(ticks)) > 1 else 1.0


def _as_name(place: object) -> str:
    return numeral(place, 3) if isinstance(place, int | float) else _on_one_line(str(place))


def _on_one_line(text: str, *, counted: bool = False) -> str:
    first, *others = LINE_BREAK.split(text)
    if counted and others:
        return f"{first} ({' '.join(others)})"
    return ", ".join([first, *others])
