"""What a picture holds, in words: its traces, each with what it is drawn as, its label and its values."""

import re
from collections.abc import Mapping
from typing import Any

from dashboard.shell.predictions.arrays import array
from ltcore.plots.base.amounts import numeral

KINDS: Mapping[str, str] = {"bar": "bars", "heatmap": "heat map", "contour": "contours"}
DIGITS = 4
LONGEST = 40
"""Characters of a label."""
MOST_LISTED = 12
"""Traces in a sentence; more are counted."""


def described(figure: Mapping[str, Any]) -> dict[str, str]:
    """Return name -> words of each trace that has values; the name is `#1` and so on where there is none.

    Args:
        figure: as JSON has it. Of traces that share a name the later ones are named by their number.

    Example:
        >>> traces = [
        ...     {"name": "ERM", "mode": "lines", "x": [1, 2], "y": [0.5, 3930]},
        ...     {"mode": "text", "text": ["most frequent"], "x": [1], "y": [993]},
        ... ]
        >>> described({"data": traces})
        {'ERM': 'line, from 0.5 to 3,930', '#2': 'text “most frequent”, 993'}
    """
    told: dict[str, str] = {}
    for number, words in numbered(figure).items():
        name = str(figure["data"][int(number[1:]) - 1].get("name") or "")
        told[number if not name or name in told else name] = words
    return told


def numbered(figure: Mapping[str, Any]) -> dict[str, str]:
    """Return `#1` and so on -> words of each trace that has values."""
    told = {}
    for number, trace in enumerate(figure["data"], 1):
        if amounts := _amounts(trace):
            label = "" if trace.get("name") else _label(trace)
            drawn = " ".join(filter(None, [_drawn_as(trace), label]))
            told[f"#{number}"] = f"{drawn}, {amounts}"
    return told


def _amounts(trace: Mapping[str, Any]) -> str:
    """Return the first and the last value; where values are names, where they stand."""
    for axis, at in zip(
        "xy" if trace.get("orientation") == "h" else "yx", ("", "at "), strict=True
    ):
        known = [one for one in array(trace.get(axis)) if isinstance(one, int | float)]
        if known:
            first, last = (numeral(float(known[end]), DIGITS) for end in (0, -1))
            return f"{at}{first}" if len(known) == 1 else f"{at or 'from '}{first} to {last}"
    return ""


def listed(figure: Mapping[str, Any]) -> str:
    """Return the traces of a picture as part of a sentence."""
    told = [
        f"{name if name.startswith('#') else repr(name)} ({words})"
        for name, words in described(figure).items()
    ]
    more = len(told) - MOST_LISTED
    return ", ".join([*told[:MOST_LISTED], *([f"and {more} more"] if more > 0 else [])]) or "none"


def _drawn_as(trace: Mapping[str, Any]) -> str:
    kind, mode = str(trace.get("type") or "scatter"), str(trace.get("mode") or "lines")
    if not kind.startswith("scatter"):
        return KINDS.get(kind, kind)
    return "line" if "lines" in mode else "points" if "markers" in mode else "text"


def _label(trace: Mapping[str, Any]) -> str:
    """Return what the picture writes at a trace, else what it says at the pointer before its numbers."""
    texts = trace.get("text")
    hover = str(trace.get("hovertemplate") or "").split("<br>")[0]
    found = [*(texts if isinstance(texts, list) else [texts]), "" if "%{" in hover else hover]
    plain = (re.sub(r"<[^>]*>", " ", str(text)).strip() for text in found if text)
    label = next(filter(None, plain), "")
    return f"“{label[:LONGEST]}”" if label else ""
