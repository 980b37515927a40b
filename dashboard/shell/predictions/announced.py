"""The truth of a prediction as a lesson announces it, in a few words."""

from collections.abc import Mapping
from typing import Any

from ltcore.lessons import Bars, Curve, Cut, Number
from ltcore.plots.base.amounts import numeral

DIGITS = 4


def announced(asked: Bars | Curve | Number | Cut, truth: Mapping[str, Any]) -> str:
    """Return what a lesson will say is true.

    Args:
        asked: the prediction.
        truth: as ``truths.truth`` returns it.

    Example:
        >>> asked = Number(kind="number", ask="?", low=0, high=1, trace="a", at=3, unit="images")
        >>> announced(asked, {"value": 993.0, "shares": False})
        '993 images'
        >>> bars = Bars(kind="bars", ask="?", low=0, high=1, trace="a")
        >>> announced(bars, {"values": [0.9, 0.2], "names": ["cat", "owl"], "shares": True})
        'from 90 % (cat) to 20 % (owl)'
    """
    if "values" in truth:
        ends = [
            f"{_amount(truth['values'][at], asked, truth)} ({truth['names'][at]})" for at in (0, -1)
        ]
        return ends[0] if len(truth["values"]) == 1 else f"from {ends[0]} to {ends[1]}"
    return _amount(truth["place" if isinstance(asked, Cut) else "value"], asked, truth)


def _amount(value: float, asked: Bars | Curve | Number | Cut, truth: Mapping[str, Any]) -> str:
    shown = f"{numeral(100 * value, DIGITS)} %" if truth["shares"] else numeral(value, DIGITS)
    behind = "" if truth["shares"] else asked.unit
    return f"{shown} {behind}".strip()
