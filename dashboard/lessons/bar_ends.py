"""Whether the bars of an answer begin at zero: bars that do not show differences larger than they are."""

from dashboard.lessons.drawn import Figure
from dashboard.lessons.truths import axis_of, line
from ltcore.lessons import Bars
from ltcore.plots.base.amounts import numeral


def warning(figure: Figure, asked: Bars) -> str:
    """Return why the bars of an answer would mislead, and the way out; empty where they do not.

    Args:
        figure: as JSON has it.
        asked: its bars.

    Example:
        >>> figure = {"data": [{"name": "a", "x": [0, 1], "y": [0.9, 0.8]}], "layout": {}}
        >>> warning(figure, Bars(kind="bars", ask="?", trace="a", low=0.6, high=1))
        'bars begin at 0.6, not at zero: give low = 0, or drawn = "marks"'
    """
    axis = axis_of(figure, line(figure, asked.trace), of_values=True)
    if asked.drawn == "marks" or axis.get("type") == "log":
        return ""
    if asked.low != 0:
        return f'bars begin at {numeral(asked.low)}, not at zero: give low = 0, or drawn = "marks"'
    ends = axis.get("range") or [0, 0]
    if not min(ends) <= 0 <= max(ends):
        return f'the axis begins at {numeral(min(ends))}, so bars do not begin at zero: give drawn = "marks"'
    return ""
