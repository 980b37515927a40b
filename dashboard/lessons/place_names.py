"""What the places on an axis are called in a list: on one line, classes with their counts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.lessons.arrays import array
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


def _least_gap(ticks: npt.NDArray[np.float64]) -> float:
    return float(np.diff(np.unique(ticks)).min()) if len(np.unique(ticks)) > 1 else 1.0


def _as_name(place: object) -> str:
    return numeral(place, 3) if isinstance(place, int | float) else _on_one_line(str(place))


def _on_one_line(text: str, *, counted: bool = False) -> str:
    first, *others = LINE_BREAK.split(text)
    if counted and others:
        return f"{first} ({' '.join(others)})"
    return ", ".join([first, *others])
